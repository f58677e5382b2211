//! The seams answered by AWS. Only here are `aws_sdk_*` named.

mod attribute;
mod bus;
mod config;
mod connections;
mod dead_letters;
mod expression;
mod failure;
mod table;
mod targets;

use std::sync::Arc;

use super::{RandomIds, SystemClock};
use crate::environment::Environment;
use crate::seams::Seams;

/// The seams over the AWS services that the environment names. Nothing is called yet.
pub async fn seams(environment: &Environment) -> Seams {
    let config = config::load(environment).await;
    let endpoint = config::connections_endpoint(environment);
    Seams {
        store: Arc::new(table::Table::new(&config, &environment.table_name)),
        bus: Arc::new(bus::EventBus::new(&config, &environment.event_bus_name)),
        connections: Arc::new(connections::WebSockets::new(&config, &endpoint)),
        dead_letters: Arc::new(dead_letters::Queue::new(&config, &environment.dlq_url)),
        targets: Arc::new(targets::Functions::new(&config)),
        clock: Arc::new(SystemClock),
        ids: Arc::new(RandomIds),
    }
}
