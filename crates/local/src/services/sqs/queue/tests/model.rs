//! A queue beside a model of what it must hold, through random steps.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::services::sqs::records::{RECEIVES, RESERVED};

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
            let read = records::read_reserved(&key, &value.unwrap());
            self.reserved = Some(read.unwrap().1);
        }
        for (key, value) in batch.of_table(RECEIVES) {
            match value {
                Some(value) => drop(self.disk.insert(key.to_vec(), value.to_vec())),
                None => assert!(self.disk.remove(&*key).is_some(), "deleted once"),
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
