//! The services through their operations.

#![allow(clippy::unwrap_used, reason = "a test that fails may panic")]

mod cloudwatch;
mod common;
mod crash;
mod events;
mod http_api;
mod lambda;
mod logs;
mod messaging;
mod openapi;
mod s3_notifications;
