//! A redrive that something befalls, gone on with until it is done, and every message accounted for.

use super::{
    stub::{Order, Stub},
    *,
};

/// Hidden messages are shown again soon, so that what was cut off can be gone on with.
const PACE: &str = "--visibility 2 --concurrency 2 --yes";

/// A redrive that something befell, and what was made of it.
pub(super) struct Day {
    pub(super) queues: Queues,
    pub(super) stub: Stub,
    /// Event by message id.
    pub(super) ids: BTreeMap<String, String>,
    /// Events that were said to be possibly doubled.
    pub(super) doubted: BTreeSet<String>,
    /// How often each event arrived.
    pub(super) arrived: BTreeMap<String, usize>,
}

impl Day {
    pub(super) fn with(count: usize, orders: Vec<Order>) -> Self {
        let queues = Queues::new();
        let ids = queues.send_many("dlq", count);
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
    pub(super) fn run(&mut self, line: &str) -> (i32, Value) {
        self.redrive(&format!("{line} {PACE}"))
    }

    /// The same at its own pace.
    pub(super) fn redrive(&mut self, line: &str) -> (i32, Value) {
        let line = format!("dlq redrive dlq {line} --output json");
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
        let doubted = items.iter();
        let doubted = doubted.filter(|item| item["possiblyDuplicated"] == true);
        let id = |item: &Value| item["message"].as_str().map(|id| self.ids[id].clone());
        let doubted: Vec<String> = doubted.filter_map(id).collect();
        if answer["omitted"] == 0 {
            assert_eq!(json!(states(answer)), answer["counts"], "{answer}");
            assert_eq!(json!(doubted.len()), answer["possiblyDuplicated"]);
        }
        self.doubted.extend(doubted);
    }

    /// Goes on by the journal until it says that all is done.
    pub(super) fn resume(&mut self) {
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
    pub(super) fn journal(&self) -> Option<String> {
        let dir = self.queues.world.dir().join(".coagent/redrive");
        let found = fs::read_dir(dir).ok()?.next()?.ok()?;
        let path = found.path();
        // Killed before its first line was whole: nothing was done.
        let text = fs::read_to_string(&path).ok()?;
        text.contains('\n').then(|| path.display().to_string())
    }

    /// Each message is accounted for, by id.
    pub(super) fn account(&mut self) {
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
