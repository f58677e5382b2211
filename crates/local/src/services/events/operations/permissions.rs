//! The policy of a bus, whole or statement by statement.

use coagent_template::policy::Policy;
use serde_json::{Value, json};

use crate::{
    fault::Fault,
    principal::Source,
    service::Caller,
    services::events::{
        Events, fault,
        model::{Nothing, PutPermission, RemovePermission},
        names::bus_name,
    },
};

/// Bytes of a bus's policy.
const POLICY_LIMIT: usize = 10_240;

impl Events {
    pub(crate) async fn put_permission(
        &self,
        input: PutPermission,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        self.edit_bus(&bus, |record| {
            let policy = match &input.policy {
                Some(text) => whole(text)?,
                None => with_statement(record.policy.as_deref(), &input, &record.arn)?,
            };
            if policy.len() > POLICY_LIMIT {
                return Err(fault::policy_too_long());
            }
            record.policy = Some(policy);
            Ok(())
        })
        .await?;
        Ok(Nothing {})
    }

    pub(crate) async fn remove_permission(
        &self,
        input: RemovePermission,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let bus = bus_name(&self.core, input.event_bus_name.as_deref());
        self.edit_bus(&bus, |record| {
            let policy = record.policy.as_deref();
            record.policy = match &input.statement_id {
                _ if input.remove_all_permissions => None,
                Some(id) => without_statement(policy, id)?,
                None => {
                    return Err(fault::parameter(
                        "StatementId",
                        "Give a statement id, or RemoveAllPermissions.",
                    ));
                }
            };
            Ok(())
        })
        .await?;
        Ok(Nothing {})
    }

    /// Whether the policy of a bus lets a rule put events.
    pub(crate) fn lets_in(&self, bus: &str, source: &Source) -> Result<bool, Fault> {
        let registry = self.read();
        let record = &registry.bus(bus)?.record;
        let document = record
            .policy
            .as_deref()
            .and_then(|text| serde_json::from_str(text).ok());
        let Some(policy) = document
            .as_ref()
            .and_then(|document| Policy::from_json(document).ok())
        else {
            return Ok(false);
        };
        Ok(source.is_allowed_by(&policy, "events:PutEvents", &record.arn))
    }
}

fn whole(text: &str) -> Result<String, Fault> {
    let invalid = |reason: String| fault::parameter("Policy", reason);
    let document: Value = serde_json::from_str(text).map_err(|error| invalid(error.to_string()))?;
    Policy::from_json(&document).map_err(|error| invalid(error.to_string()))?;
    Ok(document.to_string())
}

fn with_statement(
    policy: Option<&str>,
    input: &PutPermission,
    bus_arn: &str,
) -> Result<String, Fault> {
    let needed = |name: &str, value: &Option<String>| {
        value
            .clone()
            .ok_or_else(|| fault::parameter(name, "It is needed unless a whole Policy is given."))
    };
    let id = needed("StatementId", &input.statement_id)?;
    let action = needed("Action", &input.action)?;
    if action != "events:PutEvents" {
        return Err(Fault::validation(
            "Provided value in parameter 'action' is not supported.",
        ));
    }
    let principal = principal(&needed("Principal", &input.principal)?)?;
    let mut statement = json!({
        "Sid": id,
        "Effect": "Allow",
        "Principal": principal,
        "Action": action,
        "Resource": bus_arn,
    });
    if let Some(condition) = &input.condition {
        statement["Condition"] = json!({ &condition.kind: { &condition.key: &condition.value } });
    }
    let mut statements = statements_of(policy);
    statements.retain(|known| known["Sid"] != id.as_str());
    statements.push(statement);
    Ok(policy_of(statements))
}

/// Everybody, or an account by its number.
fn principal(text: &str) -> Result<Value, Fault> {
    let is_account = text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit());
    match text {
        "*" => Ok(json!("*")),
        account if is_account => Ok(json!({ "AWS": format!("arn:aws:iam::{account}:root") })),
        other => Err(fault::constraint(
            other,
            "principal",
            r"Member must satisfy regular expression pattern: (\d{12}|\*)",
        )),
    }
}

fn without_statement(policy: Option<&str>, id: &str) -> Result<Option<String>, Fault> {
    let mut statements = statements_of(policy);
    let before = statements.len();
    statements.retain(|known| known["Sid"] != id);
    if statements.len() == before {
        return Err(Fault::new(
            "ResourceNotFoundException",
            "Statement with the provided id does not exist.",
        ));
    }
    Ok((!statements.is_empty()).then(|| policy_of(statements)))
}

fn statements_of(policy: Option<&str>) -> Vec<Value> {
    let document: Value = policy
        .and_then(|text| serde_json::from_str(text).ok())
        .unwrap_or_default();
    match &document["Statement"] {
        Value::Array(statements) => statements.clone(),
        Value::Null => Vec::new(),
        single => vec![single.clone()],
    }
}

fn policy_of(statements: Vec<Value>) -> String {
    json!({ "Version": "2012-10-17", "Statement": statements }).to_string()
}
