//! Exactly-once work over at-least-once delivery, whatever dies in between.
use std::sync::Arc;

use crate::support::{App, dying, sample};
use coagent_processors::delivery::{Invocation, Outcome, Processors};
use coagent_processors::processors;
use coagent_processors::resilience::guarded;
use coagent_processors::seams::{Item, Key, Publication, SeamError, Seams, Store, Write, Written};
use coagent_processors::telemetry::Level;
use serde_json::{Value, json};

/// An event of new content, which `content-events` handles.
pub(crate) fn generated(app: &mut App) -> Value {
    let detail = sample(
        "content-generated",
        json!({"userId": "u-1", "contentId": "k-1"}),
    );
    app.event("bayon.coagent.studio", "Content Generated", &detail)
}

pub(crate) async fn try_deliver(
    app: &App,
    processor: &str,
    event: &Value,
) -> Result<Outcome, SeamError> {
    let invocation = Invocation::default();
    let processor = processors::find(processor).unwrap();
    app.processors
        .deliver(processor, event.clone(), &invocation)
        .await
}

#[tokio::test]
async fn a_second_delivery_changes_nothing() {
    let mut app = App::new();
    let event = generated(&mut app);
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Handled
    );
    let (rows, published) = (app.world.table.rows(), app.world.bus.published());
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Duplicate
    );
    assert_eq!(
        (app.world.table.rows(), app.world.bus.published()),
        (rows, published)
    );
}

#[tokio::test]
async fn the_same_event_is_handled_once_by_each_processor() {
    let mut app = App::new();
    let detail = sample("content.content-published", json!({"userId": "u-1"}));
    let event = app.event("bayon.coagent.content", "Content Published", &detail);
    for processor in [
        "competitor-monitor",
        "sync-social-analytics",
        "notifications",
    ] {
        assert_eq!(app.deliver(processor, &event).await, Outcome::Handled);
    }
}

#[tokio::test]
async fn when_the_table_fails_nothing_happened_and_the_next_delivery_does_it_all() {
    let mut app = App::new();
    let event = generated(&mut app);
    app.world.table.fail_writes([SeamError::transient(
        "table",
        "TransactWriteItems",
        "throttled",
    )]);
    try_deliver(&app, "content-events", &event)
        .await
        .unwrap_err();
    assert!(app.world.table.rows().is_empty() && app.world.bus.published().is_empty());
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Handled
    );
    assert_eq!(app.row("u-1", "ANALYTICS#CONTENT")["generated"], 1);
}

/// A table that commits the first write and then loses the answer, as a network does.
struct Forgetful {
    inner: std::sync::Arc<coagent_processors::memory::MemoryTable>,
    lost: std::sync::atomic::AtomicBool,
}

#[async_trait::async_trait]
impl Store for Forgetful {
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError> {
        self.inner.get(key).await
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        self.inner.query(pk, prefix, limit).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        let written = self.inner.write(writes).await;
        if self.lost.swap(true, std::sync::atomic::Ordering::SeqCst) {
            return written;
        }
        Err(SeamError::transient(
            "table",
            "TransactWriteItems",
            "timed out",
        ))
    }
}

#[tokio::test]
async fn a_lost_answer_is_not_taken_for_another_invocation() {
    let mut app = App::new();
    let mut seams = app.world.seams();
    let inner = app.world.table.clone();
    seams.store = std::sync::Arc::new(Forgetful {
        inner,
        lost: false.into(),
    });
    let level = Level::Debug;
    let recorder = app.world.recorder.clone();
    app.processors = Processors::new(guarded(seams), recorder, level);
    let event = generated(&mut app);
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Handled
    );
    assert_eq!(app.row("u-1", "ANALYTICS#CONTENT")["generated"], 1);
    assert_eq!(app.world.bus.published().len(), 3);
}

#[tokio::test]
async fn a_push_that_fails_is_retried_at_once_without_doing_the_work_again() {
    let mut app = App::new().with_user("u-1", "c-1");
    let detail = sample("ai-job-completed", json!({"userId": "u-1"}));
    let event = app.event("bayon.coagent.ai", "AI Job Completed", &detail);
    app.world.sockets.fail([SeamError::transient(
        "WebSocket API",
        "PostToConnection",
        "500",
    )]);
    try_deliver(&app, "notifications", &event)
        .await
        .unwrap_err();
    assert_eq!(app.deliver("notifications", &event).await, Outcome::Resumed);
    assert_eq!(app.world.sockets.messages("c-1").len(), 1);
    assert_eq!(app.world.recorder.metric("NotificationSent"), 1.0);
}

#[tokio::test]
async fn follow_ups_that_cannot_be_published_are_logged_and_counted_and_the_work_stands() {
    let mut app = App::new();
    let event = generated(&mut app);
    app.world.bus.fail([SeamError::permanent(
        "event bus",
        "PutEvents",
        "AccessDenied",
    )]);
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Handled
    );
    assert_eq!(app.row("u-1", "CONTENT#k-1")["status"], "draft");
    assert_eq!(app.world.recorder.metric("FollowUpFailed"), 3.0);
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Duplicate
    );
}

#[tokio::test]
async fn an_invalid_event_goes_to_the_dead_letter_queue_with_its_reasons_and_is_no_failure() {
    let mut app = App::new();
    let mut event = generated(&mut app);
    event["detail"].as_object_mut().unwrap().remove("title");
    event["detail"]["titel"] = json!("x");
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Rejected
    );
    let letters = app.world.queue.letters();
    assert_eq!(letters.len(), 1);
    assert_eq!(
        serde_json::from_str::<Value>(&letters[0].body).unwrap(),
        event
    );
    assert_eq!(letters[0].attributes["ERROR_CODE"], "INVALID_EVENT");
    let reason = &letters[0].attributes["ERROR_MESSAGE"];
    assert!(reason.contains("$.detail.title: missing"), "{reason}");
    assert!(reason.contains("did you mean `title`?"), "{reason}");
    assert!(app.world.table.rows().is_empty());
}

#[tokio::test]
async fn an_event_sent_to_the_wrong_processor_is_rejected_not_lost() {
    let mut app = App::new();
    let event = generated(&mut app);
    assert_eq!(app.deliver("user-events", &event).await, Outcome::Rejected);
    let reason = &app.world.queue.letters()[0].attributes["ERROR_MESSAGE"];
    assert!(
        reason.contains("user-events does not handle `Content Generated`"),
        "{reason}"
    );
}

#[tokio::test]
async fn what_notifications_overhears_it_ignores_even_when_nobody_knows_it() {
    let mut app = App::new();
    let event = app.event(
        "bayon.coagent.other",
        "Something Else",
        &json!({"free": "form"}),
    );
    assert_eq!(app.deliver("notifications", &event).await, Outcome::Ignored);
    assert!(app.world.queue.letters().is_empty() && app.world.table.rows().is_empty());
}

#[tokio::test]
async fn the_trace_is_carried_into_follow_ups_and_logs() {
    let mut app = App::new();
    let event = generated(&mut app);
    let invocation = Invocation {
        request_id: "r-1".into(),
        trace_header: Some("Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1".into()),
        function_arn: None,
    };
    let processor = processors::find("content-events").unwrap();
    app.processors
        .clone()
        .in_environment("local")
        .deliver(processor, event, &invocation)
        .await
        .unwrap();
    for publication in app.world.bus.published() {
        assert_eq!(
            publication.detail["traceId"],
            "1-5759e988-bd862e3fe1be46a994272793"
        );
        assert_eq!(publication.trace_header, invocation.trace_header);
    }
    let lines = app.world.recorder.lines();
    let handled = lines
        .iter()
        .find(|line| line["message"] == "event handled")
        .unwrap();
    assert_eq!(handled["traceId"], "1-5759e988-bd862e3fe1be46a994272793");
    assert_eq!(
        (&handled["requestId"], &handled["eventId"]),
        (&json!("r-1"), &json!("event-1"))
    );
    assert_eq!(handled["service"], "content-events");
    assert_eq!(handled["environment"], "local");
}

#[tokio::test]
async fn follow_ups_are_valid_by_the_catalogue() {
    let mut app = App::new();
    let event = generated(&mut app);
    app.deliver("content-events", &event).await;
    for publication in app.world.bus.published() {
        let Publication {
            source,
            detail_type,
            detail,
            ..
        } = &publication;
        let found = coagent_processors::catalogue::find_by_envelope(source, detail_type).unwrap();
        assert_eq!(found.validate(detail), Ok(()));
    }
}

#[tokio::test]
async fn a_row_that_changed_meanwhile_is_read_again_by_the_next_delivery() {
    let mut app = App::new();
    let name = "Integration Sync Completed";
    let fields = json!({"userId": "u-1", "provider": "mls", "itemsSynced": 7});
    let detail = sample("integration-sync-completed", fields);
    let event = app.event("bayon.coagent.integration", name, &detail);
    let other = app.event("bayon.coagent.integration", name, &detail);
    // The first has read the row and waits before it writes; the other overtakes it.
    let seams = dying::seams(app.world.seams(), usize::MAX, false);
    let slow = Overtaken {
        inner: seams.store.clone(),
        other: (app.processors.clone(), other),
    };
    let seams = Seams {
        store: Arc::new(slow),
        ..seams
    };
    let processors = Processors::new(seams, app.world.recorder.clone(), Level::Debug);
    let processor = processors::find("trend-detector").unwrap();
    let first = processors
        .deliver(processor, event.clone(), &Invocation::default())
        .await;
    assert!(first.unwrap_err().reason.contains("changed meanwhile"));
    assert_eq!(
        app.deliver("trend-detector", &event).await,
        Outcome::Handled
    );
    assert_eq!(app.row("u-1", "INVENTORY")["counts"], json!([7, 7]));
}

/// A table before whose first write another event is handled.
struct Overtaken {
    inner: Arc<dyn Store>,
    other: (Processors, Value),
}

#[async_trait::async_trait]
impl Store for Overtaken {
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError> {
        self.inner.get(key).await
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        self.inner.query(pk, prefix, limit).await
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        let processor = processors::find("trend-detector").unwrap();
        let (processors, event) = &self.other;
        processors
            .deliver(processor, event.clone(), &Invocation::default())
            .await?;
        self.inner.write(writes).await
    }
}
