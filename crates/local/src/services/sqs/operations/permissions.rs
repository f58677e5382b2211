//! Statements of a queue's policy, each with a label.

use serde_json::{Value, json};

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs, fault,
        model::{AddPermission, Nothing, RemovePermission},
        settings::Settings,
    },
};

impl Sqs {
    pub(crate) async fn add_permission(
        &self,
        input: AddPermission,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        check(&input)?;
        let statement = statement(&input, &cell.arn);
        self.edit(&cell, |settings| {
            let mut policy = policy_of(settings, &cell.arn);
            let statements = statements(&mut policy);
            if statements
                .iter()
                .any(|known| known["Sid"] == input.label.as_str())
            {
                return Err(fault::invalid_parameter(format!(
                    "Value {} for parameter Label is invalid. Reason: Already exists.",
                    input.label
                )));
            }
            statements.push(statement);
            Ok(with_policy(settings, Some(policy)))
        })
        .await?;
        Ok(Nothing {})
    }

    pub(crate) async fn remove_permission(
        &self,
        input: RemovePermission,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        self.edit(&cell, |settings| {
            let mut policy = policy_of(settings, &cell.arn);
            let statements = statements(&mut policy);
            let before = statements.len();
            statements.retain(|known| known["Sid"] != input.label.as_str());
            if statements.len() == before {
                return Err(fault::invalid_parameter(format!(
                    "Value {} for parameter Label is invalid. Reason: can't find label on existing policy.",
                    input.label
                )));
            }
            let left = !statements.is_empty();
            Ok(with_policy(settings, left.then_some(policy)))
        })
        .await?;
        Ok(Nothing {})
    }
}

fn check(input: &AddPermission) -> Result<(), Fault> {
    const ACTIONS: [&str; 8] = [
        "*",
        "SendMessage",
        "ReceiveMessage",
        "DeleteMessage",
        "ChangeMessageVisibility",
        "GetQueueAttributes",
        "GetQueueUrl",
        "PurgeQueue",
    ];
    if input.accounts.is_empty() {
        return Err(fault::missing_parameter("AWSAccountIds"));
    }
    if input.actions.is_empty() {
        return Err(fault::missing_parameter("Actions"));
    }
    match input
        .actions
        .iter()
        .find(|action| !ACTIONS.contains(&action.as_str()))
    {
        Some(action) => Err(fault::invalid_parameter(format!(
            "Value SQS:{action} for parameter ActionName is invalid. Reason: Only the queue owner is allowed to invoke this action."
        ))),
        None => Ok(()),
    }
}

fn statement(input: &AddPermission, arn: &str) -> Value {
    let principals = input
        .accounts
        .iter()
        .map(|account| format!("arn:aws:iam::{account}:root"));
    let actions = input.actions.iter().map(|action| format!("SQS:{action}"));
    json!({
        "Sid": input.label,
        "Effect": "Allow",
        "Principal": { "AWS": one_or_all(principals.collect()) },
        "Action": one_or_all(actions.collect()),
        "Resource": arn,
    })
}

/// The service writes a single value without a list around it.
fn one_or_all(mut texts: Vec<String>) -> Value {
    if texts.len() == 1 {
        return Value::String(texts.remove(0));
    }
    texts.into()
}

fn policy_of(settings: &Settings, arn: &str) -> Value {
    let policy = settings
        .policy
        .as_deref()
        .and_then(|text| serde_json::from_str(text).ok());
    policy.unwrap_or_else(|| {
        json!({ "Version": "2008-10-17", "Id": format!("{arn}/SQSDefaultPolicy"), "Statement": [] })
    })
}

/// The statements as a list, also where the policy has a single one without a list.
fn statements(policy: &mut Value) -> &mut Vec<Value> {
    let statement = &mut policy["Statement"];
    if !statement.is_array() {
        let single = statement.take();
        *statement = Value::Array(if single.is_null() {
            vec![]
        } else {
            vec![single]
        });
    }
    statement.as_array_mut().expect("it was made an array")
}

fn with_policy(settings: &Settings, policy: Option<Value>) -> Settings {
    Settings {
        policy: policy.map(|policy| policy.to_string()),
        ..settings.clone()
    }
}
