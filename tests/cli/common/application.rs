//! The application that coagent ships, deployed.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use serde_json::{Value, json};

use super::{World, local::eventually};

/// The queue that all its dead letters go to.
pub const DEAD_LETTERS: &str = "bayon-coagent-eventbridge-dlq-local";

/// The name of a processor's function, or of a rule.
pub fn named(name: &str) -> String {
    format!("bayon-coagent-{name}-local")
}

/// The shipped application on a local environment of its own.
pub fn deployed() -> World {
    let world = World::new();
    world.ok("deploy --yes");
    world
}

/// The same on an environment whose clock is so many times faster.
pub fn deployed_at(speed: u32) -> World {
    let world = World::new();
    world.ok(&format!("local start --clock-speed {speed}"));
    world.ok("deploy --yes");
    world
}

/// The application on a clock that makes seconds of minutes, with nobody who takes letters out.
pub fn hurried() -> World {
    let world = deployed_at(50);
    let schedule = json!({ "Name": named("retry") });
    world.call("AWSEvents.DisableRule", &schedule);
    world
}

/// Publishes an event; its id.
pub fn publish(world: &World, event: &str) -> String {
    let answer = world.json(&format!("publish {event}"));
    let id = answer["events"][0]["eventId"].as_str();
    id.expect("an event id").to_owned()
}

/// The dead letter of an event in a queue, once there is one.
pub fn letter(world: &World, queue: &str, event: &str) -> Value {
    eventually("a dead letter", || {
        let seen = world.json(&format!("dlq inspect {queue}"));
        let mut messages = seen["messages"].as_array()?.iter();
        messages
            .find(|message| message["letter"]["eventId"] == event)
            .cloned()
    })
}

/// The application on its local environment, shared.
pub static DEPLOYED: Shared = Shared::new(deployed);

/// A world shared by those tests that run at the same time; it ends with the last of them. They
/// may add to it and look; what breaks something for others needs a world of its own.
pub struct Shared {
    make: fn() -> World,
    world: Mutex<Weak<World>>,
}

impl Shared {
    /// A world that the first test which needs it makes.
    pub const fn new(make: fn() -> World) -> Self {
        let world = Mutex::new(Weak::new());
        Self { make, world }
    }

    /// The world.
    pub fn world(&self) -> Arc<World> {
        let mut shared = self.world.lock().unwrap_or_else(PoisonError::into_inner);
        shared.upgrade().unwrap_or_else(|| {
            let world = Arc::new((self.make)());
            *shared = Arc::downgrade(&world);
            world
        })
    }
}
