//! Statements of a topic's policy, each with a label.

use serde_json::{Map, Value, json};

use crate::{
    fault::Fault,
    service::Caller,
    services::sns::{
        Sns,
        fault::invalid,
        model::{PermissionInput, TopicArn},
        topic::Topic,
    },
};

/// What others can be allowed.
const ACTIONS: [&str; 9] = [
    "GetTopicAttributes",
    "SetTopicAttributes",
    "AddPermission",
    "RemovePermission",
    "DeleteTopic",
    "Subscribe",
    "ListSubscriptionsByTopic",
    "Publish",
    "Receive",
];

impl Sns {
    pub(crate) async fn add_permission(
        &self,
        input: PermissionInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        check(&input)?;
        self.edit_statements(&input.topic_arn, |statements| {
            if statements.iter().any(|known| is_named(known, &input.label)) {
                return Err(invalid("Statement already exists"));
            }
            statements.push(statement(&input));
            Ok(())
        })
        .await
    }

    pub(crate) async fn remove_permission(
        &self,
        input: PermissionInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.edit_statements(&input.topic_arn, |statements| {
            let before = statements.len();
            statements.retain(|known| !is_named(known, &input.label));
            match statements.len() < before {
                true => Ok(()),
                false => Err(invalid("Statement does not exist")),
            }
        })
        .await
    }

    async fn edit_statements(
        &self,
        topic_arn: &str,
        edit: impl FnOnce(&mut Vec<Value>) -> Result<(), Fault>,
    ) -> Result<Map<String, Value>, Fault> {
        let account = &self.core.account;
        self.directory
            .change(topic_arn, |topic| {
                let (mut policy, mut statements) = policy_of(topic, account);
                edit(&mut statements)?;
                policy["Statement"] = statements.into();
                let policy = policy.to_string();
                topic.attributes.insert("Policy".to_owned(), policy);
                Ok(Map::new())
            })
            .await
    }

    /// Tokens go out by e-mail, which nobody gets here: no token is known.
    pub(crate) async fn confirm_subscription(
        &self,
        input: TopicArn,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.directory.topic(&input.topic_arn)?;
        Err(invalid("Token"))
    }
}

fn check(input: &PermissionInput) -> Result<(), Fault> {
    let known = |action: &String| ACTIONS.contains(&action.as_str());
    if input.label.is_empty() {
        return Err(invalid("Label"));
    }
    if input.accounts.is_empty() {
        return Err(invalid("AWSAccountId"));
    }
    match !input.actions.is_empty() && input.actions.iter().all(known) {
        true => Ok(()),
        false => Err(invalid("Policy statement action out of service scope!")),
    }
}

fn is_named(statement: &Value, label: &str) -> bool {
    statement["Sid"] == label
}

/// The policy of a topic, and its statements as a list.
fn policy_of(topic: &Topic, account: &str) -> (Value, Vec<Value>) {
    let mut policy: Value = serde_json::from_str(&topic.policy(account)).unwrap_or_default();
    let statements = match policy["Statement"].take() {
        Value::Array(statements) => statements,
        Value::Null => Vec::new(),
        single => vec![single],
    };
    (policy, statements)
}

fn statement(input: &PermissionInput) -> Value {
    let principal = |account: &String| format!("arn:aws:iam::{account}:root");
    let principals = input.accounts.iter().map(principal);
    let actions = input.actions.iter().map(|action| format!("SNS:{action}"));
    json!({
        "Sid": input.label,
        "Effect": "Allow",
        "Principal": { "AWS": one_or_all(principals.collect()) },
        "Action": one_or_all(actions.collect()),
        "Resource": input.topic_arn,
    })
}

/// The service writes a single value without a list around it.
fn one_or_all(mut texts: Vec<String>) -> Value {
    match texts.len() {
        1 => Value::String(texts.remove(0)),
        _ => texts.into(),
    }
}
