//! Two messages on their way at the same time, in every order of their steps, stopped after every
//! one.

use super::*;

/// A message on its way through a worker.
#[derive(Clone)]
struct Way {
    message: &'static str,
    answer: Answer,
    steps: usize,
}

impl Way {
    fn verdict(&self) -> Verdict {
        match self.answer {
            Answer::Accepts => Verdict::Accepted(None),
            Answer::Rejects => Verdict::Rejected("no".into()),
            Answer::AcceptsSilently | Answer::Vanishes => Verdict::Uncertain("timeout".into()),
        }
    }

    /// Takes one step; whether there was one left.
    fn advance(&mut self, world: &mut World) -> bool {
        let message = self.message.to_owned();
        let accepted = matches!(self.answer, Answer::Accepts);
        match self.steps {
            0 => {
                let delivery = delivery();
                world.line(&Record::Planned { message, delivery });
            }
            1 => world.line(&Record::Sending { message }),
            2 if matches!(self.answer, Answer::Accepts | Answer::AcceptsSilently) => {
                *world.accepted.entry(message).or_default() += 1;
            }
            2 => {}
            3 => world.line(&Record::of(self.message, &self.verdict())),
            4 if accepted => drop(world.queue.remove(self.message)),
            5 if accepted => world.line(&Record::Deleted { message }),
            _ => return false,
        }
        self.steps += 1;
        true
    }
}

impl World {
    fn line(&mut self, record: &Record) {
        self.journal += &(serde_json::to_string(record).unwrap() + "\n");
    }

    /// Without the last lines that nobody waited for to be on the disk.
    fn after_a_power_cut(&self) -> Self {
        let mut world = self.clone();
        let noted = |journal: &str| {
            let last = journal.trim_end().rsplit('\n').next().map(str::to_owned);
            last.filter(|line| line.contains(r#""record":"deleted""#))
        };
        while let Some(line) = noted(&world.journal) {
            world.journal.truncate(world.journal.len() - line.len() - 1);
        }
        world
    }
}

/// Visits every state that any order of the steps leads to.
fn visit(world: &World, ways: &[Way; 2], check: &mut impl FnMut(&World)) {
    check(world);
    for turn in 0..ways.len() {
        let (mut world, mut ways) = (world.clone(), ways.clone());
        if ways[turn].advance(&mut world) {
            visit(&world, &ways, check);
        }
    }
}

#[test]
fn stopped_anywhere_in_any_order_nothing_is_lost_and_all_that_was_begun_arrives() {
    let all: BTreeSet<String> = ["a", "b"].map(str::to_owned).into();
    let mut visited = 0;
    let mut stop = |world: &World| {
        for mut world in [world.clone(), world.after_a_power_cut()] {
            world.check(&all).unwrap();
            let begun = Ledger::read(&world.journal).unwrap().messages;
            let peace = &mut Fuse {
                left: 100,
                tears: false,
            };
            assert!(world.resume(peace).is_ok());
            world.check(&all).unwrap();
            for message in begun.keys() {
                assert!(!world.queue.contains(message) && world.accepted[message] > 0);
            }
            visited += 1;
        }
    };
    let answers = [
        Answer::Accepts,
        Answer::Rejects,
        Answer::AcceptsSilently,
        Answer::Vanishes,
    ];
    for (first, second) in answers
        .iter()
        .flat_map(|a| answers.iter().map(move |b| (*a, *b)))
    {
        let mut world = World {
            queue: all.clone(),
            ..World::default()
        };
        let version = VERSION;
        world.line(&Record::Begun(Begun {
            version,
            ..Begun::default()
        }));
        let way = |message, answer| Way {
            message,
            answer,
            steps: 0,
        };
        visit(&world, &[way("a", first), way("b", second)], &mut stop);
    }
    assert!(visited > 10_000, "{visited}");
}
