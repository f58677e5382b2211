//! A queue beside a model of what it must hold, through random steps.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::services::sqs::{
    backlog::SpanNumber,
    message::Place,
    records::{DELAYED, home},
};

/// Few enough for a queue of this size to have some of everything.
const FEW: Limits = Limits {
    shelf: 3,
    span: 2,
    looked_through: 5,
};

#[derive(Clone, Debug)]
enum Step {
    Send {
        group: u8,
        delay: u8,
    },
    Receive {
        max: usize,
        visibility: u32,
    },
    Delete {
        which: usize,
    },
    Show {
        which: usize,
    },
    Restart,
    /// What was written is on the disk.
    Settle,
    Wait {
        seconds: u8,
    },
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        4 => (0..3_u8, 0..4_u8).prop_map(|(group, delay)| Step::Send { group, delay }),
        3 => (1..5_usize, 0..5_u32).prop_map(|(max, visibility)| Step::Receive { max, visibility }),
        3 => any::<usize>().prop_map(|which| Step::Delete { which }),
        1 => any::<usize>().prop_map(|which| Step::Show { which }),
        1 => Just(Step::Restart),
        3 => Just(Step::Settle),
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
    disk: Records,
    /// What is not on the disk yet.
    unsettled: Vec<Batch>,
    written: Vec<Place>,
    /// Spans whose messages are still in memory.
    spans: Vec<SpanNumber>,
}

impl Model {
    fn new(fifo: bool) -> Self {
        let settings = Settings {
            fifo,
            ..Settings::default()
        };
        Self {
            queue: with_limits(settings, FEW),
            now: 0,
            kept: BTreeMap::new(),
            out: Vec::new(),
            sent: 0,
            disk: Records::default(),
            unsettled: Vec::new(),
            written: Vec::new(),
            spans: Vec::new(),
        }
    }

    fn run(&mut self, step: Step) {
        match step {
            Step::Send { group, delay } => self.send(group, delay),
            Step::Receive { max, visibility } => self.receive(max, visibility),
            Step::Delete { which } => self.delete(which),
            Step::Show { which } => self.show(which),
            Step::Restart => self.restart(),
            Step::Settle => self.settle(),
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
        let settings = &mut self.queue.record.settings;
        let delay = u32::from(delay);
        if settings.fifo {
            settings.delay = delay;
        }
        let draft = Draft {
            delay: (!settings.fifo).then_some(delay),
            ..in_group(&body, &group.to_string())
        };
        let mut batch = Batch::new();
        let sent = self.queue.send(draft, self.now, &mut batch);
        self.spans.extend(self.queue.set_aside(&mut batch));
        self.unsettled.push(batch);
        self.written.push((sent.due, sent.seq));
        self.kept.insert(sent.id.to_string(), body);
    }

    fn receive(&mut self, max: usize, visibility: u32) {
        let mut batch = Batch::new();
        let found = self
            .queue
            .receive(max, visibility, None, self.now, &self.disk, &mut batch)
            .unwrap();
        self.unsettled.push(batch);
        for handed in found.handed {
            let id = handed.id.to_string();
            let body = self.body(&handed);
            assert_eq!(
                self.kept.get(&id),
                Some(&body),
                "only what was sent and not deleted"
            );
            self.out.push((id, handed.receipt));
        }
    }

    /// From memory or from disk, as the service finds it.
    fn body(&self, handed: &Handed) -> String {
        if let Some(content) = &handed.body {
            return content.body.to_string();
        }
        let (table, home) = home(1, (handed.due, handed.receipt.seq));
        let mut records = self.disk.of(table);
        let (_, record) = records.find(|(key, _)| *key == home).unwrap();
        records::read_content(record).unwrap().body.to_string()
    }

    fn delete(&mut self, which: usize) {
        if self.out.is_empty() {
            return;
        }
        let (id, receipt) = self.out.swap_remove(which % self.out.len());
        let mut batch = Batch::new();
        let deleted = self.queue.delete(receipt, self.now, &mut batch);
        self.unsettled.push(batch);
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
        self.settle();
        let before: BTreeMap<Seq, _> = counted(&self.queue).collect();
        self.queue = self.disk.read(self.queue.record.clone(), FEW);
        assert_eq!(counted(&self.queue).collect::<BTreeMap<_, _>>(), before);
    }

    fn settle(&mut self) {
        for batch in self.unsettled.drain(..) {
            self.disk.write(&batch);
        }
        self.queue.cool(self.written.drain(..));
        for span in self.spans.drain(..) {
            self.queue.drop_from_memory(span);
        }
    }

    /// Everything that is left comes out in the end, and nothing else.
    fn drain(mut self) {
        self.now += 1000 * SECOND;
        loop {
            let out = self.out.len();
            self.settle();
            self.run(Step::Receive {
                max: 10,
                visibility: 30,
            });
            if self.out.len() == out {
                break;
            }
            for (id, receipt) in self.out.split_off(out) {
                assert!(self.kept.remove(&id).is_some(), "handed out once");
                let mut batch = Batch::new();
                assert_eq!(self.queue.delete(receipt, self.now, &mut batch), Ok(true));
                self.unsettled.push(batch);
            }
        }
        self.settle();
        assert!(self.queue.receives.is_empty());
        assert!(self.kept.is_empty(), "all was handed out");
        assert!(self.queue.timers.is_empty() && self.queue.warm == 0);
        let left = [MESSAGES, SPANS, DELAYED].map(|table| self.disk.of(table).count());
        assert_eq!(left, [0; 3]);
    }
}

/// How often each message was received that was.
fn counted(queue: &Queue) -> impl Iterator<Item = (Seq, (u32, Option<i64>))> {
    let received = queue
        .messages
        .iter()
        .filter(|(_, message)| message.receives > 0);
    received.map(|(seq, message)| (*seq, (message.receives, message.first_received)))
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

    /// Groups, delays and what is handed out at once, between restarts and what is dropped.
    #[test]
    fn a_group_is_handed_out_in_its_order(steps in steps()) {
        let mut model = Model::new(true);
        let mut last: BTreeMap<String, usize> = BTreeMap::new();
        let mut drain = vec![Step::Wait { seconds: 3 }];
        let receive = Step::Receive { max: 10, visibility: 30 };
        drain.extend((0..60).flat_map(|_| [Step::Settle, receive.clone()]));
        for step in steps.into_iter().chain(drain) {
            match step {
                Step::Delete { .. } | Step::Show { .. } => {}
                Step::Receive { max, .. } => model.run(Step::Receive { max, visibility: 30 }),
                step => model.run(step),
            }
            for (id, receipt) in std::mem::take(&mut model.out) {
                let group = model.queue.messages[&receipt.seq].group.clone().unwrap();
                let n: usize = model.kept[&id].parse().unwrap();
                let before = last.insert(group.to_string(), n);
                prop_assert!(before.is_none_or(|before| before < n));
                let mut batch = Batch::new();
                prop_assert_eq!(model.queue.delete(receipt, model.now, &mut batch), Ok(true));
                model.unsettled.push(batch);
                model.kept.remove(&id);
            }
        }
        prop_assert_eq!(model.queue.counts(model.now), Counts::default());
    }
}
