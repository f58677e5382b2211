//! The operations, by what they are about.

mod publish;
mod subscriptions;
mod tags;
mod topics;
