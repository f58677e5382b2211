//! One event, one processor: checked, handled exactly once, and what follows from it done.
//!
//! EventBridge delivers at least once, and a function can die anywhere. So the processor only
//! decides ([`Work`](crate::work::Work)), and its writes go into the table in one transaction with
//! a marker of the event's id. What follows (events, pushes) is kept in the marker until done:
//!
//! | marker | meaning | a further delivery |
//! |---|---|---|
//! | absent | not handled | handles it |
//! | `committed`, lease running | another invocation sends what follows | fails, to be retried later |
//! | `committed`, lease over | that invocation died | takes over what follows |
//! | `done` | handled | is a duplicate |
//!
//! So writes happen exactly once; what follows happens at least once.

mod batch;
mod deliver;
mod entry;
mod marker;
mod outbox;
mod reject;

pub use batch::messages;
pub use entry::{Invocation, Outcome, Processors};
pub use marker::key as marker_key;
