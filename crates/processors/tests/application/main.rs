//! The processors together, as the application that they are.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod batches;
mod bootstrap;
mod catalogue;
mod deaths;
mod delivery;
mod flows;
mod support;
mod template;
