//! Killed, interrupted, refused, cut off and answered by halves at every step: each message is in
//! the queue, or accepted at its destination, or both and said to be.

use super::{
    day::Day,
    stub::{Order, Trouble},
    *,
};

const COUNT: usize = 25;

const SEND: &str = "SendMessageBatch";
const RECEIVE: &str = "ReceiveMessage";
const DELETE: &str = "DeleteMessageBatch";
const HIDE: &str = "ChangeMessageVisibilityBatch";
const COUNTS: &str = "GetQueueAttributes";

/// Longer than a message is hidden by [`Day::run`].
const HIDDEN: Duration = Duration::from_millis(2500);

/// The call that the trouble befalls comes; what the first run ended with is looked at by `check`.
fn survives(order: Order, check: fn(i32, &Value)) -> Day {
    let (operation, nth) = (order.0, order.1.start);
    let mut day = Day::with(COUNT, vec![order]);
    let (code, answer) = day.run("");
    check(code, &answer);
    assert!(day.stub.calls(operation) > nth, "the trouble has come");
    day.resume();
    day.account();
    day
}

fn any(_: i32, _: &Value) {}

fn killed(code: i32, _: &Value) {
    assert_eq!(code, -1);
}

/// Killed with the journal written, sent, answered, deleted: by the calls around each step.
#[test]
fn killed_at_any_step_it_loses_nothing() {
    for operation in [RECEIVE, SEND, DELETE] {
        for nth in [0, 1] {
            survives(
                Order(operation, nth..nth + 1, Trouble::SignalBefore("-9")),
                killed,
            );
            survives(
                Order(operation, nth..nth + 1, Trouble::SignalAfter("-9")),
                killed,
            );
        }
    }
}

#[test]
fn what_was_accepted_when_it_was_killed_is_not_sent_again() {
    for trouble in [Trouble::SignalBefore("-9"), Trouble::SignalAfter("-9")] {
        let day = survives(Order(DELETE, 0..1, trouble), killed);
        // Only the batch that another worker was sending just then can be in doubt.
        assert!(day.doubted.len() <= 10, "{:?}", day.doubted);
    }
}

/// What is hidden while the queue is looked through, and shown before anybody asks how much is
/// hidden, was neither seen nor is it gone.
#[test]
fn what_is_shown_again_meanwhile_is_not_taken_for_gone() {
    // The last question of a redrive that is killed and of its resume: how much is hidden.
    const LAST: usize = 5;
    let mut day = Day::with(
        COUNT,
        vec![
            Order(DELETE, 0..1, Trouble::SignalBefore("-9")),
            Order(COUNTS, LAST..LAST + 1, Trouble::Late(HIDDEN)),
        ],
    );
    const ALONE: &str = "--visibility 2 --concurrency 1 --yes";
    assert_eq!(day.redrive(ALONE).0, -1);
    let journal = day.journal().expect("a journal");
    let (code, answer) = day.redrive(&format!("--resume {journal} {ALONE}"));
    assert_eq!(code, 0, "{answer}");
    assert_eq!(day.stub.calls(COUNTS), LAST + 1);
    day.account();
}

#[test]
fn interrupted_it_ends_what_is_in_work_and_doubles_nothing() {
    for operation in [SEND, DELETE] {
        let order = Order(operation, 0..1, Trouble::SignalAfter("-INT"));
        let day = survives(order, |code, _| assert_eq!(code, 130));
        assert!(day.arrived.values().all(|times| *times == 1));
        assert_eq!(day.doubted, BTreeSet::new());
    }
}

/// Before and after the call took effect, and in the middle of the answer.
#[test]
fn a_network_that_cuts_loses_nothing() {
    for operation in [RECEIVE, SEND, DELETE] {
        for trouble in [Trouble::CutBefore, Trouble::CutAfter, Trouble::CutWithin] {
            survives(Order(operation, 0..1, trouble), any);
        }
    }
}

#[test]
fn what_was_sent_without_an_answer_is_said_to_be_uncertain() {
    let uncertain = |code, answer: &Value| {
        assert_eq!(
            (code, &answer["counts"]["uncertain"]),
            (4, &json!(10)),
            "{answer}"
        );
    };
    for trouble in [
        Trouble::CutAfter,
        Trouble::CutWithin,
        Trouble::Deny(500, "InternalFailure"),
        Trouble::Deny(503, "SomethingNew"),
    ] {
        let day = survives(Order(SEND, 0..1, trouble), uncertain);
        assert_eq!(day.doubted.len(), 10);
        assert_eq!(
            day.arrived.values().filter(|times| **times == 2).count(),
            10
        );
    }
}

/// What the answer is silent about is in doubt, and nothing else.
#[test]
fn an_answer_by_halves_is_half_an_answer() {
    let half = |code, answer: &Value| {
        assert_eq!(
            (code, &answer["counts"]["uncertain"]),
            (4, &json!(5)),
            "{answer}"
        );
    };
    assert_eq!(
        survives(Order(SEND, 0..1, Trouble::Half), half)
            .doubted
            .len(),
        5
    );
    survives(Order(DELETE, 0..1, Trouble::Half), |code, answer| {
        assert_eq!(
            (code, &answer["counts"]["not-deleted"]),
            (4, &json!(5)),
            "{answer}"
        );
    });
}

#[test]
fn an_answer_that_comes_twice_counts_once() {
    for operation in [RECEIVE, SEND, DELETE] {
        let day = survives(Order(operation, 0..9, Trouble::Repeat), |code, answer| {
            assert_eq!(
                (code, &answer["counts"]),
                (0, &json!({ "redriven": COUNT })),
                "{answer}"
            );
        });
        assert!(day.arrived.values().all(|times| *times == 1));
    }
}

/// Longer than a message is hidden: it is kept hidden all the while.
#[test]
fn what_takes_long_stays_hidden_and_is_sent_once() {
    for operation in [SEND, DELETE] {
        let order = Order(operation, 0..1, Trouble::Delay(Duration::from_secs(5)));
        let day = survives(order, |code, _| assert_eq!(code, 0));
        assert!(day.arrived.values().all(|times| *times == 1));
        assert_eq!(day.doubted, BTreeSet::new());
    }
}

/// Nothing can be kept hidden, and one worker receives what the other is deleting: SQS forgives the
/// older receipt and deletes nothing.
#[test]
fn what_is_received_again_while_it_is_deleted_is_out_of_the_queue_in_the_end() {
    let mut day = Day::with(
        COUNT,
        vec![
            Order(HIDE, 0..99, Trouble::Refuse(400, "InvalidParameterValue")),
            Order(SEND, 1..2, Trouble::Delay(HIDDEN)),
            Order(DELETE, 0..1, Trouble::Late(Duration::from_millis(4500))),
        ],
    );
    let (code, answer) = day.run("");
    assert_eq!(
        (code, &answer["counts"]),
        (0, &json!({ "redriven": COUNT })),
        "{answer}"
    );
    day.account();
    assert!(day.arrived.values().all(|times| *times == 1));
}

#[test]
fn entries_that_are_rejected_stay_and_the_others_go() {
    let odd = |entry: &str| {
        ["1\\\"", "3\\\"", "5\\\""]
            .iter()
            .any(|end| entry.contains(end))
    };
    let mut day = Day::with(COUNT, vec![Order(SEND, 0..100, Trouble::Reject(odd))]);
    let (code, answer) = day.run("");
    let rejected = answer["counts"]["rejected"].as_u64().expect("a count");
    // e1, e3, e5, e11 … of 25.
    assert_eq!((code, rejected), (1, 8), "{answer}");
    assert_eq!(answer["counts"]["redriven"], json!(COUNT as u64 - rejected));
    day.account();
    assert!(day.arrived.values().all(|times| *times == 1));
}

#[test]
fn credentials_that_expire_stop_it_and_say_so() {
    for operation in [RECEIVE, SEND, DELETE] {
        let order = Order(
            operation,
            1..2,
            Trouble::Refuse(403, "ExpiredTokenException"),
        );
        let day = survives(order, |code, answer| {
            assert_ne!(code, 0, "{answer}");
        });
        assert_eq!(day.doubted, BTreeSet::new());
    }
}
