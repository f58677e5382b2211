//! Metrics.

use aws_sdk_cloudwatch::types::{Datapoint, Dimension, Statistic};
use aws_smithy_types::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::CloudWatch;
use crate::error::Result;

/// How far back a metric of SQS is looked for: it comes every minute, some minutes late.
const BACK: SignedDuration = SignedDuration::from_mins(15);

impl CloudWatch {
    /// Seconds that the oldest message of a queue has been there, as CloudWatch last heard; `None`
    /// when it has heard nothing lately.
    pub(crate) async fn oldest_message(&self, queue: &str, now: Timestamp) -> Result<Option<u64>> {
        let name = "ApproximateAgeOfOldestMessage";
        let points = self.of_queue(queue, name, Statistic::Maximum, BACK, now);
        let points = points.await?;
        let time = |point: &&Datapoint| point.timestamp.map(|time| time.secs());
        let last = points.iter().max_by_key(time);
        Ok(last.and_then(|point| point.maximum).map(whole))
    }

    /// How many messages were sent to a queue in the last hour; `None` when CloudWatch has heard
    /// nothing. What SQS itself moves there after too many receives it does not count.
    pub(crate) async fn messages_sent(&self, queue: &str, now: Timestamp) -> Result<Option<u64>> {
        let hour = SignedDuration::from_hours(1);
        let name = "NumberOfMessagesSent";
        let points = self.of_queue(queue, name, Statistic::Sum, hour, now);
        let sums: Vec<f64> = points.await?.iter().filter_map(|point| point.sum).collect();
        Ok((!sums.is_empty()).then(|| whole(sums.iter().sum())))
    }

    async fn of_queue(
        &self,
        queue: &str,
        metric: &str,
        statistic: Statistic,
        back: SignedDuration,
        now: Timestamp,
    ) -> Result<Vec<Datapoint>> {
        let dimension = Dimension::builder().name("QueueName").value(queue).build();
        let start = now.checked_sub(back).unwrap_or(now);
        let answer = self
            .client
            .get_metric_statistics()
            .namespace("AWS/SQS")
            .metric_name(metric)
            .dimensions(dimension)
            .start_time(DateTime::from_millis(start.as_millisecond()))
            .end_time(DateTime::from_millis(now.as_millisecond()))
            .period(60)
            .statistics(statistic)
            .send()
            .await;
        let answer = answer.map_err(|cause| {
            let doing = format!("read the metric {metric} of queue `{queue}`");
            self.place.failed(doing, cause)
        })?;
        Ok(answer.datapoints.unwrap_or_default())
    }
}

impl CloudWatch {
    /// Errors of a function in the last 15 minutes.
    pub(crate) async fn errors(&self, function: &str, now: Timestamp) -> Result<u64> {
        let dimension = Dimension::builder()
            .name("FunctionName")
            .value(function)
            .build();
        let start = now.checked_sub(BACK).unwrap_or(now);
        let answer = self
            .client
            .get_metric_statistics()
            .namespace("AWS/Lambda")
            .metric_name("Errors")
            .dimensions(dimension)
            .start_time(DateTime::from_millis(start.as_millisecond()))
            .end_time(DateTime::from_millis(now.as_millisecond()))
            .period(60)
            .statistics(Statistic::Sum)
            .send()
            .await;
        let answer = answer.map_err(|cause| {
            let doing = format!("read the errors of function `{function}`");
            self.place.failed(doing, cause)
        })?;
        let points = answer.datapoints.unwrap_or_default();
        Ok(whole(points.iter().filter_map(|point| point.sum).sum()))
    }
}

/// Seconds and counts, of which CloudWatch knows fractions.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made whole and not negative first; more than fits is as good as the most"
)]
fn whole(seconds: f64) -> u64 {
    seconds.max(0.0).round() as u64
}
