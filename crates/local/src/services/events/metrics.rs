//! The metrics AWS/Events, gathered in memory and reported every second.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError, Weak},
    time::Duration,
};

use super::{Events, names::DEFAULT, registry::RuleId};
use crate::services::cloudwatch::{Datum, Resolution};

/// What is counted for a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Metric {
    MatchedEvents,
    TriggeredRules,
    Invocations,
    FailedInvocations,
    RetryInvocationAttempts,
    InvocationsSentToDlq,
    InvocationsFailedToBeSentToDlq,
    /// `IngestionToInvocationStartLatency`; the average of a second.
    Latency,
}

impl Metric {
    fn name(self) -> &'static str {
        match self {
            Self::MatchedEvents => "MatchedEvents",
            Self::TriggeredRules => "TriggeredRules",
            Self::Invocations => "Invocations",
            Self::FailedInvocations => "FailedInvocations",
            Self::RetryInvocationAttempts => "RetryInvocationAttempts",
            Self::InvocationsSentToDlq => "InvocationsSentToDlq",
            Self::InvocationsFailedToBeSentToDlq => "InvocationsFailedToBeSentToDlq",
            Self::Latency => "IngestionToInvocationStartLatency",
        }
    }

    fn unit(self) -> &'static str {
        if self == Self::Latency {
            "Milliseconds"
        } else {
            "Count"
        }
    }
}

/// What was counted since the last report.
#[derive(Default)]
pub(crate) struct Tally(Mutex<HashMap<(Arc<str>, Metric), Count>>);

struct Count {
    rule: Arc<RuleId>,
    sum: f64,
    times: f64,
}

impl Tally {
    pub(crate) fn add(&self, rule: &Arc<RuleId>, metric: Metric, value: f64) {
        self.add_all(rule, metric, &[value]);
    }

    pub(crate) fn add_all(&self, rule: &Arc<RuleId>, metric: Metric, values: &[f64]) {
        if values.is_empty() {
            return;
        }
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let count = counts
            .entry((Arc::clone(&rule.arn), metric))
            .or_insert_with(|| Count {
                rule: Arc::clone(rule),
                sum: 0.0,
                times: 0.0,
            });
        count.sum += values.iter().sum::<f64>();
        count.times += values.len() as f64;
    }

    /// Takes what was counted.
    pub(crate) fn take(&self, now: i64) -> Vec<Datum> {
        let counts = std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner));
        let datum = |((_, metric), count): ((Arc<str>, Metric), Count)| Datum {
            namespace: "AWS/Events".to_owned(),
            name: metric.name().to_owned(),
            dimensions: dimensions(&count.rule),
            value: if metric == Metric::Latency {
                count.sum / count.times
            } else {
                count.sum
            },
            unit: metric.unit().to_owned(),
            at_millis: now,
            resolution: Resolution::Standard,
        };
        counts.into_iter().map(datum).collect()
    }
}

/// Rules of the default bus are named alone, others with their bus.
fn dimensions(rule: &RuleId) -> Vec<(String, String)> {
    let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let mut dimensions = vec![pair("RuleName", &rule.name)];
    if &*rule.bus != DEFAULT {
        dimensions.insert(0, pair("EventBusName", &rule.bus));
    }
    dimensions
}

/// Reports for as long as the environment runs.
pub(crate) async fn run(events: Weak<Events>, clock: crate::clock::Clock) {
    loop {
        clock.sleep(Duration::from_secs(1)).await;
        let Some(events) = events.upgrade() else {
            return;
        };
        let Ok(cloud) = events.cloud() else { continue };
        for datum in events.tally.take(clock.now_millis()) {
            cloud.cloudwatch.record(datum);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(bus: &str) -> Arc<RuleId> {
        Arc::new(RuleId {
            arn: bus.into(),
            name: "r".into(),
            bus: bus.into(),
        })
    }

    #[test]
    fn counts_add_up_and_are_taken_once() {
        let tally = Tally::default();
        tally.add(&rule("orders"), Metric::Invocations, 1.0);
        tally.add(&rule("orders"), Metric::Invocations, 1.0);
        let data = tally.take(7);
        assert_eq!((data.len(), data[0].value, data[0].at_millis), (1, 2.0, 7));
        assert!(tally.take(8).is_empty());
    }

    #[test]
    fn only_custom_buses_are_a_dimension() {
        let names = |bus| {
            dimensions(&rule(bus))
                .into_iter()
                .map(|(name, _)| name)
                .collect::<Vec<_>>()
        };
        assert_eq!(names("default"), ["RuleName"]);
        assert_eq!(names("orders"), ["EventBusName", "RuleName"]);
    }
}
