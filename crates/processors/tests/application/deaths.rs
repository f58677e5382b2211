//! Invocations that die half-way: what they left is taken over, and nothing is done twice.
use std::collections::{BTreeMap, BTreeSet};
use std::task::{Context, Waker};
use std::time::Duration;

use crate::delivery::{generated, try_deliver};
use crate::support::{App, dying};
use coagent_processors::delivery::{Invocation, Outcome, Processors};
use coagent_processors::processors;
use coagent_processors::seams::{Item, Key, Publication};
use coagent_processors::telemetry::Level;
use serde_json::Value;

/// An invocation that dies at its `at`th call to the outside, before or after the call did
/// anything. Memory answers at once, so an invocation that is not ready has died.
fn die(app: &App, processor: &str, event: &Value, at: usize, after: bool) -> bool {
    let seams = dying::seams(app.world.seams(), at, after);
    let dying = Processors::new(seams, app.world.recorder.clone(), Level::Debug);
    let processor = processors::find(processor).unwrap();
    let invocation = Invocation::default();
    let mut delivery = Box::pin(dying.deliver(processor, event.clone(), &invocation));
    let mut context = Context::from_waker(Waker::noop());
    delivery.as_mut().poll(&mut context).is_pending()
}

#[tokio::test]
async fn what_a_dead_invocation_left_is_taken_over_once_its_lease_is_over() {
    let mut app = App::new();
    let event = generated(&mut app);
    assert!(
        die(&app, "content-events", &event, 2, false),
        "the third call is the publishing"
    );
    assert_eq!(app.row("u-1", "ANALYTICS#CONTENT")["generated"], 1);

    let busy = try_deliver(&app, "content-events", &event)
        .await
        .unwrap_err();
    assert!(busy.reason.contains("busy"), "{busy}");
    assert!(app.world.bus.published().is_empty());

    app.world.clock.advance(Duration::from_secs(121));
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Resumed
    );
    assert_eq!(app.world.bus.published().len(), 3);
    assert_eq!(app.row("u-1", "ANALYTICS#CONTENT")["generated"], 1);
    assert_eq!(
        app.deliver("content-events", &event).await,
        Outcome::Duplicate
    );
}

/// Wherever an invocation dies, the next deliveries bring about exactly what one that lived would
/// have: the same rows, and each follow-up at least once.
#[tokio::test]
async fn an_invocation_may_die_anywhere() {
    let (lived_rows, lived_published) = {
        let mut app = App::new().with_user("u-1", "c-1");
        let event = generated(&mut app);
        app.deliver("content-events", &event).await;
        (app.world.table.rows(), app.world.bus.take())
    };
    let mut deaths = 0;
    for after in [false, true] {
        for at in 0.. {
            let mut app = App::new().with_user("u-1", "c-1");
            let event = generated(&mut app);
            if !die(&app, "content-events", &event, at, after) {
                break;
            }
            deaths += 1;
            app.world.clock.advance(Duration::from_secs(121));
            app.deliver("content-events", &event).await;
            assert_eq!(
                app.deliver("content-events", &event).await,
                Outcome::Duplicate
            );
            assert_same_rows(&app.world.table.rows(), &lived_rows);
            assert_same_events(&app.world.bus.take(), &lived_published);
        }
    }
    assert_eq!(
        deaths, 8,
        "marker, commit, publish, finish; before and after each"
    );
}

/// The time of a row may differ, what it counts may not.
fn assert_same_rows(rows: &BTreeMap<Key, Item>, lived: &BTreeMap<Key, Item>) {
    assert_eq!(rows, lived);
}

fn assert_same_events(published: &[Publication], lived: &[Publication]) {
    let types = |all: &[Publication]| -> BTreeSet<String> {
        all.iter()
            .map(|publication| publication.detail_type.clone())
            .collect()
    };
    assert_eq!(types(published), types(lived));
}
