//! From a matched rule to its target, or to its dead-letter queue.
//!
//! [`retry`] and [`failure`] decide, [`engine`] holds what waits, [`recall`] reads what of it only
//! the disk knows, [`attempt`] asks targets, [`settle`] makes the outcome durable.

mod attempt;
mod engine;
mod failure;
mod job;
mod recall;
mod retry;
mod settle;

pub(crate) use engine::Engine;
pub(crate) use failure::Failure;
pub(crate) use job::{Delivering, Job, Key};
