//! What another receiver holds: nobody is shown it, and everybody is told.

use super::*;

const HIDDEN: &str = "1 hidden by another receiver: not looked at";

/// Two messages of which somebody else has one; the ids of that one and of the other.
fn half_hidden() -> (Queues, String, String) {
    let queues = Queues::new();
    let hidden = queues.send("dlq", EVENT, &[]);
    assert_eq!(queues.receive("dlq", 600).len(), 1);
    let shown = queues.send("dlq", r#"{"id":"e2"}"#, &[]);
    (queues, hidden, shown)
}

fn missing<'a>(answer: &'a Value, id: &str) -> &'a Value {
    let mut items = answer["items"].as_array().expect("items").iter();
    let item = items.find(|item| item["message"] == id).expect("an item");
    assert_eq!(item["state"], "missing", "{answer}");
    &item["reason"]
}

#[test]
fn what_was_asked_for_and_is_hidden_is_named_and_the_rest_is_sent() {
    let (queues, hidden, shown) = half_hidden();
    let asked = format!("dlq --message {hidden} --message {shown}");
    let planned = queues.redrive(&asked);
    assert_eq!(
        (&planned["code"], &planned["counts"], &planned["hidden"]),
        (&json!(1), &json!({"planned": 1, "missing": 1}), &json!(1)),
        "{planned}"
    );
    let sent = queues.redrive(&format!("{asked} --yes"));
    assert_eq!(
        (&sent["code"], &sent["counts"]),
        (&json!(1), &json!({"redriven": 1, "missing": 1})),
        "{sent}"
    );
    for answer in [&planned, &sent] {
        let why = missing(answer, &hidden).as_str().expect("a reason");
        assert!(why.contains("1 hidden by another receiver"), "{answer}");
    }
}

/// By the id of its event, too, and when nobody has anything.
#[test]
fn what_was_asked_for_and_is_not_there_is_named() {
    let queues = Queues::new();
    let answer = queues.redrive("dlq --message e7 --yes");
    assert_eq!(
        (&answer["code"], &answer["hidden"]),
        (&json!(1), &json!(0)),
        "{answer}"
    );
    let why = missing(&answer, "e7").as_str().expect("a reason");
    assert!(why.contains("not in the queue"), "{answer}");
}

/// Of an event id that is met, and of a limit that ends before the end, nothing is missing.
#[test]
fn what_was_met_or_not_looked_for_is_not_missing() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    let met = queues.redrive("dlq --message e1");
    assert_eq!(met["counts"], json!({"planned": 1}), "{met}");
    let limited = queues.redrive("dlq --message e1 --message e7 --max 1 --yes");
    assert_eq!(limited["counts"], json!({"redriven": 1}), "{limited}");
}

#[test]
fn a_redrive_of_all_says_what_it_has_not_looked_at() {
    let (queues, ..) = half_hidden();
    for line in ["dlq redrive dlq", "dlq redrive dlq --yes"] {
        let ran = queues.world.ok(line);
        assert!(ran.stdout.contains(HIDDEN), "{ran}");
    }
    // What it held itself is shown again, and not counted.
    queues.create("free", &[]);
    queues.send("free", EVENT, &[]);
    let ran = queues.world.run("dlq redrive free");
    assert!(!ran.stdout.contains("hidden"), "{ran}");
}

#[test]
fn looking_copying_and_purging_say_so_too() {
    let (queues, hidden, shown) = half_hidden();
    let seen = queues.world.ok("dlq inspect dlq");
    assert!(seen.stdout.contains(HIDDEN), "{seen}");
    assert_eq!(queues.world.json("dlq inspect dlq")["hidden"], 1);
    let copied = queues.world.ok("dlq export dlq");
    assert!(copied.stderr.contains(HIDDEN), "{copied}");
    let both = format!("dlq inspect dlq --message {hidden} --message {shown}");
    let one = queues.world.run(&both);
    assert_eq!(one.code, 1, "{one}");
    let absent = format!("Message {hidden} did not come out of the queue; {HIDDEN}");
    assert!(one.stdout.contains(&absent), "{one}");
    let none = queues
        .world
        .run(&format!("dlq inspect dlq --message {hidden}"));
    assert_eq!(none.code, 2, "{none}");
    assert!(
        none.stderr.contains("1 hidden by another receiver"),
        "{none}"
    );
    for deleted in ["1 messages deleted", "0 messages deleted"] {
        let purged = queues.world.ok("dlq purge dlq --confirm dlq");
        assert!(purged.stdout.contains(deleted), "{purged}");
        assert!(purged.stdout.contains(HIDDEN), "{purged}");
    }
}

#[test]
fn what_cannot_be_opened_in_the_editor_is_named_before_it_opens() {
    let (mut queues, hidden, shown) = half_hidden();
    queues.world.set("VISUAL", "false");
    let line = format!("dlq redrive dlq --edit --message {hidden} --message {shown} --yes");
    let ran = queues.world.run(&line);
    assert_eq!(ran.code, 2, "{ran}");
    let said = format!("showed no message `{hidden}`; {HIDDEN}");
    assert!(ran.stderr.contains(&said), "{ran}");
    assert_eq!(queues.take("work").len(), 0);
}

/// A journal says itself which messages are meant.
#[test]
fn a_journal_takes_no_filter() {
    let queues = Queues::new();
    let ran = queues
        .world
        .run("dlq redrive dlq --resume j.ndjson --rule sync --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("cannot be used with"), "{ran}");
}
