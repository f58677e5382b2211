//! Killed, interrupted, refused, cut off and answered by halves at every step: each message is in
//! the queue, or accepted at its destination, or both and said to be.

use super::{
    stub::{Order, Stub, Trouble},
    *,
};

const COUNT: usize = 25;

const SEND: &str = "SendMessageBatch";
const RECEIVE: &str = "ReceiveMessage";
const DELETE: &str = "DeleteMessageBatch";
/// Hidden messages are shown again soon, so that what was cut off can be gone on with.
const PACE: &str = "--visibility 2 --concurrency 2 --yes --output json";

/// A redrive that something befell, and what was made of it.
struct Day {
    queues: Queues,
    stub: Stub,
    /// Event by message id.
    ids: BTreeMap<String, String>,
    /// Events that were said to be possibly doubled.
    doubted: BTreeSet<String>,
    arrived: BTreeMap<String, usize>,
}

impl Day {
    fn with(orders: Vec<Order>) -> Self {
        let queues = Queues::new();
        let ids = queues.send_many("dlq", COUNT);
        let stub = Stub::before(&queues.world, orders);
        Self {
            queues,
            stub,
            ids,
            doubted: BTreeSet::new(),
            arrived: BTreeMap::new(),
        }
    }

    /// Runs a command through the stub, which may end it; the exit code and the answer.
    fn run(&mut self, line: &str) -> (i32, Value) {
        let line = format!("dlq redrive dlq {line} {PACE}");
        let args: Vec<&str> = line.split_whitespace().collect();
        let mut command = self.queues.world.command(&args);
        let child = command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn();
        let child = child.expect("coagent runs");
        self.stub.aim(child.id());
        let ended = child.wait_with_output().expect("coagent ends");
        let answer = serde_json::from_slice(&ended.stdout).unwrap_or_default();
        self.listen(&answer);
        (ended.status.code().unwrap_or(-1), answer)
    }

    /// Counts are exact, and what is possibly doubled is noted.
    fn listen(&mut self, answer: &Value) {
        let Some(items) = answer["items"].as_array() else {
            return;
        };
        let told = json!(states(answer));
        assert_eq!(told, answer["counts"], "{answer}");
        let doubted = items
            .iter()
            .filter(|item| item["possiblyDuplicated"] == true);
        let id = |item: &Value| item["message"].as_str().map(|id| self.ids[id].clone());
        let doubted: Vec<String> = doubted.filter_map(id).collect();
        assert_eq!(json!(doubted.len()), answer["possiblyDuplicated"]);
        self.doubted.extend(doubted);
    }

    /// Goes on by the journal until it says that all is done.
    fn resume(&mut self) {
        let Some(journal) = self.journal() else {
            return;
        };
        for _ in 0..100 {
            let (code, _) = self.run(&format!("--resume {journal}"));
            if code == 0 {
                return;
            }
            std::thread::sleep(Duration::from_millis(300));
        }
        panic!(
            "never done:\n{}",
            fs::read_to_string(journal).expect("a journal")
        );
    }

    /// The journal, when the process came so far.
    fn journal(&self) -> Option<String> {
        let dir = self.queues.world.dir().join(".coagent/redrive");
        let found = fs::read_dir(dir).ok()?.next()?.ok()?;
        let path = found.path();
        // Killed before its first line was whole: nothing was done.
        let text = fs::read_to_string(&path).ok()?;
        text.contains('\n').then(|| path.display().to_string())
    }

    /// Each message is accounted for, by id.
    fn account(&mut self) {
        self.queues.after_hidden("dlq");
        for message in self.queues.take("work") {
            *self.arrived.entry(event_of(&message)).or_default() += 1;
        }
        let dead = self.queues.take("dlq");
        let queued: BTreeSet<String> = dead.iter().map(event_of).collect();
        assert_eq!(
            dead.len(),
            queued.len(),
            "the redrive adds nothing to the queue"
        );
        let deleted = self.deleted();
        for (id, event) in &self.ids {
            let times = self.arrived.get(event).copied().unwrap_or(0);
            let doubted = self.doubted.contains(event);
            assert!(times > 0 || queued.contains(event), "{event} is lost");
            assert!(
                times < 2 || doubted,
                "{event} came {times} times, in silence"
            );
            assert!(
                times == 0 || !queued.contains(event) || doubted,
                "{event} is in both, in silence"
            );
            assert_eq!(
                deleted.contains(id),
                !queued.contains(event),
                "{event}, by the journal"
            );
        }
    }

    /// The messages that the journal says are out of the queue.
    fn deleted(&self) -> BTreeSet<String> {
        let Some(journal) = self.journal() else {
            return BTreeSet::new();
        };
        let lines = fs::read_to_string(journal).expect("a journal");
        let lines = lines
            .lines()
            .filter_map(|line| serde_json::from_str(line).ok());
        let deleted = lines.filter(|line: &Value| line["record"] == "deleted");
        deleted
            .filter_map(|line| line["message"].as_str().map(str::to_owned))
            .collect()
    }
}

fn event_of(message: &Message) -> String {
    let body: Value = serde_json::from_str(message.body().expect("a body")).expect("JSON");
    body["id"].as_str().expect("an id").to_owned()
}

/// The call that the trouble befalls comes; what the first run ended with is looked at by `check`.
fn survives(order: Order, check: fn(i32, &Value)) -> Day {
    let (operation, nth) = (order.0, order.1.start);
    let mut day = Day::with(vec![order]);
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

#[test]
fn entries_that_are_rejected_stay_and_the_others_go() {
    let odd = |entry: &str| {
        ["1\\\"", "3\\\"", "5\\\""]
            .iter()
            .any(|end| entry.contains(end))
    };
    let mut day = Day::with(vec![Order(SEND, 0..100, Trouble::Reject(odd))]);
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
