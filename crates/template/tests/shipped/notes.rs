//! The notes: a queue between an event and its function.

use serde_json::json;

use crate::stack::{NOTES, Stack};

fn stack() -> Stack {
    Stack::new("notes.yaml", NOTES, "staging")
}

#[test]
fn a_message_in_work_is_hidden_for_six_times_as_long_as_the_work_may_take() {
    let stack = stack();
    let visibility = stack.get("NoteProcessingQueue")["VisibilityTimeout"].as_u64();
    let timeout = stack.get("SaveNoteFunction")["Timeout"].as_u64();
    assert_eq!(visibility, Some(30));
    assert!(
        visibility >= timeout.map(|seconds| 6 * seconds),
        "{visibility:?} {timeout:?}"
    );
}

#[test]
fn a_note_is_tried_three_times_and_its_dead_letter_outlives_the_queues_messages() {
    let stack = stack();
    let queue = stack.get("NoteProcessingQueue");
    let dead = stack.get("NoteProcessingDeadLetterQueue");
    assert_eq!(queue["QueueName"], "staging-note-processing-queue");
    assert_eq!(dead["QueueName"], "staging-note-processing-dlq");
    assert_eq!(queue["ReceiveMessageWaitTimeSeconds"], 20);
    assert_eq!(queue["RedrivePolicy"]["maxReceiveCount"], 3);
    let kept = |queue: &serde_json::Value| queue["MessageRetentionPeriod"].as_u64();
    assert!(kept(dead) > kept(queue));
}

#[test]
fn a_failed_message_is_reported_alone() {
    let stack = stack();
    let source = stack.get("SaveNoteSource");
    assert_eq!(
        source["FunctionResponseTypes"],
        json!(["ReportBatchItemFailures"])
    );
    assert_eq!(source["EventSourceArn"], "att:NoteProcessingQueue.Arn");
}

#[test]
fn only_the_public_notes_are_open_to_everybody() {
    let stack = stack();
    let routes = stack.of_types(&["AWS::ApiGatewayV2::Route"]);
    let mut routes: Vec<_> = routes
        .iter()
        .filter(|route| route.properties["ApiId"] == "ref:HttpApi")
        .map(|route| {
            let text = |key: &str| {
                route.properties[key]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned()
            };
            (text("RouteKey"), text("AuthorizationType"))
        })
        .collect();
    routes.sort();
    let expected = [
        ("DELETE /notes/{id}", "JWT"),
        ("GET /notes", "JWT"),
        ("GET /notes/public", "NONE"),
        ("POST /notes", "JWT"),
        ("PUT /notes/{id}", "JWT"),
    ];
    assert_eq!(
        routes,
        expected.map(|(route, kind)| (route.to_owned(), kind.to_owned()))
    );
}
