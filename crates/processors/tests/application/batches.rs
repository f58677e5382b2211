//! Events that come through a queue, in batches.

use crate::support::{App, sample};
use coagent_processors::delivery::Invocation;
use coagent_processors::processors;
use coagent_processors::seams::SeamError;
use serde_json::{Value, json};

const PROCESSOR: &str = "content-events";

fn message(id: &str, queue: &str, body: &Value) -> Value {
    json!({
        "messageId": id, "eventSource": "aws:sqs", "body": body.to_string(),
        "eventSourceARN": format!("arn:aws:sqs:eu-west-1:123456789012:{queue}"),
    })
}

fn generated(app: &mut App, content: &str) -> Value {
    let detail = sample(
        "content-generated",
        json!({"userId": "u-1", "contentId": content}),
    );
    app.event("bayon.coagent.studio", "Content Generated", &detail)
}

/// Three messages with an event each, of which the first cannot be written.
async fn first_fails(app: &mut App, queue: &str) -> Value {
    let events = ["a", "b", "c"].map(|content| generated(app, content));
    let messages: Vec<Value> = (1..)
        .zip(&events)
        .map(|(number, event)| message(&format!("m-{number}"), queue, event))
        .collect();
    let down = SeamError::transient("table", "TransactWriteItems", "throttled");
    app.world.table.fail_writes([down]);
    deliver(app, &messages).await.expect("some are handled")
}

async fn deliver(app: &App, messages: &[Value]) -> Result<Value, SeamError> {
    let processor = processors::find(PROCESSOR).expect("a processor");
    app.processors
        .deliver_batch(processor, messages, &Invocation::default())
        .await
}

fn failures(ids: &[&str]) -> Value {
    let ids: Vec<Value> = ids.iter().map(|id| json!({"itemIdentifier": id})).collect();
    json!({"batchItemFailures": ids})
}

#[tokio::test]
async fn only_the_message_that_failed_comes_back() {
    let mut app = App::new();
    assert_eq!(first_fails(&mut app, "inbox").await, failures(&["m-1"]));
    assert!(!app.world.table.rows().is_empty(), "the others are handled");
}

#[tokio::test]
async fn a_fifo_queue_gets_back_all_that_follow() {
    let mut app = App::new();
    let event = generated(&mut app, "first");
    let first = message("m-0", "inbox.fifo", &event);
    deliver(&app, std::slice::from_ref(&first))
        .await
        .expect("handled");
    let rows = app.world.table.rows();
    let down = SeamError::transient("table", "TransactWriteItems", "throttled");
    app.world.table.fail_writes([down]);
    let next = ["a", "b"].map(|content| generated(&mut app, content));
    let messages = [
        first,
        message("m-1", "inbox.fifo", &next[0]),
        message("m-2", "inbox.fifo", &next[1]),
    ];
    let answer = deliver(&app, &messages)
        .await
        .expect("the first was handled before");
    assert_eq!(answer, failures(&["m-1", "m-2"]));
    assert_eq!(
        app.world.table.rows(),
        rows,
        "nothing of what follows was done"
    );
}

#[tokio::test]
async fn a_batch_of_which_nothing_was_handled_fails() {
    let mut app = App::new();
    let event = generated(&mut app, "a");
    let down = SeamError::transient("table", "TransactWriteItems", "throttled");
    app.world.table.fail_writes([down]);
    let error = deliver(&app, &[message("m-1", "inbox", &event)]).await;
    assert!(error.is_err(), "{error:?}");
}

#[tokio::test]
async fn a_message_without_an_event_goes_to_the_dead_letters() {
    let app = App::new();
    let answer = deliver(&app, &[message("m-1", "inbox", &json!("hello"))]).await;
    assert_eq!(answer.expect("it is dealt with"), failures(&[]));
}
