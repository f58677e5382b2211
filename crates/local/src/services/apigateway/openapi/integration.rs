//! `x-amazon-apigateway-integration`: what an operation leads to.

use serde_json::{Value as Json, json};

use super::{Notes, members, renamed, resolved, scalar};
use crate::services::apigateway::apis::Members;

const EXTENSION: &str = "x-amazon-apigateway-integration";

/// The extension's members, and what the operations of API Gateway v2 call them.
const MEMBERS: &[(&str, &str)] = &[
    ("connectionType", "connectionType"),
    ("contentHandling", "contentHandlingStrategy"),
    ("credentials", "credentialsArn"),
    ("description", "description"),
    ("httpMethod", "integrationMethod"),
    ("passthroughBehavior", "passthroughBehavior"),
    ("payloadFormatVersion", "payloadFormatVersion"),
    ("timeoutInMillis", "timeoutInMillis"),
    ("type", "integrationType"),
    ("uri", "integrationUri"),
];

/// Members that only REST APIs have.
const OF_REST: &[&str] = &[
    "cacheKeyParameters",
    "cacheNamespace",
    "requestTemplates",
    "responses",
];

/// Members that do something on AWS which nothing here does.
const NOT_EMULATED: &[&str] = &[
    "connectionId",
    "integrationSubtype",
    "requestParameters",
    "responseParameters",
    "tlsConfig",
];

/// The members of an operation's integration; none where it has none.
pub(super) fn of(
    document: &Json,
    place: &str,
    operation: &Json,
    notes: &mut Notes,
) -> Option<Members> {
    let Some(given) = operation.get(EXTENSION) else {
        notes.warning(format!("{place} has no {EXTENSION}: it leads nowhere"));
        return None;
    };
    let place = format!("{place}.{EXTENSION}");
    let Some(integration) = resolved(document, "x-amazon-apigateway-integrations", given) else {
        notes.problem(format!(
            "{place}.$ref: `{}` is not in components.x-amazon-apigateway-integrations",
            scalar(&given["$ref"])
        ));
        return None;
    };
    look(&place, integration, notes);
    let mut made = renamed(integration, MEMBERS);
    let kind = scalar(&integration["type"]).to_uppercase();
    made.insert("integrationType".to_owned(), json!(kind));
    let version = scalar(&integration["payloadFormatVersion"]);
    if !version.is_empty() {
        made.insert("payloadFormatVersion".to_owned(), json!(version));
    }
    Some(made)
}

/// What is wrong with an integration, and what nothing here does.
fn look(place: &str, integration: &Json, notes: &mut Notes) {
    for (name, _) in members(integration) {
        if NOT_EMULATED.contains(&name.as_str()) {
            notes.problem(format!("{place}.{name} is not emulated"));
        } else if OF_REST.contains(&name.as_str()) {
            notes.warning(format!(
                "{place}.{name} is not for HTTP APIs and is left out"
            ));
        } else if !MEMBERS.iter().any(|(known, _)| known == name) {
            notes.problem(format!("{place}.{name} is unexpected"));
        }
    }
    let kind = scalar(&integration["type"]).to_uppercase();
    match kind.as_str() {
        "AWS_PROXY" => {}
        "" => notes.problem(format!("{place}.type is missing")),
        "HTTP_PROXY" => notes.problem(format!(
            "{place}.type: integrations of type {kind} are not emulated, only AWS_PROXY is"
        )),
        _ => notes.problem(format!(
            "{place}.type: `{kind}` is not for HTTP APIs; they have AWS_PROXY and HTTP_PROXY"
        )),
    }
    let uri = scalar(&integration["uri"]);
    if kind == "AWS_PROXY" && integration.get("integrationSubtype").is_none() {
        if !uri.contains(":function:") {
            notes.problem(format!("{place}.uri: `{uri}` names no Lambda function"));
        } else if uri.contains("${stageVariables.") {
            notes.problem(format!("{place}.uri: stage variables are not emulated"));
        }
    }
    let version = scalar(&integration["payloadFormatVersion"]);
    if !["", "1.0", "2.0"].contains(&version.as_str()) {
        notes.problem(format!(
            "{place}.payloadFormatVersion: `{version}` is neither 1.0 nor 2.0"
        ));
    }
}
