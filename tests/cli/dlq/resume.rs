//! Gone on with by the journal, after whatever stopped it.

use super::*;

/// A journal that ends after a record of this kind.
pub(super) fn journal(queues: &Queues, message: &str, record: Option<&str>) -> String {
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
