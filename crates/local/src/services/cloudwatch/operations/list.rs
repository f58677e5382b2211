//! `ListMetrics`.

use super::show;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        fault::invalid,
        metric::MetricKey,
        model::{ListMetricsInput, ListMetricsOutput},
    },
};

/// Metrics in one page.
const PAGE: usize = 500;
const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// Metrics without values for two weeks are not listed.
const LISTED: i64 = 14 * 24 * HOUR_MILLIS;
/// What "recently active" means; the last value is known to the hour.
const RECENT: i64 = 4 * HOUR_MILLIS;

impl CloudWatch {
    pub(crate) async fn list_metrics(
        &self,
        input: ListMetricsInput,
        _caller: &Caller,
    ) -> Result<ListMetricsOutput, Fault> {
        let skipped = match &input.next_token {
            Some(token) => token
                .parse()
                .map_err(|_| invalid("The NextToken is invalid."))?,
            None => 0,
        };
        let kept = if input.recently_active.is_some() {
            RECENT
        } else {
            LISTED
        };
        let horizon = self.core.clock.now_millis() - kept;
        let found = self
            .series
            .metrics(|metric, last| last >= horizon && wanted(&input, metric));
        let more = found.len() > skipped + PAGE;
        Ok(ListMetricsOutput {
            metrics: found.iter().skip(skipped).take(PAGE).map(show).collect(),
            next_token: more.then(|| (skipped + PAGE).to_string()),
        })
    }
}

fn wanted(input: &ListMetricsInput, metric: &MetricKey) -> bool {
    let has = |name: &str, value: Option<&str>| {
        let mut dimensions = metric.dimensions.iter();
        dimensions.any(|(own, text)| own == name && value.is_none_or(|value| value == text))
    };
    input
        .namespace
        .as_ref()
        .is_none_or(|name| *name == metric.namespace)
        && input
            .metric_name
            .as_ref()
            .is_none_or(|name| *name == metric.name)
        && input
            .dimensions
            .iter()
            .all(|one| has(&one.name, one.value.as_deref()))
}
