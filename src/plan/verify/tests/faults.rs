//! One fault for each check.

mod dead_letters;
mod deliveries;
mod events;
mod permissions;
mod watching;
mod written;

use serde_json::json;

use super::super::Catalogue;
use super::application::{catalogue, event, processor};

/// Changes to the application, the check that must find them, and text of the line it points to.
pub(super) struct Fault {
    pub(super) id: &'static str,
    pub(super) changes: &'static [(&'static str, &'static str)],
    pub(super) at: &'static str,
}

/// Faults of the catalogue instead of the template.
pub(super) fn catalogue_for(fault: &Fault) -> Catalogue {
    let mut catalogue = catalogue();
    match fault.id {
        "event-unrouted" => catalogue
            .events
            .push(event("order-lost", "Order Lost", json!({}))),
        "event-loop" => {
            catalogue.processors = vec![
                processor("work", &["Order Paid"]),
                processor("mail", &["Order Created"]),
            ]
        }
        "replay-repeats-work" => catalogue.processors[0].idempotent = false,
        _ => {}
    }
    catalogue
}

const fn fault(
    id: &'static str,
    changes: &'static [(&'static str, &'static str)],
    at: &'static str,
) -> Fault {
    Fault { id, changes, at }
}

const TOPIC: &str = "  Topic: {Type: AWS::SNS::Topic}\n";

/// Every fault.
pub(super) fn all() -> impl Iterator<Item = &'static Fault> {
    let families = [
        permissions::FAULTS,
        dead_letters::FAULTS,
        deliveries::FAULTS,
        events::FAULTS,
        watching::FAULTS,
        written::FAULTS,
    ];
    families.into_iter().flatten()
}
