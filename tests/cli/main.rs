//! The commands as people type them: the real binary against the local environment.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

#[macro_use]
mod common;

mod application;
mod crash;
mod credentials;
mod deploy;
mod dlq;
mod events;
mod failures;
mod http_api;
mod invariants;
mod local;
mod logs;
mod package;
mod pattern;
mod probe;
mod project;
mod protected;
mod public;
mod publish;
mod reference;
mod sdk;
mod template;
mod verify;
