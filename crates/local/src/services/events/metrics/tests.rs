use std::collections::BTreeMap;

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
