//! The event types of Bayon CoAgent: what each carries, checked, described and sampled.
//!
//! The types themselves are data, one file per source under `catalogue/events/`; adding a field
//! is one line there, and validation, JSON Schema and samples follow.

mod event_type;
mod events;
mod field;
mod lookup;
mod sample;
mod schema;
mod validate;

pub use event_type::EventType;
pub use field::{Bounds, Field, Kind};
pub use lookup::{LookupError, all, find, find_by_envelope};
pub use sample::Sampler;
pub use validate::Violation;

/// The version of every event schema in the catalogue, carried as `detail.version`.
pub const SCHEMA_VERSION: &str = "1.0.0";

/// What every source of the application begins with.
pub const SOURCE_PREFIX: &str = "bayon.coagent";
