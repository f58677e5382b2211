//! The metrics AWS/Events, gathered in memory and reported every second.
//!
//! Source: "Monitoring Amazon EventBridge" in the user guide, for names, dimensions and units.
//! Nothing is throttled here, so that `ThrottledRules` never has a value.

mod metric;
mod report;

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use metric::Also;
pub(crate) use metric::Metric;
use report::{Report, Values, of_bus, of_rule};

use super::{Events, registry::RuleId};
use crate::services::cloudwatch::Datum;

/// One `PutEvents`.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Request {
    pub entries: usize,
    /// Entries that were refused; `None` when the request was.
    pub refused: Option<usize>,
    /// The bytes that count.
    pub bytes: usize,
    pub millis: i64,
}

/// What was measured since the last report.
#[derive(Default)]
struct Measured {
    rules: HashMap<(Arc<str>, Metric), (Arc<RuleId>, Values)>,
    /// Events that matched any rule, by bus.
    matched: HashMap<Arc<str>, f64>,
    /// Without dimensions: name → unit, values.
    account: HashMap<&'static str, (&'static str, Values)>,
}

/// What was measured since the last report.
#[derive(Default)]
pub(crate) struct Tally(Mutex<Measured>);

impl Tally {
    fn lock(&self) -> MutexGuard<'_, Measured> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Counts what happened to a rule so many times.
    pub(crate) fn count(&self, rule: &Arc<RuleId>, metric: Metric, times: usize) {
        self.add(rule, metric, [1], times as f64);
    }

    /// Adds latencies, in milliseconds.
    pub(crate) fn took(
        &self,
        rule: &Arc<RuleId>,
        metric: Metric,
        millis: impl IntoIterator<Item = i64>,
    ) {
        let values = millis.into_iter();
        let values = values.map(|millis| u64::try_from(millis).unwrap_or(0));
        self.add(rule, metric, values, 1.0);
    }

    fn add(
        &self,
        rule: &Arc<RuleId>,
        metric: Metric,
        values: impl IntoIterator<Item = u64>,
        times: f64,
    ) {
        let mut values = values.into_iter().peekable();
        if times == 0.0 || values.peek().is_none() {
            return;
        }
        let mut measured = self.lock();
        let entry = measured.rules.entry((Arc::clone(&rule.arn), metric));
        let (_, sum) = entry.or_insert_with(|| (Arc::clone(rule), Values::default()));
        values.for_each(|value| sum.add(value, times));
    }

    /// Events of a bus matched some of its rules.
    pub(crate) fn matched(&self, bus: &Arc<str>, events: usize) {
        *self.lock().matched.entry(Arc::clone(bus)).or_default() += events as f64;
    }

    /// Deliveries were made for events.
    pub(crate) fn created(&self, deliveries: usize) {
        if deliveries > 0 {
            let mut measured = self.lock();
            measured.account("InvocationsCreated", "Count", 1, deliveries as f64);
        }
    }

    /// A request was answered.
    pub(crate) fn answered(&self, request: Request) {
        let mut measured = self.lock();
        let outcome = match request.refused {
            Some(_) => "PutEventsApproximateSuccessCount",
            None => "PutEventsApproximateFailedCount",
        };
        for (name, unit, value) in [
            ("PutEventsApproximateCallCount", "Count", 1),
            (outcome, "Count", 1),
            ("PutEventsEntriesCount", "Count", request.entries as u64),
            ("PutEventsRequestSize", "Bytes", request.bytes as u64),
            (
                "PutEventsLatency",
                "Milliseconds",
                u64::try_from(request.millis).unwrap_or(0),
            ),
        ] {
            measured.account(name, unit, value, 1.0);
        }
        let refused = request.refused.unwrap_or(request.entries);
        measured.account("PutEventsFailedEntriesCount", "Count", refused as u64, 1.0);
    }

    /// Takes what was measured.
    pub(crate) fn take(&self, now: i64) -> Vec<Datum> {
        let measured = std::mem::take(&mut *self.lock());
        measured.report().data(now)
    }
}

impl Measured {
    fn account(&mut self, name: &'static str, unit: &'static str, value: u64, times: f64) {
        let (_, values) = self
            .account
            .entry(name)
            .or_insert_with(|| (unit, Values::default()));
        values.add(value, times);
    }

    fn report(self) -> Report {
        let mut report = Report::default();
        for (name, (unit, values)) in self.account {
            report.add(name, unit, vec![], &values);
        }
        for (bus, events) in self.matched {
            let mut values = Values::default();
            values.add(1, events);
            report.add("MatchedEvents", "Count", vec![of_bus(&bus)], &values);
        }
        for ((_, metric), (rule, values)) in self.rules {
            let mut add = |dimensions| {
                report.add(metric.name(), metric.unit(), dimensions, &values);
            };
            add(of_rule(&rule));
            if metric.also() != Also::Nothing {
                add(vec![]);
            }
            if metric.also() == Also::BusAndAccount {
                add(vec![of_bus(&rule.bus)]);
            }
        }
        report
    }
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
mod tests;
