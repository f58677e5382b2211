//! The application that coagent ships, deployed.

use std::sync::{Arc, Mutex, PoisonError, Weak};

use super::World;

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

/// A world shared by those tests of a file that run at the same time; it ends with the last of
/// them. They may add to it and look; what breaks something for others needs a world of its own.
pub fn shared(make: fn() -> World) -> Arc<World> {
    static SHARED: Mutex<Weak<World>> = Mutex::new(Weak::new());
    let mut shared = SHARED.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(world) = shared.upgrade() {
        return world;
    }
    let world = Arc::new(make());
    *shared = Arc::downgrade(&world);
    world
}
