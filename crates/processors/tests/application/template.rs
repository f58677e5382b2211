//! The shipped template and the bundle agree on what the functions are and may do.
use std::collections::BTreeSet;

use coagent_processors::{lambda, processors};

const TEMPLATE: &str = include_str!("../../../../templates/bayon-coagent.yaml");

/// The part of the template about one function: from its handler to the end of its role.
fn section(handler: &str) -> &'static str {
    let start = TEMPLATE.find(&format!("Handler: {handler}\n")).unwrap();
    let rest = &TEMPLATE[start..];
    &rest[..rest.find("AWS::Logs::LogGroup").unwrap()]
}

/// The strings of a list in brackets after `name: `.
fn list(text: &'static str, name: &str) -> BTreeSet<&'static str> {
    let Some(start) = text.find(name) else {
        return BTreeSet::new();
    };
    let (_, rest) = text[start..].split_once('[').unwrap();
    rest.split_once(']').unwrap().0.split(", ").collect()
}

#[test]
fn every_handler_of_the_template_is_in_the_bundle_and_none_is_missing() {
    let lines = TEMPLATE
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Handler: "));
    let known: BTreeSet<_> = lambda::handlers().into_iter().collect();
    assert_eq!(lines.collect::<BTreeSet<_>>(), known);
}

#[test]
fn each_role_may_publish_under_exactly_the_sources_its_processor_publishes() {
    for processor in processors::all() {
        let sources: BTreeSet<_> = processor
            .publishes
            .iter()
            .map(|(source, _)| *source)
            .collect();
        let allowed = list(section(processor.handler), "events:source: ");
        assert_eq!(allowed, sources, "{}", processor.name);
    }
}

#[test]
fn each_function_gets_the_variables_that_the_bundle_reads() {
    for handler in lambda::handlers() {
        for variable in [
            "ENVIRONMENT",
            "LOG_LEVEL",
            "TABLE_NAME",
            "EVENT_BUS_NAME",
            "DLQ_URL",
            "WEBSOCKET_ENDPOINT",
        ] {
            let line = format!("          {variable}: ");
            assert!(
                section(handler).contains(&line),
                "{handler} has no {variable}"
            );
        }
    }
    assert!(section("authorizer").contains("          AUTH_TOKEN_SECRET: "));
}
