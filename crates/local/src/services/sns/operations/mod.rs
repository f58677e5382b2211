//! The operations, by what they are about.

mod permissions;
mod publish;
mod subscriptions;
mod tags;
mod topics;
