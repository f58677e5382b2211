//! The seams answered by real services.

pub mod aws;
mod system;

pub use system::{RandomIds, SystemClock};
