//! The operations, by what they are about.

mod deliveries;
mod events;
mod filter;
mod groups;
mod metric_filters;
mod policies;
mod put;
mod streams;
mod subscriptions;
mod tags;
