//! What IAM checks of names and policy documents.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value as Json;

use super::faults;
use crate::{arn::Arn, fault::Fault};

/// RFC 3986: all but the unreserved characters.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// A document as IAM's answers carry it.
pub(super) fn encoded(document: &str) -> String {
    utf8_percent_encode(document, RESERVED).to_string()
}

/// Checks a name: at most `longest` characters of `[\w+=,.@-]`.
pub(super) fn check_name(name: &str, member: &str, longest: usize) -> Result<(), Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || "_+=,.@-".contains(c);
    if name.is_empty() || !name.chars().all(allowed) {
        let constraint = "Member must satisfy regular expression pattern: [\\w+=,.@-]+".to_owned();
        return Err(faults::invalid(name, member, &constraint));
    }
    if name.len() > longest {
        let constraint = format!("Member must have length less than or equal to {longest}");
        return Err(faults::invalid(name, member, &constraint));
    }
    Ok(())
}

/// Checks a path: `/`, or something between two of them.
pub(super) fn check_path(path: &str) -> Result<(), Fault> {
    if path.starts_with('/') && path.ends_with('/') {
        return Ok(());
    }
    Err(Fault::new(
        "ValidationError",
        "The specified value for path is invalid. It must begin and end with / and contain only \
         alphanumeric characters and/or / characters.",
    ))
}

/// Checks that an ARN is of a policy, wherever that is.
pub(super) fn check_policy_arn(arn: &str) -> Result<(), Fault> {
    if arn.len() < 20 {
        let constraint = "Member must have length greater than or equal to 20";
        return Err(faults::invalid(arn, "policyArn", constraint));
    }
    let of_policy = |arn: Arn| arn.service == "iam" && arn.resource.starts_with("policy/");
    match Arn::parse(arn).is_some_and(of_policy) {
        true => Ok(()),
        false => Err(faults::invalid_input(format!("ARN {arn} is not valid."))),
    }
}

/// Checks a permissions policy: statements with Effect, Action and Resource.
pub(crate) fn check_permissions(document: &str) -> Result<(), Fault> {
    for statement in statements(document)? {
        check_effect(&statement)?;
        if statement.get("Principal").is_some() {
            return Err(faults::malformed(
                "Policy document should not specify a principal.",
            ));
        }
        require(
            &statement,
            "Action",
            "Policy statement must contain actions.",
        )?;
        require(
            &statement,
            "Resource",
            "Policy statement must contain resources.",
        )?;
    }
    Ok(())
}

/// Checks a trust policy: statements with Effect, Principal and Action, and no Resource.
pub(super) fn check_trust(document: &str) -> Result<(), Fault> {
    for statement in statements(document)? {
        check_effect(&statement)?;
        if statement.get("Resource").is_some() {
            return Err(faults::malformed("Has prohibited field Resource"));
        }
        require(&statement, "Principal", "Missing required field Principal")?;
        require(&statement, "Action", "Missing required field Action")?;
    }
    Ok(())
}

fn statements(document: &str) -> Result<Vec<Json>, Fault> {
    let parsed: Json = serde_json::from_str(document).map_err(|error| {
        faults::malformed(format!("This policy contains invalid Json: {error}"))
    })?;
    match parsed.get("Statement") {
        Some(Json::Array(statements)) if !statements.is_empty() => Ok(statements.clone()),
        Some(statement @ Json::Object(_)) => Ok(vec![statement.clone()]),
        _ => Err(faults::malformed("Syntax errors in policy.")),
    }
}

fn check_effect(statement: &Json) -> Result<(), Fault> {
    match statement.get("Effect").and_then(Json::as_str) {
        Some("Allow" | "Deny") => Ok(()),
        Some(other) => Err(faults::malformed(format!("Invalid effect: {other}"))),
        None => Err(faults::malformed("Missing required field Effect")),
    }
}

/// The field or its negation (`NotAction`).
fn require(statement: &Json, field: &str, message: &str) -> Result<(), Fault> {
    let negated = format!("Not{field}");
    let present = |name: &str| statement.get(name).is_some_and(|value| !value.is_null());
    if present(field) || present(&negated) {
        return Ok(());
    }
    Err(faults::malformed(message))
}
