//! Running functions: execution environments, the warm pool, concurrency.

mod actor;
mod application;
mod concurrency;
mod environment;
mod exchange;
mod failure;
mod interpreter;
mod layers;
mod log;
mod memory;
mod output;
mod pool;
mod process;
mod runner;
mod variables;
mod watchdog;

pub(crate) use concurrency::ACCOUNT_LIMIT;
pub(crate) use interpreter::{names as runtimes, program};
pub(crate) use runner::{Outcome, Runner};
pub(crate) use variables::is_reserved;
