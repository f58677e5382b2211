//! The event catalogue, the processors and their Lambda entry point.
//!
//! ```text
//! lambda ─→ delivery ─→ processors ─→ Work ─→ delivery ─→ seams ─→ adapters::aws
//!            event, catalogue          (plain data)          └──→ memory (tests)
//! ```

pub mod adapters;
pub mod catalogue;
pub mod delivery;
pub mod environment;
pub mod event;
pub mod lambda;
pub mod memory;
pub mod processors;
pub mod redrive;
pub mod resilience;
pub mod retry;
pub mod seams;
pub mod telemetry;
pub mod token;
mod trace;
pub mod websocket;
pub mod work;

pub use environment::Environment;
pub use lambda::bootstrap;
