//! OpenAPI 3.0 documents → what an HTTP API is made of, with API Gateway's extensions
//! (<https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html>).
//!
//! Pure: nothing is made here. What API Gateway does not accept and what the local environment does
//! not emulate are problems, each with its place; what API Gateway leaves out is a warning.

mod base_path;
mod info;
mod integration;
mod paths;
mod security;

use serde_json::{Map, Value as Json};

use super::apis::Members;
pub(super) use base_path::Base;

/// What a document says an API is.
#[derive(Debug)]
pub(super) struct Definition {
    /// Members of the API itself, such as `name` and `corsConfiguration`.
    pub(super) api: Members,
    /// Members of each authorizer; `name` is the security scheme's.
    pub(super) authorizers: Vec<Members>,
    /// In the document's order.
    pub(super) routes: Vec<Route>,
    /// What was left out.
    pub(super) warnings: Vec<String>,
}

/// An operation of the document.
#[derive(Debug)]
pub(super) struct Route {
    /// Such as `GET /notes`.
    pub(super) key: String,
    /// The document's `operationId`.
    pub(super) operation: Option<String>,
    /// Members of the integration that it leads to.
    pub(super) integration: Option<Members>,
    /// Who may take it.
    pub(super) access: Access,
}

/// Who may take a route.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Access {
    /// Anybody.
    Open,
    /// Who signs as IAM wants it.
    Signed,
    /// Whom this authorizer lets in, a token with one of the scopes.
    Authorizer { name: String, scopes: Vec<String> },
}

/// What is found on the way.
#[derive(Default)]
struct Notes {
    problems: Vec<String>,
    warnings: Vec<String>,
}

impl Notes {
    fn problem(&mut self, text: impl Into<String>) {
        self.problems.push(text.into());
    }

    fn warning(&mut self, text: impl Into<String>) {
        self.warnings.push(text.into());
    }
}

/// Reads a document.
///
/// # Errors
/// Everything that is wrong or not emulated, with its place in the document.
pub(super) fn read(document: &Json, base: Base) -> Result<Definition, Vec<String>> {
    if document.get("swagger").is_some() {
        let message = "HTTP APIs are imported from OpenAPI 3.0, not from Swagger 2.0";
        return Err(vec![message.to_owned()]);
    }
    let version = scalar(&document["openapi"]);
    if version != "3.0" && !version.starts_with("3.0.") {
        return Err(vec![format!(
            "attribute openapi: version `{version}` is not supported; HTTP APIs are imported from \
             OpenAPI 3.0"
        )]);
    }
    let mut notes = Notes::default();
    extensions(document, &mut notes);
    let api = info::api(document, &mut notes);
    let schemes = security::schemes(document, &mut notes);
    let routes = paths::routes(document, base, &schemes, &mut notes);
    if !notes.problems.is_empty() {
        return Err(notes.problems);
    }
    Ok(Definition {
        api,
        authorizers: schemes.authorizers(),
        routes,
        warnings: notes.warnings,
    })
}

/// Extensions at the top that API Gateway takes.
const EXTENSIONS: &[&str] = &[
    "x-amazon-apigateway-cors",
    "x-amazon-apigateway-importexport-version",
];

fn extensions(document: &Json, notes: &mut Notes) {
    for name in members(document).map(|(name, _)| name) {
        if name.starts_with("x-amazon-apigateway-") && !EXTENSIONS.contains(&name.as_str()) {
            notes.warning(format!("{name} is not for HTTP APIs and is left out"));
        }
    }
    let version = &document["x-amazon-apigateway-importexport-version"];
    if !version.is_null() && !["1.0", "1"].contains(&scalar(version).as_str()) {
        notes.problem(format!(
            "x-amazon-apigateway-importexport-version: `{}` is not supported, only 1.0 is",
            scalar(version)
        ));
    }
}

/// The members of an object; none of anything else.
fn members(value: &Json) -> impl Iterator<Item = (&String, &Json)> {
    value.as_object().into_iter().flatten()
}

/// A scalar as text; nothing of anything else.
fn scalar(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        Json::Number(_) | Json::Bool(_) => value.to_string(),
        _ => String::new(),
    }
}

/// A list of texts; one text stands for a list of it.
fn texts(value: &Json) -> Vec<String> {
    match value {
        Json::Array(items) => items.iter().map(scalar).collect(),
        Json::Null => Vec::new(),
        one => vec![scalar(one)],
    }
}

/// The members that have a name here, under the name that operations call them by.
fn renamed(from: &Json, names: &[(&str, &str)]) -> Members {
    let found = names.iter().filter_map(|(from_name, to)| {
        let value = from.get(*from_name).filter(|value| !value.is_null())?;
        Some(((*to).to_owned(), value.clone()))
    });
    found.collect::<Map<_, _>>()
}

/// What `#/components/SECTION/NAME` refers to, in place of `{"$ref": …}`.
fn resolved<'a>(document: &'a Json, section: &str, value: &'a Json) -> Option<&'a Json> {
    let Some(reference) = value.get("$ref") else {
        return Some(value);
    };
    let path = format!("#/components/{section}/");
    let name = reference.as_str()?.strip_prefix(&path)?;
    document["components"][section].get(name)
}

#[cfg(test)]
mod tests;
