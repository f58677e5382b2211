//! The resource types: for each a table of what it takes, and a handler that is a client of the
//! service's public operations like any other.

mod alarms;
mod apigateway;
mod apigateway_parts;
mod context;
mod dynamodb;
mod event_bus;
mod event_rules;
mod event_source_mappings;
mod function_parts;
mod functions;
mod handler;
mod iam;
mod json;
mod kms;
mod layers;
mod log_deliveries;
mod logs;
mod naming;
mod recorded;
mod s3;
mod schema;
mod shared_policies;
mod sns;
mod sqs;
mod tagging;
mod wait;

pub(super) use context::Context;
pub(super) use handler::{Made, Now, is_missing};
pub(super) use schema::{Kind, OnChange};
pub(super) use tagging::{Tags, Was, with_stack_tags};

/// Every emulated type.
const KINDS: &[&[Kind]] = &[
    alarms::KINDS,
    apigateway::KINDS,
    apigateway_parts::KINDS,
    dynamodb::KINDS,
    event_bus::KINDS,
    event_rules::KINDS,
    event_source_mappings::KINDS,
    functions::KINDS,
    function_parts::KINDS,
    iam::KINDS,
    kms::KINDS,
    layers::KINDS,
    log_deliveries::KINDS,
    logs::KINDS,
    s3::KINDS,
    shared_policies::KINDS,
    sns::KINDS,
    sqs::KINDS,
    wait::KINDS,
];

/// The type of this name, if it is emulated.
pub(super) fn kind(name: &str) -> Option<&'static Kind> {
    KINDS
        .iter()
        .flat_map(|kinds| kinds.iter())
        .find(|kind| kind.name == name)
}

/// The type of this name; one that is not emulated is only recorded.
pub(super) fn kind_or_recorded(name: &str) -> &'static Kind {
    kind(name).unwrap_or(&recorded::KIND)
}

/// The emulated type whose name is nearest to one that is not.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    let names = KINDS
        .iter()
        .flat_map(|kinds| kinds.iter())
        .map(|kind| kind.name);
    coagent_template::nearest(name, names)
}

#[cfg(test)]
mod tests;
