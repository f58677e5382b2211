//! Every seam over plain data, for tests of the processors and of what uses them.

mod bus;
mod clock;
mod queue;
mod recorder;
mod sockets;
mod table;

use std::sync::Arc;

pub use bus::MemoryBus;
pub use clock::{CountingIds, ManualClock};
pub use queue::{MemoryQueue, MemoryTargets};
pub use recorder::Recorder;
pub use sockets::MemorySockets;
pub use table::MemoryTable;

use crate::seams::Seams;

/// A whole world in memory.
pub struct World {
    /// The table.
    pub table: Arc<MemoryTable>,
    /// The event bus.
    pub bus: Arc<MemoryBus>,
    /// The WebSocket connections.
    pub sockets: Arc<MemorySockets>,
    /// The dead-letter queue.
    pub queue: Arc<MemoryQueue>,
    /// The targets of dead letters.
    pub targets: Arc<MemoryTargets>,
    /// Time.
    pub clock: Arc<ManualClock>,
    /// Logs and metrics.
    pub recorder: Arc<Recorder>,
    ids: Arc<CountingIds>,
}

impl World {
    /// An empty world.
    #[expect(clippy::new_without_default, reason = "a world is made on purpose")]
    pub fn new() -> Self {
        Self {
            table: Arc::default(),
            bus: Arc::default(),
            sockets: Arc::default(),
            queue: Arc::default(),
            targets: Arc::default(),
            clock: ManualClock::shared(),
            recorder: Arc::default(),
            ids: Arc::default(),
        }
    }

    /// The world as the processors see it.
    pub fn seams(&self) -> Seams {
        Seams {
            store: self.table.clone(),
            bus: self.bus.clone(),
            connections: self.sockets.clone(),
            dead_letters: self.queue.clone(),
            targets: self.targets.clone(),
            clock: self.clock.clone(),
            ids: self.ids.clone(),
        }
    }
}

fn lock<T>(mutex: &std::sync::Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
