//! Copies of dead letters: exported, purged, brought back; and what moves or mends many.

use super::*;

#[test]
fn what_was_purged_comes_back_as_it_was() {
    let queues = Queues::new();
    let number = attribute("Number.int").string_value("7").build();
    let number = number.expect("built");
    queues.send(
        "dlq",
        EVENT,
        &[("tenant", text("a")), ("n", number.clone())],
    );
    queues.send("dlq", r#"{"id":"e2","detail-type":"Other"}"#, &[]);
    let typed = [
        "dlq",
        "purge",
        "dlq",
        "--detail-type",
        "User Created",
        "--file",
        "copies.ndjson",
        "--confirm",
        "dlq",
        "--output",
        "json",
    ];
    let purged = queues.world.run_args(&typed);
    let answer: Value = serde_json::from_str(&purged.stdout).expect("JSON");
    assert_eq!(
        (&answer["deleted"], &answer["others"], purged.code),
        (&json!(1), &json!(1), 0),
        "{purged}"
    );
    let import = "dlq import dlq copies.ndjson --yes";
    assert_eq!(queues.world.json(import)["accepted"], 1);
    // The journal beside the file knows that it is there.
    let again = queues.world.json(import);
    assert_eq!(
        (&again["accepted"], &again["before"]),
        (&json!(0), &json!(1))
    );
    let taken = queues.take("dlq");
    assert_eq!(taken.len(), 2);
    let back = taken.iter().find(|message| message.body() == Some(EVENT));
    let had = back.and_then(Message::message_attributes);
    let had = had.expect("attributes");
    assert_eq!((&had["tenant"], &had["n"]), (&text("a"), &number));
}

#[test]
fn an_export_leaves_the_messages_and_a_torn_file_is_refused() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    let exported = queues.world.ok("dlq export dlq").stdout;
    let line: Value = serde_json::from_str(&exported).expect("a line of JSON");
    assert_eq!(line["message"]["body"], EVENT, "{exported}");
    queues
        .world
        .write("torn.ndjson", &format!("{exported}{{\"body\":"));
    let ran = queues.world.run("dlq import work torn.ndjson --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("torn.ndjson:2"), "{ran}");
    assert_eq!(
        (queues.take("work").len(), queues.take("dlq").len()),
        (0, 1)
    );
}

#[test]
fn what_was_changed_in_the_editor_is_sent() {
    let mut queues = Queues::new();
    queues.world.set("VISUAL", "sed -i s/pro/free/");
    queues.send("dlq", EVENT, &[]);
    let planned = queues.redrive("dlq --edit");
    let changes = planned["items"][0]["changes"].to_string();
    assert!(changes.contains("free"), "{planned}");
    let sent = queues.world.ok("dlq redrive dlq --edit --yes");
    let difference = r#"detail.plan: "pro" → "free""#;
    assert!(sent.stderr.contains(difference), "{sent}");
    let back = queues.take("work");
    assert_eq!(back[0].body(), Some(EVENT.replace("pro", "free").as_str()));
}

#[test]
fn an_editor_that_fails_sends_nothing() {
    let mut queues = Queues::new();
    queues.world.set("VISUAL", "false");
    queues.send("dlq", EVENT, &[]);
    let ran = queues.world.run("dlq redrive dlq --edit --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert_eq!(queues.take("dlq").len(), 1);
}

#[test]
fn many_are_changed_in_the_words_of_jq() {
    let queues = Queues::new();
    queues.send("dlq", EVENT, &[]);
    let typed = [
        "dlq",
        "redrive",
        "dlq",
        "--jq",
        ".detail.old = .detail.plan | del(.detail.plan)",
        "--yes",
    ];
    let ran = queues.world.run_args(&typed);
    assert_eq!(ran.code, 0, "{ran}");
    let back = queues.take("work");
    let body: Value = serde_json::from_str(back[0].body().expect("a body")).expect("JSON");
    assert_eq!(body["detail"], json!({"old": "pro"}));
}
