//! `AWS::Serverless::StateMachine`.

use super::make::{allow, get_att, inline_policy, reference, tags};
use super::{Expansion, Source, events, role};
use crate::node::{Node, NodeEntry};

pub(super) fn expand(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let span = source.span();
    let given = source.get("Role").cloned();
    let role = given.unwrap_or_else(|| get_att(span, &role::logical_id(source), "Arn"));
    let machine = source
        .main("AWS::StepFunctions::StateMachine")
        .set_some("DefinitionString", source.get("Definition").map(as_text))
        .rename(&source.properties, "DefinitionUri", "DefinitionS3Location")
        .rename(&source.properties, "Name", "StateMachineName")
        .rename(&source.properties, "Type", "StateMachineType")
        .rename(&source.properties, "Logging", "LoggingConfiguration")
        .rename(&source.properties, "Tracing", "TracingConfiguration")
        .copy(&source.properties, &["DefinitionSubstitutions"])
        .set("RoleArn", role)
        .set(
            "Tags",
            tags(span, "stateMachine:createdBy", source.get("Tags")),
        );
    expansion.add(machine);
    if source.get("Role").is_none() {
        role::state_machine(expansion, source);
    }
    for event in source
        .get("Events")
        .and_then(Node::entries)
        .unwrap_or_default()
    {
        self::event(expansion, source, event);
    }
}

fn as_text(definition: &Node) -> Node {
    Node::call(definition.span(), "Fn::ToJsonString", definition.clone())
}

/// Rules and schedules start an execution with a role of their own.
fn event(expansion: &mut Expansion<'_>, source: &Source<'_>, event: &NodeEntry) {
    let kind = event
        .value
        .get("Type")
        .and_then(Node::text)
        .unwrap_or_default();
    let service = match kind {
        "EventBridgeRule" | "CloudWatchEvent" | "Schedule" => "events.amazonaws.com",
        "ScheduleV2" => "scheduler.amazonaws.com",
        _ => {
            let message = format!("the event type `{kind}` of a state machine is not expanded");
            expansion.warn("sam-not-expanded", event.key_span, message);
            return;
        }
    };
    let span = event.key_span;
    let id = format!("{}{}", source.id(), event.key);
    let machine = reference(span, source.id());
    let role_id = format!("{id}Role");
    let statement = allow(span, "states:StartExecution", machine.clone());
    let name = format!("{role_id}StartExecutionPolicy");
    let policies = vec![inline_policy(span, &name, vec![statement])];
    let target = events::Invoked {
        arn: machine,
        permission: None,
        role: Some(get_att(span, &role_id, "Arn")),
        target_suffix: "StepFunctionsTarget",
    };
    expansion.add(role::single(source, &role_id, service, policies, span));
    events::rule_or_schedule(expansion, source, event, kind, &target);
}
