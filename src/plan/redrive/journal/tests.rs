//! Every way a redrive can be cut off, and what is left of each message.

mod interleavings;

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::plan::{message::Outgoing, redrive::Destination};

fn delivery() -> Delivery {
    Delivery {
        destination: Destination::Function { name: "f".into() },
        content: Outgoing::default(),
    }
}

/// The world outside the process: it keeps what a crash does not take away.
#[derive(Clone, Default)]
struct World {
    queue: BTreeSet<String>,
    /// How often the destination accepted each message.
    accepted: BTreeMap<String, u32>,
    journal: String,
    /// What the destination does with each message that comes, in turn.
    answers: Vec<Answer>,
}

#[derive(Clone, Copy, Debug)]
enum Answer {
    Accepts,
    Rejects,
    /// Accepts, but the answer is lost.
    AcceptsSilently,
    /// Does not accept, and the answer is lost.
    Vanishes,
}

/// The process is stopped here.
struct Crash;

/// How many steps the process may still take, and whether a line is torn when it is stopped.
struct Fuse {
    left: u32,
    tears: bool,
}

impl Fuse {
    fn burn(&mut self) -> Result<(), Crash> {
        self.left = self.left.checked_sub(1).ok_or(Crash)?;
        Ok(())
    }
}

impl World {
    fn write(&mut self, record: &Record, fuse: &mut Fuse) -> Result<(), Crash> {
        let line = serde_json::to_string(record).unwrap() + "\n";
        if fuse.burn().is_err() {
            let torn = if fuse.tears { line.len() / 2 } else { 0 };
            self.journal.push_str(&line[..torn]);
            return Err(Crash);
        }
        self.journal.push_str(&line);
        Ok(())
    }

    fn send(&mut self, message: &str, fuse: &mut Fuse) -> Result<Verdict, Crash> {
        fuse.burn()?;
        let answer = self.answers.pop().unwrap_or(Answer::Accepts);
        if matches!(answer, Answer::Accepts | Answer::AcceptsSilently) {
            *self.accepted.entry(message.to_owned()).or_default() += 1;
        }
        // The process may be stopped after the destination has it and before it hears so.
        fuse.burn()?;
        Ok(match answer {
            Answer::Accepts => Verdict::Accepted(None),
            Answer::Rejects => Verdict::Rejected("no".into()),
            Answer::AcceptsSilently | Answer::Vanishes => Verdict::Uncertain("timeout".into()),
        })
    }

    fn run(&mut self, fuse: &mut Fuse) -> Result<(), Crash> {
        let begun = Begun {
            version: VERSION,
            ..Begun::default()
        };
        self.write(&Record::Begun(begun), fuse)?;
        for message in self.queue.clone() {
            let record = Record::Planned {
                message: message.clone(),
                delivery: delivery(),
            };
            self.write(&record, fuse)?;
            self.deliver(&message, fuse)?;
        }
        Ok(())
    }

    fn resume(&mut self, fuse: &mut Fuse) -> Result<(), Crash> {
        let Ok(ledger) = Ledger::read(&self.journal) else {
            return Ok(());
        };
        let end = self.journal.rfind('\n').map_or(0, |end| end + 1);
        self.journal.truncate(end);
        for (message, tracked) in ledger.messages {
            if !self.queue.contains(&message) {
                continue;
            }
            match tracked.step() {
                Step::Send => self.deliver(&message, fuse)?,
                Step::Delete => self.delete(&message, fuse)?,
            }
        }
        Ok(())
    }

    fn deliver(&mut self, message: &str, fuse: &mut Fuse) -> Result<(), Crash> {
        let sending = Record::Sending {
            message: message.to_owned(),
        };
        self.write(&sending, fuse)?;
        let verdict = self.send(message, fuse)?;
        self.write(&Record::of(message, &verdict), fuse)?;
        match verdict {
            Verdict::Accepted(_) => self.delete(message, fuse),
            _ => Ok(()),
        }
    }

    fn delete(&mut self, message: &str, fuse: &mut Fuse) -> Result<(), Crash> {
        fuse.burn()?;
        self.queue.remove(message);
        let message = message.to_owned();
        self.write(&Record::Deleted { message }, fuse)
    }

    /// Nothing is lost, and what may be there twice is said so.
    fn check(&self, all: &BTreeSet<String>) -> Result<(), TestCaseError> {
        let ledger = Ledger::read(&self.journal).ok();
        for message in all {
            let accepted = self.accepted.get(message).copied().unwrap_or(0);
            let queued = self.queue.contains(message);
            prop_assert!(queued || accepted > 0, "{message} is lost");
            let tracked = ledger
                .as_ref()
                .and_then(|ledger| ledger.messages.get(message));
            if accepted > 1 {
                prop_assert!(
                    tracked.is_some_and(|tracked| tracked.doubled),
                    "{message} is doubled in silence"
                );
            }
            if accepted > 0 && queued {
                prop_assert!(tracked.is_some_and(|tracked| tracked.is_open()
                    && (tracked.state != State::Rejected || tracked.doubled)));
            }
        }
        Ok(())
    }
}

fn answer() -> impl Strategy<Value = Answer> {
    prop_oneof![
        Just(Answer::Accepts),
        Just(Answer::Rejects),
        Just(Answer::AcceptsSilently),
        Just(Answer::Vanishes),
    ]
}

proptest! {
    #[test]
    fn no_crash_loses_a_message_or_doubles_it_in_silence(
        count in 1..6_usize,
        answers in prop::collection::vec(answer(), 0..12),
        fuses in prop::collection::vec((0..40_u32, any::<bool>()), 1..6),
    ) {
        let all: BTreeSet<String> = (0..count).map(|n| format!("m{n}")).collect();
        let mut world = World { queue: all.clone(), answers, ..World::default() };
        for (turn, (left, tears)) in fuses.into_iter().enumerate() {
            let mut fuse = Fuse { left, tears };
            let _ = if turn == 0 { world.run(&mut fuse) } else { world.resume(&mut fuse) };
            world.check(&all)?;
        }
    }

    #[test]
    fn resumed_in_peace_everything_that_was_begun_arrives(
        answers in prop::collection::vec(answer(), 0..6),
        left in 2..30_u32,
    ) {
        let all: BTreeSet<String> = (0..4).map(|n| format!("m{n}")).collect();
        let mut world = World { queue: all.clone(), answers, ..World::default() };
        let _ = world.run(&mut Fuse { left, tears: true });
        world.answers.clear();
        let _ = world.resume(&mut Fuse { left: 1000, tears: false });
        let ledger = Ledger::read(&world.journal).unwrap();
        for message in ledger.messages.keys() {
            prop_assert!(!world.queue.contains(message) && world.accepted[message] > 0);
        }
    }

    #[test]
    fn reading_never_panics(text in ".{0,200}") {
        let _ = Ledger::read(&text);
    }
}

#[test]
fn a_line_that_is_broken_in_the_middle_is_named() {
    let begun = Record::Begun(Begun {
        version: VERSION,
        ..Begun::default()
    });
    let text = format!(
        "{}\nnonsense\n{{}}\n",
        serde_json::to_string(&begun).unwrap()
    );
    assert_eq!(Ledger::read(&text).unwrap_err().0, 2);
}

#[test]
fn what_is_no_journal_is_refused() {
    assert_eq!(Ledger::read("").unwrap_err().0, 1);
    assert_eq!(Ledger::read("{\"a\":1}\n").unwrap_err().0, 1);
}
