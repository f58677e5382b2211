//! The shipped templates, and faults that other tools call clean.

use super::application::{APPLICATION, catalogue};
use super::{Catalogue, check, findings, ids, wiring};

#[test]
fn nothing_is_wrong_with_an_application_in_several_templates() {
    let at = APPLICATION.find("  DeadAlarm:").expect("there");
    let (first, rest) = APPLICATION.split_at(at);
    let rest = rest
        .replace("!GetAtt Dead.QueueName", "dead-letters")
        .replace("!Ref Bus", "shop-events");
    let found = check(
        &wiring(&[first, &format!("Resources:\n{rest}")]),
        &catalogue(),
    );
    assert_eq!(found, []);
}

/// Linters of syntax call this clean: each of the seven loses events.
#[test]
fn all_of_seven_faults_are_found() {
    let faulty = APPLICATION
        .replace("SourceArn: !GetAtt OrderRule.Arn", "SourceArn: !GetAtt Bus.Arn")
        .replace(
            "Queues: [!Ref Dead]",
            "Queues: ['https://sqs.eu-west-1.amazonaws.com/1/other']",
        )
        .replace("Queues: [!Ref Inbox]", "Queues: ['https://sqs.eu-west-1.amazonaws.com/1/other']")
        .replace("{QueueName: dead-letters, ", "{QueueName: dead-letters.fifo, FifoQueue: true, ")
        .replace("- Id: inbox\n", "- {Id: inbox, Arn: !ImportValue x, DeadLetterConfig: {Arn: !ImportValue d}, RetryPolicy: {MaximumRetryAttempts: 3}}\n        - Id: inbox\n")
        .replace("{channel: [web]}", "{channel: [{prefx: web}]}")
        .replace("Name: order-paid\n      EventBusName: !Ref Bus", "Name: order-paid\n      EventBusName: shop-event");
    let found = findings(&faulty, &Catalogue::default());
    let mut ids = ids(&found);
    ids.sort_unstable();
    ids.dedup();
    for expected in [
        "function-permission",
        "queue-policy",
        "dlq-fifo",
        "duplicate-target-id",
        "pattern-invalid",
        "unknown-bus",
        "dlq-policy",
    ] {
        assert!(ids.contains(&expected), "{expected} is not among {ids:?}");
    }
}

#[test]
fn the_shipped_templates_are_clean() {
    for name in ["bayon-coagent.yaml", "notes.yaml", "doc-tales.yaml"] {
        let path = format!("{}/templates/{name}", env!("CARGO_MANIFEST_DIR"));
        let text = std::fs::read_to_string(path).expect("shipped");
        let found = findings(&text, &Catalogue::default());
        let shown: Vec<_> = found
            .iter()
            .map(|f| format!("{} {} {:?}", f.id, f.message, f.span.map(|s| s.start.line)))
            .collect();
        assert_eq!(shown, Vec::<String>::new(), "{name}");
    }
}

#[test]
fn the_bundled_application_is_clean_with_its_own_catalogue() {
    let path = format!(
        "{}/templates/bayon-coagent.yaml",
        env!("CARGO_MANIFEST_DIR")
    );
    let text = std::fs::read_to_string(path).expect("shipped");
    let found = findings(&text, &Catalogue::bundled());
    let shown: Vec<_> = found
        .iter()
        .map(|f| format!("{} {}", f.id, f.message))
        .collect();
    assert_eq!(shown, Vec::<String>::new());
}
