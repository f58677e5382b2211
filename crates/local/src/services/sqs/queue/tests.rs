use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;
use uuid::Uuid;

use super::*;
use crate::services::sqs::{
    deduplication::WINDOW,
    message::Receipt,
    records::{RECEIVES, RESERVED},
    settings::Settings,
};

const SECOND: i64 = 1000;

fn queue(settings: Settings) -> Queue {
    Queue::new(QueueRecord {
        id: 1,
        name: "q".into(),
        settings,
        ..Default::default()
    })
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
            body: body.to_owned(),
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
    queue.receive(max, 30, None, now, &mut Batch::new()).handed
}

fn bodies(handed: &[Handed]) -> Vec<&str> {
    handed
        .iter()
        .map(|handed| handed.body.as_ref().unwrap().body.as_str())
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

#[test]
fn after_its_receives_a_message_is_taken_out() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    send(&mut queue, draft("b"), 1);
    for n in 0..2 {
        queue.receive(1, 0, Some(2), n, &mut Batch::new());
    }
    let found = queue.receive(10, 30, Some(2), 5, &mut Batch::new());
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
    assert_eq!(queue.expire(120 * SECOND, &mut Batch::new()), 1);
    assert_eq!(queue.counts(120 * SECOND), Counts::default());
}

#[test]
fn a_purge_empties_once_a_minute() {
    let mut queue = standard();
    send(&mut queue, draft("a"), 0);
    receive(&mut queue, 1, 0);
    send(&mut queue, draft("b"), 0);
    queue.purge(0, &mut Batch::new()).unwrap();
    assert_eq!(queue.counts(0), Counts::default());
    let fault = queue.purge(59 * SECOND, &mut Batch::new()).unwrap_err();
    assert_eq!(fault.code, "PurgeQueueInProgress");
    queue.purge(60 * SECOND, &mut Batch::new()).unwrap();
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

#[derive(Clone, Debug)]
enum Step {
    Send { group: u8, delay: u8 },
    Receive { max: usize, visibility: u32 },
    Delete { which: usize },
    Show { which: usize },
    Restart,
    Wait { seconds: u8 },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..3_u8, 0..4_u8).prop_map(|(group, delay)| Step::Send { group, delay }),
        3 => (1..5_usize, 0..5_u32).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        3 => any::<usize>().prop_map(|which| Step::Delete { which }),
        1 => any::<usize>().prop_map(|which| Step::Show { which }),
        1 => Just(Step::Restart),
        2 => (0..4_u8).prop_map(|seconds| Step::Wait { seconds }),
    ];
    prop::collection::vec(step, 1..60)
}

/// A queue beside what it must hold.
struct Model {
    queue: Queue,
    now: i64,
    kept: BTreeMap<String, String>,
    out: Vec<(String, Receipt)>,
    sent: usize,
    /// The records of receives, as a disk has them.
    disk: BTreeMap<Vec<u8>, Vec<u8>>,
    /// The record of the places.
    reserved: Option<Seq>,
}

impl Model {
    fn new(fifo: bool) -> Self {
        let settings = Settings {
            fifo,
            ..Settings::default()
        };
        Self {
            queue: queue(settings),
            now: 0,
            kept: BTreeMap::new(),
            out: Vec::new(),
            sent: 0,
            disk: BTreeMap::new(),
            reserved: None,
        }
    }

    fn write(&mut self, batch: &Batch) {
        for (key, value) in batch.of_table(RESERVED) {
            let read = records::read_reserved(key, value.unwrap());
            self.reserved = Some(read.unwrap().1);
        }
        for (key, value) in batch.of_table(RECEIVES) {
            match value {
                Some(value) => drop(self.disk.insert(key.to_vec(), value.to_vec())),
                None => assert!(self.disk.remove(key).is_some(), "deleted once"),
            }
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Send { group, delay } => self.send(group, delay),
            Step::Receive { max, visibility } => self.receive(max, visibility),
            Step::Delete { which } => self.delete(which),
            Step::Show { which } => self.show(which),
            Step::Restart => self.restart(),
            Step::Wait { seconds } => self.now += i64::from(seconds) * SECOND,
        }
        let counts = self.queue.counts(self.now);
        assert_eq!(
            counts.visible + counts.in_flight + counts.delayed,
            self.kept.len()
        );
    }

    fn send(&mut self, group: u8, delay: u8) {
        self.sent += 1;
        let body = self.sent.to_string();
        let fifo = self.queue.record.settings.fifo;
        let draft = Draft {
            delay: (!fifo).then_some(u32::from(delay)),
            ..in_group(&body, &group.to_string())
        };
        let mut batch = Batch::new();
        let sent = self.queue.send(draft, self.now, &mut batch);
        self.write(&batch);
        self.kept.insert(sent.id, body);
    }

    fn receive(&mut self, max: usize, visibility: u32) {
        let mut batch = Batch::new();
        let found = self
            .queue
            .receive(max, visibility, None, self.now, &mut batch);
        self.write(&batch);
        for handed in found.handed {
            let id = handed.id.to_string();
            let body = &handed.body.as_ref().unwrap().body;
            assert_eq!(
                self.kept.get(&id),
                Some(body),
                "only what was sent and not deleted"
            );
            self.out.push((id, handed.receipt));
        }
    }

    fn delete(&mut self, which: usize) {
        if self.out.is_empty() {
            return;
        }
        let (id, receipt) = self.out.swap_remove(which % self.out.len());
        let mut batch = Batch::new();
        let deleted = self.queue.delete(receipt, self.now, &mut batch);
        self.write(&batch);
        if deleted == Ok(true) {
            assert!(self.kept.remove(&id).is_some(), "deleted once");
        }
    }

    fn show(&mut self, which: usize) {
        if !self.out.is_empty() {
            let (_, receipt) = self.out[which % self.out.len()];
            let _ = self.queue.hide(receipt, 0, self.now);
        }
    }

    fn restart(&mut self) {
        let mut next = Queue::new(self.queue.record.clone());
        let mut counts = BTreeMap::new();
        for (seq, message) in self.queue.messages.drain() {
            counts.insert(seq, (message.receives, message.first_received));
            let message = Message {
                receives: 0,
                first_received: None,
                counted: None,
                ..message
            };
            next.restore(seq, message, self.now);
        }
        let mut batch = Batch::new();
        for (key, record) in &self.disk {
            let (_, number) = records::parse_key(key).unwrap();
            let counted: Vec<Counted> = serde_json::from_slice(record).unwrap();
            next.restore_receives(number, &counted, &mut batch);
        }
        assert!(batch.is_empty(), "nothing was left behind");
        next.restore_reserved(self.reserved.unwrap_or_default());
        for (seq, count) in counts {
            let message = &next.messages[&seq];
            assert_eq!((message.receives, message.first_received), count);
        }
        self.queue = next;
    }

    /// Everything that is left comes out in the end, and nothing else.
    fn drain(mut self) {
        self.now += 1000 * SECOND;
        let mut seen = BTreeSet::new();
        loop {
            let handed = receive(&mut self.queue, 10, self.now);
            if handed.is_empty() {
                break;
            }
            for handed in handed {
                assert!(seen.insert(handed.id.to_string()), "handed out once");
                assert_eq!(delete(&mut self.queue, handed.receipt, self.now), Ok(true));
            }
        }
        assert!(self.queue.receives.is_empty());
        assert_eq!(seen, self.kept.into_keys().collect());
        assert!(self.queue.timers.is_empty() && self.queue.warm == 0);
    }
}

/// The clock stands still over the restart, as one does that is set back.
#[test]
fn an_old_receipt_deletes_nothing_that_came_after_a_restart() {
    let mut model = Model::new(false);
    let send = || Step::Send { group: 0, delay: 0 };
    let receive = || Step::Receive {
        max: 1,
        visibility: 30,
    };
    model.run(send());
    model.run(receive());
    let old = model.out[0].1;
    model.run(Step::Delete { which: 0 });
    for step in [Step::Restart, send(), receive()] {
        model.run(step);
    }
    assert_eq!(delete(&mut model.queue, old, model.now), Ok(false));
    model.drain();
}

proptest! {
    #[test]
    fn nothing_is_lost_and_nothing_made_up(steps in steps(), fifo in any::<bool>()) {
        let mut model = Model::new(fifo);
        for step in steps {
            model.run(step);
        }
        model.drain();
    }

    #[test]
    fn a_group_is_handed_out_in_its_order(groups in prop::collection::vec(0..4_u8, 1..40), max in 1..11_usize) {
        let mut queue = fifo();
        for (n, group) in groups.iter().enumerate() {
            send(&mut queue, in_group(&n.to_string(), &group.to_string()), 0);
        }
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        loop {
            let handed = receive(&mut queue, max, 0);
            if handed.is_empty() {
                break;
            }
            for handed in &handed {
                let n: usize = handed.body.as_ref().unwrap().body.parse().unwrap();
                let before = last.insert(handed.group.as_ref().unwrap().to_string(), n);
                prop_assert!(before.is_none_or(|before| before < n));
            }
            for handed in handed {
                prop_assert_eq!(delete(&mut queue, handed.receipt, 0), Ok(true));
            }
        }
        prop_assert_eq!(queue.counts(0), Counts::default());
    }
}
