//! Many messages of which some are rejected: every one is accounted for, by id.

use super::{
    day::Day,
    stub::{Order, Trouble},
    *,
};

/// How many, unless `COAGENT_DLQ_MESSAGES` says otherwise; 100,000 take some minutes.
const MESSAGES: usize = 2000;

#[allow(
    clippy::disallowed_methods,
    reason = "the size of a test is not the program's business"
)]
fn messages() -> usize {
    let given = std::env::var("COAGENT_DLQ_MESSAGES").ok();
    given.and_then(|text| text.parse().ok()).unwrap_or(MESSAGES)
}

/// Of events whose number ends in 3 or 77.
fn is_rejected(entry: &str) -> bool {
    ["3\\\"", "77\\\""].iter().any(|end| entry.contains(end))
}

#[test]
fn of_many_messages_those_that_are_rejected_stay_and_all_others_arrive_once() {
    let count = messages();
    let order = Order(
        "SendMessageBatch",
        0..usize::MAX,
        Trouble::Reject(is_rejected),
    );
    let mut day = Day::with(count, vec![order]);
    let rejected = (0..count).filter(|n| n % 10 == 3 || n % 100 == 77).count();
    let (code, answer) = day.redrive("--yes");
    let meant = json!({ "redriven": count - rejected, "rejected": rejected });
    assert_eq!((code, &answer["counts"]), (1, &meant));
    day.account();
    assert_eq!(day.arrived.len(), count - rejected);
    assert!(day.arrived.values().all(|times| *times == 1));
    assert_eq!(day.doubted, BTreeSet::new());
}
