//! Seen without being taken.

use super::*;

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
