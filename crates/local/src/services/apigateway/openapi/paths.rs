//! The operations of a document.

use serde_json::Value as Json;

use super::{Base, Notes, Route, integration, members, scalar, security::Schemes};

/// Every method of OpenAPI 3.0 that an HTTP API has, and the one that stands for all.
const METHODS: &[(&str, &str)] = &[
    ("get", "GET"),
    ("put", "PUT"),
    ("post", "POST"),
    ("delete", "DELETE"),
    ("options", "OPTIONS"),
    ("head", "HEAD"),
    ("patch", "PATCH"),
    ("x-amazon-apigateway-any-method", "ANY"),
];

/// Members of a path that are no methods.
const BESIDE: &[&str] = &["summary", "description", "servers", "parameters"];

/// The routes that the paths say.
pub(super) fn routes(
    document: &Json,
    base: Base,
    schemes: &Schemes,
    notes: &mut Notes,
) -> Vec<Route> {
    if !document["paths"].is_object() {
        notes.problem("attribute paths is missing");
    }
    let prefix = base.prefix(document);
    let mut routes = Vec::new();
    for (path, item) in members(&document["paths"]) {
        if item.get("$ref").is_some() {
            notes.problem(format!("paths.{path}: $ref of a path is not supported"));
        }
        for (method, operation) in members(item) {
            let place = format!("paths.{path}.{method}");
            if operation.is_null() || BESIDE.contains(&method.as_str()) || method == "$ref" {
                continue;
            }
            match key(&prefix, path, method) {
                Ok(Some(key)) => {
                    check_responses(path, method, operation, notes);
                    routes.push(route(document, key, &place, operation, schemes, notes));
                }
                Ok(None) => {}
                Err(why) => notes.problem(format!("{place}: {why}")),
            }
        }
    }
    routes
}

/// `paths./notes.get` → `GET /notes`; nothing for an extension of somebody else's.
fn key(prefix: &str, path: &str, method: &str) -> Result<Option<String>, String> {
    let known = METHODS.iter().find(|(name, _)| *name == method);
    let Some((_, method)) = known else {
        let foreign = method.starts_with("x-") && !method.starts_with("x-amazon-");
        return match foreign {
            true => Ok(None),
            false => Err("no method that an HTTP API has".to_owned()),
        };
    };
    match (path, *method) {
        ("$default" | "/$default", "ANY") => Ok(Some("$default".to_owned())),
        ("$default" | "/$default", _) => {
            Err("the default route takes any method: x-amazon-apigateway-any-method".to_owned())
        }
        (path, method) if path.starts_with('/') => Ok(Some(format!("{method} {prefix}{path}"))),
        _ => Err("a path begins with a slash".to_owned()),
    }
}

fn route(
    document: &Json,
    key: String,
    place: &str,
    operation: &Json,
    schemes: &Schemes,
    notes: &mut Notes,
) -> Route {
    let operation_id = scalar(&operation["operationId"]);
    Route {
        integration: integration::of(document, place, operation, notes),
        access: schemes.access(document, place, operation, notes),
        operation: Some(operation_id).filter(|id| !id.is_empty()),
        key,
    }
}

/// API Gateway's parser wants every answer described, and goes on without.
fn check_responses(path: &str, method: &str, operation: &Json, notes: &mut Notes) {
    let place = format!("attribute paths.'{path}'({method}).responses");
    if operation.get("responses").is_none() {
        notes.warning(format!("Parse issue: {place} is missing"));
    }
    for (status, response) in members(&operation["responses"]) {
        if response.get("description").is_none() && response.get("$ref").is_none() {
            let issue = format!("Parse issue: {place}.{status}.description is missing");
            notes.warning(issue);
        }
    }
}
