//! Asynchronous invocation: a durable queue with retries, dead letters and destinations.

mod attempt;
mod disk;
mod lane;
mod outlet;
mod pending;
mod queue;
mod record;
mod retry;

pub(crate) use outlet::{Discarded, discard, prefix};
pub use queue::Load;
pub(crate) use queue::Queue;
