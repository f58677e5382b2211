//! The resource policy.

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::{
            invalid, no_principal, no_statement, not_found, policy_too_long, stale_revision,
            statement_exists,
        },
        model::{
            function::FunctionRequest,
            permission::{
                AddPermissionRequest, AddPermissionResponse, GetPolicyResponse,
                RemovePermissionRequest,
            },
        },
        name::FunctionName,
        state::{Policy, Statement, is_service},
    },
};

/// Bytes of a resource policy at most.
const POLICY: usize = 20_480;
const NO_POLICY: &str = "The resource you requested does not exist.";

impl Lambda {
    pub(crate) async fn add_permission(
        &self,
        request: AddPermissionRequest,
        _caller: &Caller,
    ) -> Result<AddPermissionResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        check(&request)?;
        let statement = self
            .registry
            .change(&name, |function| {
                self.version_of(function, &name)?;
                let resource = function.qualified_arn(name.qualifier.as_deref());
                let policy = function.policies.entry(key(&name)).or_default();
                check_revision(policy, request.revision_id.as_deref())?;
                let id = &request.statement_id;
                if policy.statements.iter().any(|one| one.id == *id) {
                    return Err(statement_exists(id));
                }
                let statement = statement(&request, resource);
                policy.add(statement.clone());
                check_length(policy)?;
                Ok(statement)
            })
            .await?;
        Ok(AddPermissionResponse {
            statement: statement.document().to_string(),
        })
    }

    pub(crate) async fn remove_permission(
        &self,
        request: RemovePermissionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry
            .change(&name, |function| {
                let policy = function.policies.get_mut(&key(&name));
                let policy = policy.ok_or_else(|| not_found(NO_POLICY))?;
                check_revision(policy, request.revision_id.as_deref())?;
                if !policy.remove(&request.statement_id) {
                    return Err(no_statement(&request.statement_id));
                }
                if policy.statements.is_empty() {
                    function.policies.remove(&key(&name));
                }
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn get_policy(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<GetPolicyResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry.read(&name, |function| {
            let policy = function.policies.get(&key(&name));
            let policy = policy.ok_or_else(|| not_found(NO_POLICY))?;
            Ok(GetPolicyResponse {
                policy: policy.document().to_string(),
                revision_id: policy.revision.clone(),
            })
        })
    }
}

fn key(name: &FunctionName) -> String {
    name.qualifier.clone().unwrap_or_default()
}

fn check(request: &AddPermissionRequest) -> Result<(), Fault> {
    let id = &request.statement_id;
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    if id.is_empty() || id.len() > 100 || !id.chars().all(fits) {
        return Err(invalid(format!("`{id}` cannot be a statement id")));
    }
    let action = &request.action;
    if action != "*" && !action.starts_with("lambda:") {
        return Err(invalid(format!(
            "The action {action} is not one of Lambda's: it begins with `lambda:`"
        )));
    }
    if !is_principal(&request.principal) {
        return Err(no_principal());
    }
    if request.function_url_auth_type.is_some() || request.event_source_token.is_some() {
        return Err(crate::services::lambda::fault::lacking(
            "FunctionUrlAuthType and EventSourceToken of permissions",
        ));
    }
    Ok(())
}

/// Whether a resource policy is as long as it may be.
///
/// # Errors
/// `PolicyLengthExceededException`.
pub(super) fn check_length(policy: &Policy) -> Result<(), Fault> {
    match policy.document().to_string().len() {
        fits if fits <= POLICY => Ok(()),
        long => Err(policy_too_long(long, POLICY)),
    }
}

/// Everyone, an account, a service, or who is in IAM.
pub(super) fn is_principal(text: &str) -> bool {
    let is_account = text.len() == 12 && text.bytes().all(|b| b.is_ascii_digit());
    let in_iam = |arn: Arn| matches!(arn.service.as_str(), "iam" | "sts");
    text == "*" || is_account || is_service(text) || Arn::parse(text).is_some_and(in_iam)
}

fn check_revision(policy: &Policy, expected: Option<&str>) -> Result<(), Fault> {
    match expected {
        Some(revision) if revision != policy.revision => Err(stale_revision()),
        _ => Ok(()),
    }
}

fn statement(request: &AddPermissionRequest, resource: String) -> Statement {
    Statement {
        id: request.statement_id.clone(),
        action: request.action.clone(),
        principal: request.principal.clone(),
        resource,
        source_arn: request.source_arn.clone(),
        source_account: request.source_account.clone(),
        organization: request.principal_org_id.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::is_principal;

    #[test]
    fn a_principal_is_everyone_an_account_a_service_or_in_iam() {
        for text in [
            "*",
            "000000000000",
            "events.amazonaws.com",
            "alexa-appkit.amazon.com",
            "arn:aws:iam::000000000000:role/worker",
        ] {
            assert!(is_principal(text), "{text}");
        }
        for text in [
            "",
            "foo",
            "12345",
            ".amazonaws.com",
            "arn:aws:sqs:us-east-1:000000000000:q",
        ] {
            assert!(!is_principal(text), "{text}");
        }
    }
}
