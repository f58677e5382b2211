//! Metrics.

use aws_sdk_cloudwatch::types::{Datapoint, Dimension, Statistic};
use aws_smithy_types::DateTime;
use jiff::{SignedDuration, Timestamp};

use super::CloudWatch;
use crate::error::Result;

/// How far back the last value of a metric is looked for: it comes every minute, some minutes late.
const BACK: SignedDuration = SignedDuration::from_mins(15);

/// A metric of one thing, minute by minute.
struct Metric<'a> {
    namespace: &'static str,
    name: &'static str,
    /// What the thing is, and the dimension that names it.
    of: (&'static str, &'static str),
    /// The name of the thing.
    thing: &'a str,
    statistic: Statistic,
}

impl<'a> Metric<'a> {
    fn of_queue(name: &'static str, queue: &'a str, statistic: Statistic) -> Self {
        Self {
            namespace: "AWS/SQS",
            name,
            of: ("queue", "QueueName"),
            thing: queue,
            statistic,
        }
    }
}

impl CloudWatch {
    /// Seconds that the oldest message of a queue has been there, as CloudWatch last heard; `None`
    /// when it has heard nothing lately.
    pub(crate) async fn oldest_message(&self, queue: &str, now: Timestamp) -> Result<Option<u64>> {
        let name = "ApproximateAgeOfOldestMessage";
        let age = Metric::of_queue(name, queue, Statistic::Maximum);
        let points = self.points(age, BACK, now).await?;
        let time = |point: &&Datapoint| point.timestamp.map(|time| time.secs());
        let last = points.iter().max_by_key(time);
        Ok(last.and_then(|point| point.maximum).map(whole))
    }

    /// How many messages were sent to a queue in the last hour; `None` when CloudWatch has heard
    /// nothing. What SQS itself moves there after too many receives it does not count.
    pub(crate) async fn messages_sent(&self, queue: &str, now: Timestamp) -> Result<Option<u64>> {
        let hour = SignedDuration::from_hours(1);
        let sent = Metric::of_queue("NumberOfMessagesSent", queue, Statistic::Sum);
        let points = self.points(sent, hour, now).await?;
        let sums: Vec<f64> = points.iter().filter_map(|point| point.sum).collect();
        Ok((!sums.is_empty()).then(|| whole(sums.iter().sum())))
    }

    /// Errors of a function in the last 15 minutes.
    pub(crate) async fn errors(&self, function: &str, now: Timestamp) -> Result<u64> {
        let errors = Metric {
            namespace: "AWS/Lambda",
            name: "Errors",
            of: ("function", "FunctionName"),
            thing: function,
            statistic: Statistic::Sum,
        };
        let points = self.points(errors, BACK, now).await?;
        Ok(whole(points.iter().filter_map(|point| point.sum).sum()))
    }

    async fn points(
        &self,
        metric: Metric<'_>,
        back: SignedDuration,
        now: Timestamp,
    ) -> Result<Vec<Datapoint>> {
        let Metric { name, thing, .. } = metric;
        let (kind, dimension) = metric.of;
        let dimension = Dimension::builder().name(dimension).value(thing).build();
        let start = now.checked_sub(back).unwrap_or(now);
        let answer = self
            .client
            .get_metric_statistics()
            .namespace(metric.namespace)
            .metric_name(name)
            .dimensions(dimension)
            .start_time(DateTime::from_millis(start.as_millisecond()))
            .end_time(DateTime::from_millis(now.as_millisecond()))
            .period(60)
            .statistics(metric.statistic)
            .send()
            .await;
        let answer = answer.map_err(|cause| {
            let doing = format!("read the metric {name} of {kind} `{thing}`");
            self.place.failed(doing, cause)
        })?;
        Ok(answer.datapoints.unwrap_or_default())
    }
}

/// Seconds and counts, of which CloudWatch knows fractions.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "made whole and not negative first; more than fits is as good as the most"
)]
fn whole(value: f64) -> u64 {
    value.max(0.0).round() as u64
}
