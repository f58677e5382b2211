//! Every event of the catalogue through every processor.
use crate::support::{App, sample};
use coagent_processors::catalogue::EventType;
use coagent_processors::delivery::Outcome;
use coagent_processors::processors;
use coagent_processors::seams::Key;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::time::Duration;

fn app() -> App {
    App::new().with_user("u-1", "c-1")
}

#[tokio::test]
async fn every_event_of_the_catalogue_is_handled_and_comes_to_an_end() {
    for event_type in coagent_processors::catalogue::all() {
        let mut app = app();
        let detail = sample(event_type.name(), json!({}));
        for (processor, given, outcome, _) in app.publish(event_type.name(), detail).await {
            let fine = matches!(outcome, Outcome::Handled | Outcome::Ignored);
            assert!(fine, "{processor} {given}: {outcome:?}");
            assert!(outcome == Outcome::Handled || processor == "notifications");
        }
        assert!(app.world.queue.letters().is_empty());
    }
}

/// What a processor publishes is what it declares, over every event and several situations.
#[tokio::test]
async fn each_processor_publishes_what_it_declares() {
    let mut seen = BTreeSet::new();
    let mut app = app_with_rows();
    for fields in [
        json!({"scheduledFor": "2026-11-20T09:00:00Z"}),
        json!({}),
        json!({"scheduledFor": "2026-11-19T09:00:00Z"}),
    ] {
        for event_type in coagent_processors::catalogue::all() {
            let detail = eventful(event_type, sample(event_type.name(), fields.clone()));
            if event_type.validate(&detail).is_err() {
                continue;
            }
            for (processor, _, _, published) in app.publish(event_type.name(), detail).await {
                let published = published.into_iter();
                seen.extend(published.map(|(source, name)| (processor, source, name)));
            }
        }
        app.world.clock.advance(Duration::from_secs(7200));
    }
    let declared = processors::all().iter().flat_map(|processor| {
        let name = processor.name;
        processor
            .publishes
            .iter()
            .map(move |(s, t)| (name, (*s).to_owned(), (*t).to_owned()))
    });
    assert_eq!(seen, declared.collect());
}

/// An application in which events find something to change.
fn app_with_rows() -> App {
    let app = app();
    for (row, item) in [
        ("LISTING#l-1", json!({"price": 2})),
        ("PRICES", json!({"revision": 1, "prices": {"l-1": 3.0}})),
        ("INVENTORY", json!({"revision": 1, "counts": [1, 1, 1]})),
    ] {
        app.world.table.seed(Key::user("u-1", row), item);
    }
    app
}

/// The event with values that call for the most of its processors.
fn eventful(event_type: &EventType, mut detail: Value) -> Value {
    let mut fields = event_type.fields().iter();
    if fields.any(|field| field.name == "userId") {
        detail["userId"] = json!("u-1");
    }
    for (name, value) in [
        ("changes", json!(["name", "marketArea", "title"])),
        ("newRank", json!(99)),
        ("oldRank", json!(1)),
        ("itemsSynced", json!(100)),
        ("usageData", json!({"used": 9, "limit": 9, "period": "p"})),
    ] {
        if detail.get(name).is_some() {
            detail[name] = value;
        }
    }
    detail
}
