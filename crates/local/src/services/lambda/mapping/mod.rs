//! Event source mappings: from queues and from the streams of tables to functions.

mod event;
mod poller;
mod registry;
mod response;
mod source;
pub(crate) mod stream;

pub(crate) use registry::{Mapping, Mappings};
pub(crate) use source::Queue;

/// Whether the filters of a mapping can be read.
///
/// # Errors
/// What is wrong with one of them.
pub(crate) fn check_filters(mapping: &Mapping) -> Result<(), String> {
    event::Filters::parse(mapping.filters.as_ref()).map(drop)
}
