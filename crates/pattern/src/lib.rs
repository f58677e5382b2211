//! The EventBridge event pattern language: parse, match one, match many, explain.
//!
//! `PATTERNS.md` beside this crate says what the language is; this crate does what it says.
//!
//! * [`Pattern`] parses a pattern, with the service's own errors, and matches one [`Event`];
//! * [`PatternSet`] matches an event against very many patterns at once;
//! * [`explain`] says why an event does not match;
//! * [`Pattern::can_match_schema`] and [`Pattern::covers`] answer questions without any event;
//! * [`transform`] holds input transformers, beside the patterns in every rule.
//!
//! Nothing here reads or writes files, the network, the clock or the environment; nothing panics
//! on any input; depth and size are bounded.

mod error;
mod event;
mod explain;
mod json;
mod matching;
mod pattern;
mod scan;
mod set;
mod statics;
pub mod transform;
mod value;

pub use error::{EventError, PatternError, Position};
pub use event::{Event, TestEventError, validate_test_event};
pub use explain::{Explanation, Found, Reason, explain};
pub use pattern::Pattern;
pub use set::{PatternSet, Scratch};
pub use statics::Answer;

/// The examples of the README are tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
