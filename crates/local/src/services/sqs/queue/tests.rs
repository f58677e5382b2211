mod backlog;
mod disk;
mod model;

use disk::{Failing, Records};
use uuid::Uuid;

use super::*;
use crate::services::sqs::{
    deduplication::WINDOW,
    message::Receipt,
    records::{MESSAGES, SPANS},
    settings::Settings,
};

const SECOND: i64 = 1000;

fn queue(settings: Settings) -> Queue {
    with_limits(settings, Limits::of(8192))
}

fn with_limits(settings: Settings, limits: Limits) -> Queue {
    let record = QueueRecord {
        id: 1,
        name: "q".into(),
        settings,
        ..Default::default()
    };
    Queue::new(record, limits)
}

fn standard() -> Queue {
    queue(Settings::default())
}

fn fifo() -> Queue {
    queue(Settings {
        fifo: true,
        ..Settings::default()
    })
}

fn draft(body: &str) -> Draft {
    Draft {
        id: Uuid::new_v4(),
        content: Arc::new(Content {
            body: body.into(),
            ..Default::default()
        }),
        delay: None,
        group: None,
        deduplication: None,
        origin: None,
    }
}

fn in_group(body: &str, group: &str) -> Draft {
    Draft {
        group: Some(group.into()),
        deduplication: Some(body.into()),
        ..draft(body)
    }
}

fn send(queue: &mut Queue, draft: Draft, now: i64) -> Sent {
    queue.send(draft, now, &mut Batch::new())
}

fn receive(queue: &mut Queue, max: usize, now: i64) -> Vec<Handed> {
    let disk = Records::default();
    let found = queue.receive(max, 30, None, now, &disk, &mut Batch::new());
    found.unwrap().handed
}

fn bodies(handed: &[Handed]) -> Vec<&str> {
    handed
        .iter()
        .map(|handed| handed.body.as_ref().unwrap().body.as_ref())
        .collect()
}

fn delete(queue: &mut Queue, receipt: Receipt, now: i64) -> Result<bool, crate::fault::Fault> {
    queue.delete(receipt, now, &mut Batch::new())
}

#[test]
fn what_is_received_is_hidden_until_its_timeout_ends() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    assert_eq!(bodies(&receive(&mut queue, 1, 0)), ["a"]);
    assert!(receive(&mut queue, 1, 30 * SECOND - 1).is_empty());
    let again = receive(&mut queue, 1, 30 * SECOND);
    assert_eq!((again[0].receives, again[0].first_received), (2, 0));
}

#[test]
fn a_delayed_message_waits() {
    let mut queue = standard();
    let delayed = Draft {
        delay: Some(5),
        ..draft("a")
    };
    send(&mut queue, delayed, 0);
    assert_eq!(
        queue.counts(0),
        Counts {
            delayed: 1,
            ..Default::default()
        }
    );
    assert!(receive(&mut queue, 1, 5 * SECOND - 1).is_empty());
    assert_eq!(receive(&mut queue, 1, 5 * SECOND).len(), 1);
}

#[test]
fn only_the_latest_receipt_deletes() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    let first = receive(&mut queue, 1, 0)[0].receipt;
    let second = receive(&mut queue, 1, 30 * SECOND)[0].receipt;
    assert_eq!(delete(&mut queue, first, 31 * SECOND), Ok(false));
    assert_eq!(delete(&mut queue, second, 31 * SECOND), Ok(true));
    assert_eq!(queue.counts(31 * SECOND), Counts::default());
}

#[test]
fn a_timeout_of_zero_shows_the_message_at_once() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    let receipt = receive(&mut queue, 1, 0)[0].receipt;
    queue.hide(receipt, 0, 1).unwrap();
    assert_eq!(receive(&mut queue, 1, 1).len(), 1);
}

#[test]
fn visibility_cannot_be_changed_when_nothing_is_in_flight_or_for_more_than_twelve_hours() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    let receipt = receive(&mut queue, 1, 0)[0].receipt;
    let fault = queue.hide(receipt, 43_200, 1).unwrap_err();
    assert!(fault.message.contains("beyond the limit"));
    let fault = queue.hide(receipt, 1, 31 * SECOND).unwrap_err();
    assert_eq!(fault.code, "MessageNotInflight");
}

/// Gives up on what was received twice.
fn take(queue: &mut Queue, max: usize, visibility: u32, now: i64) -> receive::Taken {
    let (disk, mut batch) = (Records::default(), Batch::new());
    let found = queue.receive(max, visibility, Some(2), now, &disk, &mut batch);
    found.unwrap()
}

#[test]
fn after_its_receives_a_message_is_taken_out() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    send(&mut queue, draft("b"), 1);
    for n in 0..2 {
        take(&mut queue, 1, 0, n);
    }
    let found = take(&mut queue, 10, 30, 5);
    assert_eq!(found.exhausted.len(), 1);
    assert_eq!(found.exhausted[0].message.receives, 2);
    assert_eq!(
        bodies(&found.handed),
        ["b"],
        "what is left fills the answer"
    );
}

#[test]
fn messages_end_with_their_retention() {
    let mut queue = queue(Settings {
        retention: 60,
        ..Settings::default()
    });
    send(&mut queue, draft("a"), 0);
    assert!(receive(&mut queue, 1, 60 * SECOND).is_empty());
    send(&mut queue, draft("b"), 60 * SECOND);
    let expired = queue.expire(120 * SECOND, &Records::default(), &mut Batch::new());
    assert_eq!(expired.unwrap().count, 1);
    assert_eq!(queue.counts(120 * SECOND), Counts::default());
}

#[test]
fn a_purge_empties_once_a_minute() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    receive(&mut queue, 1, 0);
    send(&mut queue, draft("b"), 0);
    let mut purge = |now| {
        let outcome = queue.purge(now, &Records::default(), &mut Batch::new());
        outcome.map(|()| queue.counts(now))
    };
    assert_eq!(purge(0), Ok(Counts::default()));
    let fault = purge(59 * SECOND).unwrap_err();
    assert_eq!(fault.code, "PurgeQueueInProgress");
    purge(60 * SECOND).unwrap();
}

#[test]
fn a_duplicate_is_answered_and_not_kept() {
    let mut queue = fifo();
    let first = send(&mut queue, in_group("a", "g"), 0);
    let second = send(&mut queue, in_group("a", "h"), WINDOW - 1);
    assert_eq!(
        (second.id, second.seq, second.is_new),
        (first.id, first.seq, false)
    );
    assert_eq!(queue.counts(0).visible, 1);
    assert!(send(&mut queue, in_group("a", "g"), WINDOW).is_new);
}

#[test]
fn deduplication_by_group_lets_the_same_id_into_another_group() {
    let mut queue = fifo();
    queue.record.settings.deduplication_scope = crate::services::sqs::settings::Scope::MessageGroup;
    assert!(send(&mut queue, in_group("a", "g"), 0).is_new);
    assert!(send(&mut queue, in_group("a", "h"), 0).is_new);
    assert!(!send(&mut queue, in_group("a", "h"), 0).is_new);
}

#[test]
fn a_fifo_receipt_ends_with_its_timeout() {
    let mut queue = fifo();
    send(&mut queue, in_group("a", "g"), 0);
    let receipt = receive(&mut queue, 1, 0)[0].receipt;
    let fault = delete(&mut queue, receipt, 30 * SECOND).unwrap_err();
    assert!(fault.message.contains("expired"), "{fault}");
}

#[test]
fn the_same_attempt_gets_the_same_messages() {
    let mut queue = fifo();
    send(&mut queue, in_group("a", "g"), 0);
    let receipt = receive(&mut queue, 1, 0)[0].receipt;
    let again = queue.receive_again(&[receipt], 30, 20 * SECOND).unwrap();
    assert_eq!(again[0].receipt, receipt);
    assert!(
        receive(&mut queue, 1, 49 * SECOND).is_empty(),
        "hidden anew"
    );
    delete(&mut queue, receipt, 49 * SECOND).unwrap();
    assert!(queue.receive_again(&[receipt], 30, 49 * SECOND).is_none());
}

#[test]
fn shortening_the_delay_lets_nothing_overtake_in_its_group() {
    let mut queue = fifo();
    queue.record.settings.delay = 10;
    send(&mut queue, in_group("a", "g"), 0);
    queue.record.settings.delay = 0;
    send(&mut queue, in_group("b", "g"), 0);
    send(&mut queue, in_group("c", "h"), 0);
    assert_eq!(bodies(&receive(&mut queue, 10, 1)), ["c"]);
    assert_eq!(bodies(&receive(&mut queue, 10, 10 * SECOND)), ["a", "b"]);
}
