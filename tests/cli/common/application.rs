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
