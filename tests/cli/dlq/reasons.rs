//! Why a message is left, each in the words that a user reads, and the way out.

use super::*;

const WAY_OUT: &str = "choose with --to function NAME or --to queue NAME";

fn arn(service: &str, rest: &str) -> String {
    format!("arn:aws:{service}:us-east-1:000000000000:{rest}")
}

/// A rule that sends to one queue twice, with another input each time.
fn rule_with_two_targets(queues: &Queues) -> String {
    let pattern = json!({ "source": ["nobody"] }).to_string();
    let rule = json!({ "Name": "twice", "EventPattern": pattern });
    queues.world.call("AWSEvents.PutRule", &rule);
    let work = queues::arn("work");
    let target = |id: &str| json!({ "Id": id, "Arn": work, "Input": json!(id).to_string() });
    let targets = json!({ "Rule": "twice", "Targets": [target("a"), target("b")] });
    queues.world.call("AWSEvents.PutTargets", &targets);
    arn("events", "rule/twice")
}

/// Body and attributes of a message, and what is said of it.
type Letter = (&'static str, Vec<(&'static str, String)>, [&'static str; 2]);

fn letters(rule: &str) -> [Letter; 7] {
    let function = || arn("lambda", "function:gone");
    let invalid = r#"{"source":"bayon.coagent.user","detail-type":"User Created","detail":{}}"#;
    [
        (
            EVENT,
            vec![("RULE_ARN", RULE.to_owned())],
            ["does not say which target failed", WAY_OUT],
        ),
        (
            EVENT,
            vec![
                ("RULE_ARN", RULE.to_owned()),
                ("TARGET_ARN", arn("sns", "news")),
            ],
            ["news` is no function, queue or event bus", WAY_OUT],
        ),
        (
            EVENT,
            vec![("RULE_ARN", RULE.to_owned()), ("TARGET_ARN", function())],
            ["the rule `no-rule` has this target no more", WAY_OUT],
        ),
        (
            EVENT,
            vec![
                ("RULE_ARN", rule.to_owned()),
                ("TARGET_ARN", queues::arn("work")),
            ],
            ["the rule `twice` has several targets", WAY_OUT],
        ),
        (
            EVENT,
            vec![
                ("RequestID", "r".to_owned()),
                ("ErrorCode", "200".to_owned()),
            ],
            ["does not say which function failed", WAY_OUT],
        ),
        (
            EVENT,
            Vec::new(),
            ["does not say which queue it comes from", WAY_OUT],
        ),
        (
            invalid,
            vec![("ERROR_CODE", "X".to_owned()), ("TARGET_ARN", function())],
            [
                "it is no valid `user-created`",
                "mend it with --set or --edit",
            ],
        ),
    ]
}

#[test]
fn each_reason_says_what_is_wrong_and_what_to_do() {
    let queues = Queues::new();
    queues.create("more-work", &queues::dead_letters_to("dlq"));
    let letters = letters(&rule_with_two_targets(&queues));
    let sent = letters.iter().map(|(body, attributes, _)| {
        let attributes: Vec<_> = attributes
            .iter()
            .map(|(name, value)| (*name, text(value)))
            .collect();
        queues.send("dlq", body, &attributes)
    });
    let ids: Vec<String> = sent.collect();
    for line in ["dlq", "dlq --yes"] {
        let answer = queues.redrive(line);
        assert_eq!(
            (&answer["code"], &answer["counts"]),
            (&json!(1), &json!({ "left": 7 })),
            "{answer}"
        );
        for (id, (.., said)) in ids.iter().zip(&letters) {
            let mut items = answer["items"].as_array().expect("items").iter();
            let item = items.find(|item| item["message"] == *id).expect("an item");
            let reason = item["reason"].as_str().expect("a reason");
            assert!(said.iter().all(|part| reason.contains(part)), "{reason}");
        }
    }
    assert_eq!(queues.take("dlq").len(), 7);
}

/// Lambda would be handed the same event twice.
#[test]
fn one_event_is_sent_to_one_function_once() {
    let queues = Queues::new();
    let target = text(&arn("lambda", "function:gone"));
    for _ in 0..2 {
        let attributes = [("ERROR_CODE", text("X")), ("TARGET_ARN", target.clone())];
        queues.send("dlq", EVENT, &attributes);
    }
    let answer = queues.redrive("dlq --yes");
    assert_eq!(
        answer["counts"],
        json!({ "left": 1, "rejected": 1 }),
        "{answer}"
    );
    let mut items = answer["items"].as_array().expect("items").iter();
    let left = items.find(|item| item["state"] == "left").expect("left");
    let reason = left["reason"].as_str().expect("a reason");
    assert!(reason.contains("or is there twice"), "{answer}");
    assert_eq!(queues.take("dlq").len(), 2);
}

#[test]
fn an_empty_queue_is_said_to_be_empty() {
    let queues = Queues::new();
    let ran = queues.world.ok("dlq redrive dlq --yes --watch 1m");
    assert_eq!(ran.stdout, "Queue `dlq`: no messages\n", "{ran}");
}
