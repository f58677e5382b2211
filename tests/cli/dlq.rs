//! Dead letters: seen without being taken, sent back without being lost.

mod copies;

use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::PathBuf,
    process::Stdio,
    time::Duration,
};

use crate::common::{World, sdk};
use aws_sdk_sqs::{
    Client,
    primitives::Blob,
    types::{
        Message, MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName,
        SendMessageBatchRequestEntry,
    },
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

/// A local environment with a queue `work` whose dead letters go to `dlq`.
struct Queues {
    world: World,
    client: Client,
    runtime: Runtime,
}

impl Queues {
    fn new() -> Self {
        let world = World::new();
        world.ok("local start");
        let queues = Self::of(world, Runtime::new().expect("a runtime"));
        queues.create("dlq", &[]);
        let policy = json!({
            "deadLetterTargetArn": "arn:aws:sqs:us-east-1:000000000000:dlq",
            "maxReceiveCount": 1,
        });
        let policy = policy.to_string();
        queues.create(
            "work",
            &[(QueueAttributeName::RedrivePolicy, policy.as_str())],
        );
        queues
    }

    /// With a client for the local environment that runs.
    fn of(world: World, runtime: Runtime) -> Self {
        let config = sdk::config(&world);
        Self {
            world,
            client: Client::new(&config),
            runtime,
        }
    }

    /// What a killed process held is shown again after 300 seconds; they pass quickly.
    fn after_the_visibility_timeout(self) -> Self {
        self.world.ok("local stop");
        self.world.ok("local start --clock-speed 1000");
        let hurried = Self::of(self.world, self.runtime);
        let hidden = QueueAttributeName::ApproximateNumberOfMessagesNotVisible;
        let call = hurried
            .client
            .get_queue_attributes()
            .queue_url(hurried.url("dlq"));
        let call = call.attribute_names(hidden.clone());
        let is_hidden = || {
            let answer = hurried
                .runtime
                .block_on(call.clone().send())
                .expect("attributes");
            answer.attributes.expect("attributes")[&hidden] != "0"
        };
        while is_hidden() {
            std::thread::sleep(Duration::from_millis(5));
        }
        hurried.world.ok("local stop");
        hurried.world.ok("local start");
        Self::of(hurried.world, hurried.runtime)
    }

    fn create(&self, name: &str, attributes: &[(QueueAttributeName, &str)]) {
        let mut call = self.client.create_queue().queue_name(name);
        for (name, value) in attributes {
            call = call.attributes(name.clone(), *value);
        }
        self.runtime.block_on(call.send()).expect("a queue");
    }

    fn url(&self, queue: &str) -> String {
        let call = self.client.get_queue_url().queue_name(queue);
        let answer = self.runtime.block_on(call.send()).expect("a queue");
        answer.queue_url.expect("a URL")
    }

    fn send(
        &self,
        queue: &str,
        body: &str,
        attributes: &[(&str, MessageAttributeValue)],
    ) -> String {
        let mut call = self.client.send_message().queue_url(self.url(queue));
        for (name, value) in attributes {
            call = call.message_attributes(*name, value.clone());
        }
        let answer = self.runtime.block_on(call.message_body(body).send());
        answer.expect("sent").message_id.expect("an id")
    }

    fn send_many(&self, queue: &str, count: usize) {
        let url = self.url(queue);
        for start in (0..count).step_by(10) {
            let entry = |n: usize| {
                SendMessageBatchRequestEntry::builder()
                    .id(n.to_string())
                    .message_body(json!({"id": format!("e{n}")}).to_string())
                    .build()
                    .expect("an entry")
            };
            let entries = (start..count.min(start + 10)).map(entry).collect();
            let call = self.client.send_message_batch().queue_url(&url);
            let sent = self
                .runtime
                .block_on(call.set_entries(Some(entries)).send());
            assert!(sent.expect("sent").failed.is_empty());
        }
    }

    /// Everything in a queue; it is hidden from then on.
    fn take(&self, queue: &str) -> Vec<Message> {
        let url = self.url(queue);
        let mut taken = Vec::new();
        loop {
            let call = self.client.receive_message().queue_url(&url);
            let call = call
                .max_number_of_messages(10)
                .message_attribute_names("All")
                .message_system_attribute_names(MessageSystemAttributeName::All);
            let received = self.runtime.block_on(call.send()).expect("received");
            let messages = received.messages.unwrap_or_default();
            if messages.is_empty() {
                return taken;
            }
            taken.extend(messages);
        }
    }

    fn journal(&self) -> PathBuf {
        let dir = self.world.dir().join(".coagent/redrive");
        let mut found = fs::read_dir(dir).expect("journals");
        found.next().expect("a journal").expect("a file").path()
    }

    fn redrive(&self, line: &str) -> Value {
        let ran = self.world.run(&format!("dlq redrive {line} --output json"));
        let mut answer: Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|cause| panic!("{cause}\n{ran}"));
        answer["code"] = ran.code.into();
        answer
    }
}

fn text(value: &str) -> MessageAttributeValue {
    attribute("String")
        .string_value(value)
        .build()
        .expect("built")
}

fn attribute(kind: &str) -> aws_sdk_sqs::types::builders::MessageAttributeValueBuilder {
    MessageAttributeValue::builder().data_type(kind)
}

fn states(answer: &Value) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for item in answer["items"].as_array().expect("items") {
        let state = item["state"].as_str().expect("a state");
        *states.entry(state.to_owned()).or_default() += 1;
    }
    states
}

const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/no-bus/no-rule";
const EVENT: &str =
    r#"{"id":"e1","source":"app","detail-type":"User Created","detail":{"plan":"pro"}}"#;

#[test]
fn looking_takes_nothing_out() {
    let queues = Queues::new();
    let id = queues.send("dlq", EVENT, &[("ERROR_CODE", text("BOOM"))]);
    for looks in 1..=2 {
        let seen = queues.world.json("dlq inspect dlq");
        assert_eq!(seen["messages"][0]["message"]["id"], id);
        assert_eq!(seen["messages"][0]["message"]["receives"], looks);
        assert_eq!(seen["groups"][0]["error"], "BOOM");
        assert_eq!(seen["complete"], true);
    }
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn a_filter_shows_what_is_meant() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    queues.send("dlq", r#"{"id":"e2","detail":{"plan":"free"}}"#, &[]);
    let pattern = r#"{"detail":{"plan":["free"]}}"#;
    let args = [
        "dlq", "inspect", "dlq", "--output", "json", "--where", pattern,
    ];
    let seen: Value = serde_json::from_str(&queues.world.run_args(&args).stdout).expect("JSON");
    assert_eq!(seen["messages"][0]["letter"]["eventId"], "e2");
    assert_eq!(
        (seen["messages"].as_array().map(Vec::len), &seen["others"]),
        (Some(1), &json!(1))
    );
    let none = queues.world.run("dlq inspect dlq --message nothing");
    assert_eq!(none.code, 2, "{none}");
}

#[test]
fn a_dry_run_sends_nothing() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    let answer = queues.redrive("dlq");
    assert_eq!(
        (&answer["dryRun"], &answer["code"]),
        (&json!(true), &json!(0))
    );
    let to = &answer["items"][0]["destination"];
    assert_eq!(to["arn"], "arn:aws:sqs:us-east-1:000000000000:work");
    assert_eq!(
        (queues.take("work").len(), queues.take("dlq").len()),
        (0, 1)
    );
}

#[test]
fn what_sqs_moved_goes_back_with_everything_that_it_had() {
    let queues = Queues::new();
    let number = attribute("Number.int")
        .string_value("7")
        .build()
        .expect("built");
    let binary = attribute("Binary")
        .binary_value(Blob::new([0, 255]))
        .build()
        .expect("built");
    let attributes = [
        ("tenant", text("a")),
        ("n", number.clone()),
        ("b", binary.clone()),
    ];
    queues.send("dlq", "not json", &attributes);
    let answer = queues.redrive("dlq --yes");
    assert_eq!(
        states(&answer),
        BTreeMap::from([("redriven".to_owned(), 1)]),
        "{answer}"
    );
    let back = queues.take("work");
    let had = back[0].message_attributes.as_ref().expect("attributes");
    assert_eq!(
        (&had["tenant"], &had["n"], &had["b"]),
        (&text("a"), &number, &binary)
    );
    assert_eq!(had["coagent-redrives"].string_value(), Some("1"));
    assert_eq!(queues.take("dlq").len(), 0);
}

#[test]
fn what_cannot_be_sent_stays_and_is_named() {
    let queues = Queues::new();
    let target = text("arn:aws:lambda:us-east-1:000000000000:function:gone");
    let id = queues.send(
        "dlq",
        EVENT,
        &[("RULE_ARN", text(RULE)), ("TARGET_ARN", target)],
    );
    let answer = queues.redrive("dlq --yes");
    assert_eq!(answer["code"], 1, "{answer}");
    assert_eq!(
        (&answer["items"][0]["message"], &answer["items"][0]["state"]),
        (&json!(id), &json!("left"))
    );
    // It is there for others at once.
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn what_a_destination_rejects_stays() {
    let queues = Queues::new();
    queues.send(
        "dlq",
        EVENT,
        &[
            (
                "TARGET_ARN",
                text("arn:aws:lambda:us-east-1:000000000000:function:gone"),
            ),
            ("ERROR_CODE", text("X")),
        ],
    );
    let answer = queues.redrive("dlq --yes");
    assert_eq!(
        states(&answer),
        BTreeMap::from([("rejected".to_owned(), 1)]),
        "{answer}"
    );
    assert_eq!(answer["code"], 1);
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn what_came_back_three_times_needs_force() {
    let queues = Queues::new();
    let three = attribute("Number")
        .string_value("3")
        .build()
        .expect("built");
    queues.send("dlq", EVENT, &[("coagent-redrives", three)]);
    assert_eq!(
        states(&queues.redrive("dlq --yes")),
        BTreeMap::from([("left".to_owned(), 1)])
    );
    let forced = queues.redrive("dlq --yes --force");
    assert_eq!(
        states(&forced),
        BTreeMap::from([("redriven".to_owned(), 1)]),
        "{forced}"
    );
}

#[test]
fn a_queue_does_not_go_into_itself() {
    let queues = Queues::new();
    let ran = queues.world.run("dlq redrive dlq --to queue dlq --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("that is where they come from"), "{ran}");
    let own = queues.world.run("dlq redrive work --to queue dlq --yes");
    assert!(own.stderr.contains("its own dead-letter queue"), "{own}");
}

#[test]
fn a_change_is_made_and_no_more_than_asked_are_sent() {
    let queues = Queues::new();
    queues.send_many("dlq", 5);
    let answer = queues.redrive("dlq --yes --max 2 --set detail.email=a@b.c");
    assert_eq!(
        (&answer["others"], states(&answer)["redriven"]),
        (&json!(3), 2),
        "{answer}"
    );
    let sent = queues.take("work");
    assert_eq!(sent.len(), 2);
    assert!(
        sent[0]
            .body()
            .expect("a body")
            .contains(r#""email":"a@b.c""#)
    );
}

#[test]
fn a_file_has_what_the_queue_had() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[("tenant", text("a"))]);
    let answer = queues.redrive("dlq --to file letters.ndjson --yes");
    assert_eq!(states(&answer)["redriven"], 1);
    let lines = fs::read_to_string(queues.world.dir().join("letters.ndjson")).expect("a file");
    let line: Value = serde_json::from_str(&lines).expect("a line of JSON");
    assert_eq!(
        (&line["body"], &line["attributes"]["tenant"]["text"]),
        (&json!(EVENT), &json!("a"))
    );
}

/// A journal that ends after a record of this kind.
fn journal(queues: &Queues, message: &str, record: Option<&str>) -> String {
    let arn = |queue: &str| format!("arn:aws:sqs:us-east-1:000000000000:{queue}");
    let begun = json!({"record": "begun", "version": 1, "environment": "local", "queue": arn("dlq"), "at": "2026-01-01T00:00:00Z"});
    let destination = json!({"kind": "queue", "arn": arn("work")});
    let planned = json!({"record": "planned", "message": message, "delivery": {"destination": destination, "content": {"body": EVENT}}});
    let sending = json!({"record": "sending", "message": message});
    let last = record.map(|record| json!({"record": record, "message": message}).to_string());
    let lines = [begun, planned, sending].map(|line| line.to_string());
    let lines: Vec<String> = lines.into_iter().chain(last).collect();
    queues.world.write("j.ndjson", &(lines.join("\n") + "\n"));
    "--resume j.ndjson --yes".to_owned()
}

#[test]
fn what_was_accepted_before_the_crash_is_only_deleted() {
    let queues = Queues::new();
    let id = queues.send("dlq", EVENT, &[]);
    let resume = journal(&queues, &id, Some("accepted"));
    let answer = queues.redrive(&format!("dlq {resume}"));
    assert_eq!(
        (&answer["code"], states(&answer)["redriven"]),
        (&json!(0), 1),
        "{answer}"
    );
    assert_eq!(answer["items"][0]["possiblyDuplicated"], false);
    assert_eq!(
        (queues.take("work").len(), queues.take("dlq").len()),
        (0, 0)
    );
}

#[test]
fn what_nobody_knows_is_sent_again_and_said_to_be_possibly_doubled() {
    let queues = Queues::new();
    let id = queues.send("dlq", EVENT, &[]);
    queues.send("dlq", "another", &[]);
    let resume = journal(&queues, &id, None);
    let answer = queues.redrive(&format!("dlq {resume}"));
    assert_eq!(answer["items"][0]["possiblyDuplicated"], true, "{answer}");
    assert_eq!(
        (queues.take("work").len(), queues.take("dlq").len()),
        (1, 1)
    );
    // What is done is not done again.
    let again = queues.redrive(&format!("dlq {resume}"));
    assert_eq!(again["items"], json!([]));
}

#[test]
fn a_journal_of_another_queue_is_refused() {
    let queues = Queues::new();
    let resume = journal(&queues, "m", None);
    let ran = queues.world.run(&format!("dlq redrive work {resume}"));
    assert_eq!(ran.code, 2, "{ran}");
}

/// Killed in the middle, gone on with: every message is at its destination at least once, and more
/// often only where that was said.
#[test]
fn a_redrive_that_is_killed_loses_nothing() {
    const COUNT: usize = 400;
    let queues = Queues::new();
    queues.send_many("dlq", COUNT);
    let mut child = queues
        .world
        .command(&["dlq", "redrive", "dlq", "--yes"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("coagent runs");
    let dir = queues.world.dir().join(".coagent/redrive");
    let accepted = || {
        let journal = fs::read_dir(&dir).ok()?.next()?.ok()?.path();
        Some(
            fs::read_to_string(journal)
                .ok()?
                .matches("\"accepted\"")
                .count(),
        )
    };
    while accepted().unwrap_or(0) < COUNT / 4 && child.try_wait().expect("alive").is_none() {
        std::thread::sleep(Duration::from_millis(1));
    }
    child.kill().expect("killed");
    child.wait().expect("gone");
    let queues = queues.after_the_visibility_timeout();
    let journal = queues.journal().display().to_string();
    let resumed = queues.redrive(&format!("dlq --resume {journal} --yes"));
    let items = resumed["items"].as_array().expect("items").iter();
    let doubled = items.filter(|item| item["possiblyDuplicated"] == true);
    let doubled: BTreeSet<&str> = doubled.filter_map(|item| item["event"].as_str()).collect();
    let rest = queues.redrive("dlq --yes");
    assert_eq!(rest["code"], 0, "{rest}");
    assert_eq!(queues.take("dlq").len(), 0);
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for message in queues.take("work") {
        let body: Value = serde_json::from_str(message.body().expect("a body")).expect("JSON");
        let id = body["id"].as_str().expect("an id").to_owned();
        *arrived.entry(id).or_default() += 1;
    }
    assert_eq!(arrived.len(), COUNT);
    for (id, times) in arrived {
        assert!(
            times == 1 || doubled.contains(id.as_str()),
            "{id} came {times} times"
        );
    }
}
