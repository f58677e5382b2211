//! IAM policies, as far as they decide whether events are delivered.
//!
//! The same evaluator answers for templates, where some text is not known yet, and for the local
//! AWS, where all of it is. Follows the evaluation logic of the IAM User Guide for one policy:
//! an explicit deny wins, then an allow, otherwise the request is denied.

mod condition;
mod glob;
mod parse;
mod statement;
#[cfg(test)]
mod tests;

use std::fmt;

use serde::Serialize;

use crate::truth::Truth;
use crate::value::Value;

pub use condition::Condition;
pub use parse::PolicyError;
pub use statement::{Effect, Names, Principals, Statement};

/// The statements of one or several policies on the same thing.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Policy {
    /// The statements in source order.
    pub statements: Vec<Statement>,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Principal<'a> {
    /// An AWS service, for instance `events.amazonaws.com`.
    Service(&'a str),
    /// A role, user or account, by ARN or account number.
    Aws(&'a str),
}

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Request<'a> {
    /// Who asks; `None` for a policy attached to the one who asks.
    pub principal: Option<Principal<'a>>,
    /// The action, for instance `sqs:SendMessage`.
    pub action: &'a str,
    /// The resource's ARN.
    pub resource: &'a str,
    /// Condition keys with their values, for instance `aws:SourceArn`.
    pub context: &'a [(&'a str, &'a str)],
}

/// The answer, with its reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decision {
    /// Allowed by the statement with this index.
    Allowed {
        /// Index into [`Policy::statements`].
        statement: usize,
    },
    /// Denied.
    Denied {
        /// The statement that denies, or that came nearest to allowing.
        statement: Option<usize>,
        /// Why, in words.
        reason: String,
    },
    /// It depends on what is not known.
    Unknown,
}

impl Decision {
    /// Whether the request is certainly allowed.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Decision::Allowed { .. })
    }

    /// Whether the request is certainly denied.
    pub fn is_denied(&self) -> bool {
        matches!(self, Decision::Denied { .. })
    }
}

impl fmt::Display for Decision {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Decision::Allowed { .. } => f.write_str("allowed"),
            Decision::Denied { reason, .. } => write!(f, "denied: {reason}"),
            Decision::Unknown => f.write_str("depends on what is not known"),
        }
    }
}

impl Policy {
    /// Reads a policy document.
    pub fn parse(document: &Value) -> Result<Policy, PolicyError> {
        parse::policy(document)
    }

    /// Reads a policy document from JSON.
    pub fn from_json(document: &serde_json::Value) -> Result<Policy, PolicyError> {
        parse::policy(&Value::from_json(Default::default(), document))
    }

    /// Adds the statements of another policy on the same thing.
    pub fn extend(&mut self, other: Policy) {
        self.statements.extend(other.statements);
    }

    /// Whether a statement denies a request, whatever others allow.
    pub fn denies(&self, request: &Request<'_>) -> bool {
        let mut statements = self.statements.iter();
        statements.any(|statement| {
            statement.effect == Effect::Deny && statement.applies(request).truth == Truth::True
        })
    }

    /// Decides a request.
    pub fn allows(&self, request: &Request<'_>) -> Decision {
        let mut allowed = Truth::False;
        let mut by = None;
        let mut denied = Truth::False;
        for (index, statement) in self.statements.iter().enumerate() {
            let applies = statement.applies(request).truth;
            match statement.effect {
                Effect::Deny if applies == Truth::True => {
                    let reason = format!("statement {} denies it", statement.label(index));
                    return Decision::Denied {
                        statement: Some(index),
                        reason,
                    };
                }
                Effect::Deny => denied = denied.or(applies),
                Effect::Allow if applies == Truth::True && by.is_none() => by = Some(index),
                Effect::Allow => allowed = allowed.or(applies),
            }
        }
        match by {
            Some(statement) if denied == Truth::False => Decision::Allowed { statement },
            Some(_) => Decision::Unknown,
            None if allowed == Truth::Unknown => Decision::Unknown,
            None => self.implicit_deny(request),
        }
    }

    fn implicit_deny(&self, request: &Request<'_>) -> Decision {
        let allows = self.statements.iter().enumerate();
        let nearest = allows
            .filter(|(_, statement)| statement.effect == Effect::Allow)
            .map(|(index, statement)| (index, statement.applies(request)))
            .max_by_key(|(_, verdict)| verdict.parts_met);
        match nearest {
            Some((index, verdict)) if verdict.parts_met > 0 => {
                let label = self.statements[index].label(index);
                let reason = format!("statement {label}: {}", verdict.reason);
                Decision::Denied {
                    statement: Some(index),
                    reason,
                }
            }
            _ => Decision::Denied {
                statement: None,
                reason: format!("no statement allows {}", request.action),
            },
        }
    }
}
