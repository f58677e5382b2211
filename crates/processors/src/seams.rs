//! What the processors need from the world, as traits.
//!
//! `adapters::aws` answers them with AWS, `memory` with plain data for tests.

mod bus;
mod clock;
mod connections;
mod dead_letters;
mod error;
mod store;

use std::sync::Arc;

pub use bus::{Bus, Publication, Refusal};
pub use clock::{Clock, Ids};
pub use connections::{Connections, Posted};
pub use dead_letters::{Attributes, DeadLetter, DeadLetters, Targets};
pub use error::{SeamError, SeamErrorKind};
pub use store::{Change, Condition, Item, Key, Op, Store, Write, Written};

/// Everything a processor may reach.
#[derive(Clone)]
pub struct Seams {
    /// The application's table.
    pub store: Arc<dyn Store>,
    /// The application's event bus.
    pub bus: Arc<dyn Bus>,
    /// The WebSocket connections of users.
    pub connections: Arc<dyn Connections>,
    /// The dead-letter queue.
    pub dead_letters: Arc<dyn DeadLetters>,
    /// The functions that dead letters go back to.
    pub targets: Arc<dyn Targets>,
    /// Time.
    pub clock: Arc<dyn Clock>,
    /// New identifiers.
    pub ids: Arc<dyn Ids>,
}
