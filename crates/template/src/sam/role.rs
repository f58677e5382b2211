//! The roles that SAM makes.

use super::make::{Make, allow, entry, inline_policy, list, tags, text, trust};
use super::policies::Collected;
use super::{Expansion, Source, destination};
use crate::node::Node;
use crate::position::Span;

pub(super) fn logical_id(source: &Source<'_>) -> String {
    format!("{}Role", source.id())
}

/// The role of a function: logs, tracing, what its events need, its dead letters and its policies.
pub(super) fn function(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    needs: Vec<&'static str>,
) {
    let span = source.span();
    let mut policies = Collected::default();
    policies.managed(span, "service-role/AWSLambdaBasicExecutionRole");
    if source.text("Tracing") == Some("Active") {
        policies.managed(span, "AWSXrayWriteOnlyAccess");
    }
    if source.get("VpcConfig").is_some() {
        policies.managed(span, "service-role/AWSLambdaVPCAccessExecutionRole");
    }
    needs
        .into_iter()
        .for_each(|name| policies.managed(span, name));
    dead_letters(source, &mut policies);
    destinations(source, &mut policies);
    mapping_destinations(source, &mut policies);
    policies.given(expansion, source);
    let role = source.other(&logical_id(source), "AWS::IAM::Role", span);
    let role = with_trust(role, source, "lambda.amazonaws.com");
    let role = with_policies(role, span, policies, source);
    expansion.add(role.set("Tags", tags(span, "lambda:createdBy", source.get("Tags"))));
}

/// The role of a state machine.
pub(super) fn state_machine(expansion: &mut Expansion<'_>, source: &Source<'_>) {
    let span = source.span();
    let mut policies = Collected::default();
    policies.given(expansion, source);
    let role = source.other(&logical_id(source), "AWS::IAM::Role", span);
    let role = with_trust(role, source, "states.amazonaws.com");
    let role = with_policies(role, span, policies, source);
    expansion.add(role.set(
        "Tags",
        tags(span, "stateMachine:createdBy", source.get("Tags")),
    ));
}

/// A role with which a service does one thing.
pub(super) fn single(
    source: &Source<'_>,
    id: &str,
    service: &str,
    policies: Vec<Node>,
    span: Span,
) -> Make {
    source
        .other(id, "AWS::IAM::Role", span)
        .set("AssumeRolePolicyDocument", trust(span, service))
        .set("Policies", list(span, policies))
}

fn with_trust(role: Make, source: &Source<'_>, service: &str) -> Make {
    let given = source.get("AssumeRolePolicyDocument").cloned();
    role.set(
        "AssumeRolePolicyDocument",
        given.unwrap_or_else(|| trust(source.span(), service)),
    )
}

fn with_policies(role: Make, span: Span, policies: Collected, source: &Source<'_>) -> Make {
    let role = role.set("ManagedPolicyArns", list(span, policies.managed));
    let role = if policies.inline.is_empty() {
        role
    } else {
        role.set("Policies", list(span, policies.inline))
    };
    let role = role.copy(&source.properties, &["PermissionsBoundary"]);
    role.rename(&source.properties, "RolePath", "Path")
}

fn dead_letters(source: &Source<'_>, policies: &mut Collected) {
    let Some(queue) = source.get("DeadLetterQueue") else {
        return;
    };
    let action = match queue.get("Type").and_then(Node::text) {
        Some("SNS") => "sns:Publish",
        _ => "sqs:SendMessage",
    };
    if let Some(target) = queue.get("TargetArn") {
        let statement = allow(target.span(), action, target.clone());
        policies.inline.push(inline_policy(
            target.span(),
            "DeadLetterQueuePolicy",
            vec![statement],
        ));
    }
}

fn destinations(source: &Source<'_>, policies: &mut Collected) {
    let config = source
        .get("EventInvokeConfig")
        .and_then(|c| c.get("DestinationConfig"));
    for outcome in config.and_then(Node::entries).unwrap_or_default() {
        let kind = outcome.value.get("Type").and_then(Node::text);
        let kind = kind.unwrap_or_default();
        if let Some(target) = destination::target(source, outcome) {
            let of = format!("{}EventInvokeConfig{}", source.id(), outcome.key);
            policies.inline.extend(sending(&of, kind, target));
        }
    }
}

/// Event source mappings tell a destination of what they give up.
fn mapping_destinations(source: &Source<'_>, policies: &mut Collected) {
    let events = source.get("Events").and_then(Node::entries);
    for event in events.unwrap_or_default() {
        let properties = event.value.get("Properties");
        let config = properties.and_then(|properties| properties.get("DestinationConfig"));
        let Some(on_failure) = config.and_then(|config| config.get("OnFailure")) else {
            continue;
        };
        let kind = on_failure.get("Type").and_then(Node::text);
        if let (Some(kind), Some(target)) = (kind, on_failure.get("Destination")) {
            let of = format!("{}{}", source.id(), event.key);
            policies.inline.extend(sending(&of, kind, target.clone()));
        }
    }
}

/// The policy with which a role sends to a destination of this type.
fn sending(of: &str, kind: &str, target: Node) -> Option<Node> {
    let span = target.span();
    let statements = match kind {
        "SQS" => vec![allow(span, "sqs:SendMessage", target)],
        "SNS" => vec![allow(span, "sns:Publish", target)],
        "Lambda" => vec![allow(span, "lambda:InvokeFunction", target)],
        "EventBridge" => vec![allow(span, "events:PutEvents", target)],
        "S3" | "S3Bucket" => vec![
            allow(span, "s3:PutObject", objects_of(target.clone())),
            allow(span, "s3:ListBucket", target),
        ],
        _ => return None,
    };
    Some(inline_policy(
        span,
        &format!("{of}{kind}Policy"),
        statements,
    ))
}

/// The ARN of all objects of a bucket.
fn objects_of(bucket: Node) -> Node {
    let span = bucket.span();
    let parts = list(span, vec![bucket, text(span, "*")]);
    Node::call(span, "Fn::Join", list(span, vec![text(span, "/"), parts]))
}

/// The document of an inline policy around statements given as a list or one.
pub(super) fn named_document(span: Span, name: &str, document: Node) -> Node {
    Node::map(
        span,
        vec![
            entry(span, "PolicyName", text(span, name)),
            entry(span, "PolicyDocument", document),
        ],
    )
}
