//! The resource policy of a function: who may invoke it, and on whose behalf.

use std::sync::OnceLock;

use coagent_template::policy::{self, Principal, Request};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::principal::Source;

/// The statements of one qualifier's policy.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Policy {
    pub(crate) statements: Vec<Statement>,
    pub(crate) revision: String,
    #[serde(skip)]
    parsed: OnceLock<policy::Policy>,
}

/// One statement as `AddPermission` takes it. All of them allow.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Statement {
    pub(crate) id: String,
    pub(crate) action: String,
    /// A service, an account, an ARN or `*`.
    pub(crate) principal: String,
    /// ARN of the function or qualifier.
    pub(crate) resource: String,
    pub(crate) source_arn: Option<String>,
    pub(crate) source_account: Option<String>,
    pub(crate) organization: Option<String>,
}

impl Statement {
    /// The statement as the policy document has it.
    pub(crate) fn document(&self) -> Value {
        let mut statement = json!({
            "Sid": self.id,
            "Effect": "Allow",
            "Principal": self.principal_document(),
            "Action": self.action,
            "Resource": self.resource,
        });
        let conditions = self.conditions();
        if !conditions.is_empty() {
            statement["Condition"] = Value::Object(conditions);
        }
        statement
    }

    fn principal_document(&self) -> Value {
        match self.principal.as_str() {
            "*" => json!("*"),
            service if is_service(service) => json!({ "Service": service }),
            account if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) => {
                json!({ "AWS": format!("arn:aws:iam::{account}:root") })
            }
            arn => json!({ "AWS": arn }),
        }
    }

    fn conditions(&self) -> Map<String, Value> {
        let mut strings = Map::new();
        if let Some(account) = &self.source_account {
            strings.insert("AWS:SourceAccount".into(), json!(account));
        }
        if let Some(organization) = &self.organization {
            strings.insert("aws:PrincipalOrgID".into(), json!(organization));
        }
        let mut conditions = Map::new();
        if !strings.is_empty() {
            conditions.insert("StringEquals".into(), Value::Object(strings));
        }
        if let Some(arn) = &self.source_arn {
            conditions.insert("ArnLike".into(), json!({ "AWS:SourceArn": arn }));
        }
        conditions
    }
}

/// Whether a principal is a service of AWS, or of Amazon, by its name.
pub(crate) fn is_service(principal: &str) -> bool {
    const ENDS: [&str; 3] = [".amazonaws.com", ".amazonaws.com.cn", ".amazon.com"];
    let mut names = ENDS.iter().filter_map(|end| principal.strip_suffix(end));
    names.any(|name| !name.is_empty())
}

impl Policy {
    /// Whether `source` may invoke `function`, an ARN.
    pub(crate) fn allows(&self, source: &Source, function: &str) -> bool {
        let request = Request {
            principal: Some(Principal::Service(&source.principal)),
            action: "lambda:InvokeFunction",
            resource: function,
            context: &[
                ("aws:SourceArn", &source.arn),
                ("aws:SourceAccount", &source.account),
            ],
        };
        self.parsed().allows(&request).is_allowed()
    }

    /// The same as the evaluator has it. Statements come through `AddPermission` only, so the
    /// document is always one that can be read; if it were not, it would allow nothing.
    fn parsed(&self) -> &policy::Policy {
        self.parsed
            .get_or_init(|| policy::Policy::from_json(&self.document()).unwrap_or_default())
    }

    /// Adds a statement.
    pub(crate) fn add(&mut self, statement: Statement) {
        self.statements.push(statement);
        self.changed();
    }

    /// Removes a statement; the answer is whether it was there.
    pub(crate) fn remove(&mut self, id: &str) -> bool {
        let before = self.statements.len();
        self.statements.retain(|one| one.id != id);
        self.changed();
        self.statements.len() < before
    }

    fn changed(&mut self) {
        self.parsed = OnceLock::new();
        self.revision = uuid::Uuid::new_v4().to_string();
    }

    /// The document of `GetPolicy`.
    pub(crate) fn document(&self) -> Value {
        let statements: Vec<_> = self.statements.iter().map(Statement::document).collect();
        json!({ "Version": "2012-10-17", "Id": "default", "Statement": statements })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RULE: &str = "arn:aws:events:us-east-1:000000000000:rule/bus/orders";

    fn statement(source_arn: Option<&str>, source_account: Option<&str>) -> Statement {
        Statement {
            id: "events".into(),
            action: "lambda:InvokeFunction".into(),
            principal: "events.amazonaws.com".into(),
            resource: "arn:aws:lambda:us-east-1:000000000000:function:notify".into(),
            source_arn: source_arn.map(str::to_owned),
            source_account: source_account.map(str::to_owned),
            organization: None,
        }
    }

    fn source() -> Source {
        Source::new("events.amazonaws.com", RULE, "000000000000")
    }

    fn lets_in(statement: Statement) -> bool {
        let mut policy = Policy::default();
        let function = statement.resource.clone();
        policy.add(statement);
        policy.allows(&source(), &function)
    }

    #[test]
    fn a_rule_is_let_in_by_its_arn() {
        assert!(lets_in(statement(Some(RULE), None)));
        let all = "arn:aws:events:us-east-1:000000000000:rule/bus/*";
        assert!(lets_in(statement(Some(all), None)));
        assert!(lets_in(statement(None, Some("000000000000"))));
    }

    #[test]
    fn another_rule_account_principal_or_action_is_not() {
        let other = "arn:aws:events:us-east-1:000000000000:rule/bus/refunds";
        assert!(!lets_in(statement(Some(other), None)));
        assert!(!lets_in(statement(None, Some("111111111111"))));
        let mut wrong = statement(None, None);
        wrong.principal = "sns.amazonaws.com".into();
        assert!(!lets_in(wrong));
        let mut wrong = statement(None, None);
        wrong.action = "lambda:GetFunction".into();
        assert!(!lets_in(wrong));
    }

    #[test]
    fn a_removed_statement_lets_nobody_in() {
        let mut policy = Policy::default();
        policy.add(statement(None, None));
        let function = statement(None, None).resource;
        assert!(policy.allows(&source(), &function));
        assert!(policy.remove("events"));
        assert!(!policy.allows(&source(), &function));
    }

    #[test]
    fn the_document_is_what_aws_shows() {
        insta::assert_json_snapshot!(statement(Some(RULE), Some("000000000000")).document(), @r#"
        {
          "Sid": "events",
          "Effect": "Allow",
          "Principal": {
            "Service": "events.amazonaws.com"
          },
          "Action": "lambda:InvokeFunction",
          "Resource": "arn:aws:lambda:us-east-1:000000000000:function:notify",
          "Condition": {
            "StringEquals": {
              "AWS:SourceAccount": "000000000000"
            },
            "ArnLike": {
              "AWS:SourceArn": "arn:aws:events:us-east-1:000000000000:rule/bus/orders"
            }
          }
        }
        "#);
    }
}
