//! The catalogue of events.

use crate::common::World;
use coagent_processors::catalogue;

#[test]
fn every_event_is_listed_with_who_handles_it() {
    assert_ran!(World::new().run("events list"));
}

#[test]
fn a_source_has_its_own_events() {
    let listed = World::new().json("events list --source bayon.coagent.user");
    let listed = listed.as_array().expect("events");
    assert_eq!(listed.len(), 5);
    assert!(
        listed
            .iter()
            .all(|event| event["source"] == "bayon.coagent.user")
    );
}

#[test]
fn an_event_is_shown_with_fields_and_a_sample() {
    let mut world = World::new();
    world.set("COAGENT_NOW", "2026-03-01T12:00:00Z");
    assert_ran!(world.run("events show user-created"));
}

#[test]
fn every_sample_shown_is_valid() {
    let world = World::new();
    for event in catalogue::all() {
        let shown = world.json(&format!("events show {}", event.name()));
        assert_eq!(event.validate(&shown["sample"]), Ok(()), "{}", event.name());
        assert_eq!(shown["schema"]["type"], "object", "{}", event.name());
    }
}

#[test]
fn an_unknown_event_gets_the_one_that_was_meant() {
    let ran = World::new().run("events show user-craeted");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("did you mean `user-created`?"), "{ran}");
}
