//! The metrics AWS/Events, gathered in memory and reported every second.
//!
//! Source: "Monitoring Amazon EventBridge" in the user guide, for names, dimensions and units.
//! Nothing is throttled here, so that `ThrottledRules` never has a value.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, MutexGuard, PoisonError, Weak},
    time::Duration,
};

use super::{Events, names::DEFAULT, registry::RuleId};
use crate::services::cloudwatch::{Datum, Resolution};

/// What is measured of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Metric {
    MatchedEvents,
    TriggeredRules,
    Invocations,
    InvocationAttempts,
    SuccessfulInvocationAttempts,
    RetryInvocationAttempts,
    FailedInvocations,
    InvocationsSentToDlq,
    InvocationsFailedToBeSentToDlq,
    /// Until the first attempt begins.
    IngestionToInvocationStartLatency,
    /// Until the first attempt has ended, well or not.
    IngestionToInvocationCompleteLatency,
    /// Until an attempt has succeeded.
    IngestionToInvocationSuccessLatency,
}

/// Of what a rule's metric is known besides the rule.
#[derive(Clone, Copy, PartialEq)]
enum Also {
    Nothing,
    /// All rules together.
    Account,
    /// All rules of a bus, and all rules together.
    BusAndAccount,
}

impl Metric {
    fn name(self) -> &'static str {
        match self {
            Self::MatchedEvents => "MatchedEvents",
            Self::TriggeredRules => "TriggeredRules",
            Self::Invocations => "Invocations",
            Self::InvocationAttempts => "InvocationAttempts",
            Self::SuccessfulInvocationAttempts => "SuccessfulInvocationAttempts",
            Self::RetryInvocationAttempts => "RetryInvocationAttempts",
            Self::FailedInvocations => "FailedInvocations",
            Self::InvocationsSentToDlq => "InvocationsSentToDlq",
            Self::InvocationsFailedToBeSentToDlq => "InvocationsFailedToBeSentToDlq",
            Self::IngestionToInvocationStartLatency => "IngestionToInvocationStartLatency",
            Self::IngestionToInvocationCompleteLatency => "IngestionToInvocationCompleteLatency",
            Self::IngestionToInvocationSuccessLatency => "IngestionToInvocationSuccessLatency",
        }
    }

    fn unit(self) -> &'static str {
        match self {
            Self::IngestionToInvocationStartLatency
            | Self::IngestionToInvocationCompleteLatency
            | Self::IngestionToInvocationSuccessLatency => "Milliseconds",
            _ => "Count",
        }
    }

    fn also(self) -> Also {
        match self {
            // An event that matches several rules counts once for its bus: `Metrics::matched`.
            Self::MatchedEvents
            | Self::FailedInvocations
            | Self::InvocationsSentToDlq
            | Self::InvocationsFailedToBeSentToDlq => Also::Nothing,
            Self::Invocations => Also::Account,
            _ => Also::BusAndAccount,
        }
    }
}

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

/// Whole values, and how often each was seen.
#[derive(Clone, Debug, Default, PartialEq)]
struct Values(HashMap<u64, f64>);

impl Values {
    fn add(&mut self, value: u64, times: f64) {
        *self.0.entry(value).or_default() += times;
    }

    fn merge(&mut self, other: &Self) {
        for (value, times) in &other.0 {
            self.add(*value, *times);
        }
    }
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

type Dimensions = Vec<(String, String)>;

/// What is reported: name and dimensions → unit, values.
#[derive(Default)]
struct Report(BTreeMap<(&'static str, Dimensions), (&'static str, Values)>);

impl Report {
    fn add(
        &mut self,
        name: &'static str,
        unit: &'static str,
        dimensions: Dimensions,
        values: &Values,
    ) {
        let entry = self.0.entry((name, dimensions));
        let (_, sum) = entry.or_insert_with(|| (unit, Values::default()));
        sum.merge(values);
    }

    fn data(self, now: i64) -> Vec<Datum> {
        let mut data = Vec::new();
        for ((name, dimensions), (unit, values)) in self.0 {
            data.extend(values.0.into_iter().map(|(value, times)| Datum {
                namespace: "AWS/Events".to_owned(),
                name: name.to_owned(),
                dimensions: dimensions.clone(),
                value: value as f64,
                times,
                unit: unit.to_owned(),
                at_millis: now,
                resolution: Resolution::Standard,
            }));
        }
        data
    }
}

fn of_bus(bus: &str) -> (String, String) {
    ("EventBusName".to_owned(), bus.to_owned())
}

/// Rules of the default bus are named alone, others with their bus.
fn of_rule(rule: &RuleId) -> Dimensions {
    let name = ("RuleName".to_owned(), (*rule.name).to_owned());
    match &*rule.bus {
        DEFAULT => vec![name],
        bus => vec![of_bus(bus), name],
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
mod tests {
    use super::*;

    fn rule(name: &str, bus: &str) -> Arc<RuleId> {
        Arc::new(RuleId {
            arn: format!("{bus}/{name}").into(),
            name: name.into(),
            bus: bus.into(),
        })
    }

    /// Name and dimensions → the sum of what was reported.
    fn sums(data: Vec<Datum>) -> BTreeMap<String, f64> {
        let mut sums = BTreeMap::new();
        for datum in data {
            let mut dimensions = datum.dimensions.into_iter();
            let first = dimensions
                .next()
                .map(|(name, value)| format!(" {name}={value}"));
            let second = dimensions
                .next()
                .map(|(name, value)| format!(" {name}={value}"));
            let key = [Some(datum.name), first, second].into_iter().flatten();
            *sums.entry(key.collect()).or_default() += datum.value * datum.times;
        }
        sums
    }

    fn expected(sums: &[(&str, f64)]) -> BTreeMap<String, f64> {
        sums.iter()
            .map(|(key, sum)| ((*key).to_owned(), *sum))
            .collect()
    }

    #[test]
    fn counts_add_up_and_are_taken_once() {
        let tally = Tally::default();
        tally.count(&rule("r", "orders"), Metric::Invocations, 1);
        tally.count(&rule("r", "orders"), Metric::Invocations, 2);
        tally.count(&rule("s", "default"), Metric::Invocations, 4);
        let wanted = expected(&[
            ("Invocations", 7.0),
            ("Invocations EventBusName=orders RuleName=r", 3.0),
            ("Invocations RuleName=s", 4.0),
        ]);
        assert_eq!(sums(tally.take(7)), wanted);
        assert!(tally.take(8).is_empty());
    }

    #[test]
    fn attempts_are_known_of_the_bus_too() {
        let tally = Tally::default();
        tally.count(&rule("r", "orders"), Metric::InvocationAttempts, 1);
        tally.count(&rule("s", "orders"), Metric::InvocationAttempts, 1);
        let wanted = expected(&[
            ("InvocationAttempts", 2.0),
            ("InvocationAttempts EventBusName=orders", 2.0),
            ("InvocationAttempts EventBusName=orders RuleName=r", 1.0),
            ("InvocationAttempts EventBusName=orders RuleName=s", 1.0),
        ]);
        assert_eq!(sums(tally.take(7)), wanted);
    }

    #[test]
    fn an_event_that_matches_two_rules_is_one_of_its_bus() {
        let tally = Tally::default();
        let (first, second) = (rule("r", "default"), rule("s", "default"));
        tally.count(&first, Metric::MatchedEvents, 1);
        tally.count(&second, Metric::MatchedEvents, 1);
        tally.matched(&first.bus, 1);
        let wanted = expected(&[
            ("MatchedEvents EventBusName=default", 1.0),
            ("MatchedEvents RuleName=r", 1.0),
            ("MatchedEvents RuleName=s", 1.0),
        ]);
        assert_eq!(sums(tally.take(7)), wanted);
    }

    #[test]
    fn latencies_keep_their_values() {
        let tally = Tally::default();
        let metric = Metric::IngestionToInvocationSuccessLatency;
        tally.took(&rule("r", "default"), metric, [3, 900, 3]);
        let of_rule = |datum: &Datum| datum.dimensions == of_rule(&rule("r", "default"));
        let data = tally.take(7).into_iter().filter(of_rule);
        let mut seen: Vec<_> = data.map(|datum| (datum.value, datum.times)).collect();
        seen.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert_eq!(seen, [(3.0, 2.0), (900.0, 1.0)]);
    }

    #[test]
    fn a_request_that_is_refused_fails_all_its_entries() {
        let tally = Tally::default();
        let request = Request {
            entries: 10,
            refused: Some(2),
            bytes: 100,
            millis: 4,
        };
        tally.answered(request);
        tally.answered(Request {
            refused: None,
            ..request
        });
        let wanted = expected(&[
            ("PutEventsApproximateCallCount", 2.0),
            ("PutEventsApproximateFailedCount", 1.0),
            ("PutEventsApproximateSuccessCount", 1.0),
            ("PutEventsEntriesCount", 20.0),
            ("PutEventsFailedEntriesCount", 12.0),
            ("PutEventsLatency", 8.0),
            ("PutEventsRequestSize", 200.0),
        ]);
        assert_eq!(sums(tally.take(7)), wanted);
    }
}
