//! Resources that say something about another: policies, permissions, subscriptions.

use std::collections::HashMap;

use super::properties::{Reader, policy, unknown_policy};
use crate::model::physical::bus_name;
use crate::policy::{Condition, Effect, Names, Policy, Principals, Statement};
use crate::position::Span;
use crate::value::Value;
use crate::wiring::query::function_name;
use crate::wiring::{AsyncInvoke, Parts, Setting, Subscription};

/// Parts with what is needed to find them by what templates call them.
pub(super) struct Attacher {
    pub(super) parts: Parts,
    queues: HashMap<String, usize>,
    functions: HashMap<String, usize>,
    topics: HashMap<String, usize>,
    buses: HashMap<String, usize>,
    roles: HashMap<String, usize>,
}

impl Attacher {
    pub(super) fn new(parts: Parts) -> Attacher {
        Attacher {
            queues: positions(parts.queues.iter().map(|queue| &queue.url)),
            functions: positions(parts.functions.iter().map(|function| &function.name)),
            topics: positions(parts.topics.iter().map(|topic| &topic.arn)),
            buses: positions(parts.buses.iter().map(|bus| &bus.name)),
            roles: positions(parts.roles.iter().map(|role| &role.name)),
            parts,
        }
    }

    pub(super) fn attach(&mut self, reader: &Reader<'_>) {
        match reader.resource.type_name() {
            "AWS::SQS::QueuePolicy" | "AWS::SQS::QueueInlinePolicy" => self.queue_policy(reader),
            "AWS::SNS::TopicPolicy" | "AWS::SNS::TopicInlinePolicy" => self.topic_policy(reader),
            "AWS::Events::EventBusPolicy" => self.bus_policy(reader),
            "AWS::Lambda::Permission" => self.permission(reader),
            "AWS::Lambda::EventInvokeConfig" => self.asynchronous(reader),
            "AWS::SNS::Subscription" => self.subscription(reader),
            "AWS::Serverless::Connector" => self.connector(reader),
            "AWS::IAM::Policy" | "AWS::IAM::ManagedPolicy" | "AWS::IAM::RolePolicy" => {
                self.role_policy(reader);
            }
            _ => {}
        }
    }

    /// What is included may permit anything.
    pub(super) fn include(&mut self) {
        self.parts.more = true;
        self.permit_anything(Span::default());
    }

    /// A connector may permit anything between the two that it names.
    fn connector(&mut self, reader: &Reader<'_>) {
        self.permit_anything(reader.resource.span());
    }

    fn permit_anything(&mut self, span: Span) {
        let unknown = unknown_policy(span);
        let parts = &mut self.parts;
        let policies = (parts.queues.iter_mut().map(|queue| &mut queue.policy))
            .chain(
                parts
                    .functions
                    .iter_mut()
                    .map(|function| &mut function.policy),
            )
            .chain(parts.topics.iter_mut().map(|topic| &mut topic.policy))
            .chain(parts.roles.iter_mut().map(|role| &mut role.permissions));
        policies.for_each(|policy| policy.extend(unknown.clone()));
    }

    fn queue_policy(&mut self, reader: &Reader<'_>) {
        let document = policy(reader.get("PolicyDocument"));
        let queues = reader.get("Queues").or(reader.get("Queue"));
        for url in known(queues) {
            if let Some(at) = self.queues.get(&url) {
                self.parts.queues[*at].policy.extend(document.clone());
            }
        }
        if incomplete(queues) {
            self.parts.queues.iter_mut().for_each(|queue| {
                queue.policy.extend(unknown_policy(reader.resource.span()));
            });
        }
    }

    fn topic_policy(&mut self, reader: &Reader<'_>) {
        let document = policy(reader.get("PolicyDocument"));
        let topics = reader.get("Topics").or(reader.get("TopicArn"));
        for arn in known(topics) {
            if let Some(at) = self.topics.get(&arn) {
                self.parts.topics[*at].policy.extend(document.clone());
            }
        }
        if incomplete(topics) {
            self.parts.topics.iter_mut().for_each(|topic| {
                topic.policy.extend(unknown_policy(reader.resource.span()));
            });
        }
    }

    fn bus_policy(&mut self, reader: &Reader<'_>) {
        let name = reader
            .text(&["EventBusName"])
            .or_default("default".to_owned());
        let at = name.and_then(|name| self.buses.get(bus_name(&name)).copied());
        if let (Some(at), Some(statement)) = (at, reader.get("Statement")) {
            self.parts.buses[at]
                .policy
                .extend(statement_policy(statement));
        }
    }

    fn permission(&mut self, reader: &Reader<'_>) {
        let function = reader.text(&["FunctionName"]);
        let statement = lambda_statement(reader);
        match function.get() {
            Some(function) => {
                if let Some(at) = self.functions.get(function_name(function)) {
                    self.parts.functions[*at].policy.statements.push(statement);
                }
            }
            // It may be for any of them.
            None => self.parts.functions.iter_mut().for_each(|function| {
                function
                    .policy
                    .extend(unknown_policy(reader.resource.span()));
            }),
        }
    }

    fn asynchronous(&mut self, reader: &Reader<'_>) {
        let function = reader.text(&["FunctionName"]);
        let found = function
            .get()
            .and_then(|name| self.functions.get(function_name(name)));
        if let Some(at) = found {
            self.parts.functions[*at].asynchronous = AsyncInvoke {
                retries: reader.number(&["MaximumRetryAttempts"]),
                age_seconds: reader.number(&["MaximumEventAgeInSeconds"]),
                on_failure: reader.text(&["DestinationConfig", "OnFailure", "Destination"]),
                on_success: reader.text(&["DestinationConfig", "OnSuccess", "Destination"]),
                span: Some(reader.resource.span()),
            };
        }
    }

    fn subscription(&mut self, reader: &Reader<'_>) {
        let topic = reader.text(&["TopicArn"]);
        if let Some(at) = topic.get().and_then(|arn| self.topics.get(arn)) {
            self.parts.topics[*at].subscriptions.push(Subscription {
                protocol: reader.text(&["Protocol"]),
                endpoint: reader.text(&["Endpoint"]),
                dead_letter: reader.text(&["RedrivePolicy", "deadLetterTargetArn"]),
                span: Some(reader.resource.span()),
            });
        }
    }

    fn role_policy(&mut self, reader: &Reader<'_>) {
        let document = policy(reader.get("PolicyDocument"));
        let names = known(reader.get("Roles").or(reader.get("RoleName")));
        for name in names {
            if let Some(at) = self.roles.get(&name) {
                self.parts.roles[*at].permissions.extend(document.clone());
            }
        }
    }
}

fn positions<'a>(names: impl Iterator<Item = &'a String>) -> HashMap<String, usize> {
    names
        .enumerate()
        .map(|(at, name)| (name.clone(), at))
        .collect()
}

fn known(value: Option<&Value>) -> Vec<String> {
    let items = value.map(Value::one_or_many).unwrap_or_default();
    items.iter().filter_map(Value::to_text).collect()
}

fn incomplete(value: Option<&Value>) -> bool {
    value.is_some_and(|value| value.first_unknown().is_some())
}

fn statement_policy(statement: &Value) -> Policy {
    let entry = crate::value::Entry {
        key: "Statement".to_owned(),
        key_span: statement.span,
        value: statement.clone(),
    };
    let document = crate::value::Kind::Map(crate::value::Map(vec![entry]));
    policy(Some(&Value::new(statement.span, document)))
}

/// The statement that `AddPermission` puts into a function's policy.
fn lambda_statement(reader: &Reader<'_>) -> Statement {
    let action = reader.text(&["Action"]);
    let mut conditions = Vec::new();
    let keys = [
        ("SourceArn", "ArnLike", "aws:SourceArn"),
        ("SourceAccount", "StringEquals", "aws:SourceAccount"),
        ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
        (
            "EventSourceToken",
            "StringEquals",
            "lambda:EventSourceToken",
        ),
    ];
    for (property, operator, key) in keys {
        conditions.extend(condition(&reader.text(&[property]), operator, key));
    }
    Statement {
        sid: Some(reader.resource.declared.logical_id.clone()),
        effect: Effect::Allow,
        principals: Some(lambda_principal(&reader.text(&["Principal"]))),
        actions: Names {
            patterns: action.get().cloned().into_iter().collect(),
            negated: false,
            incomplete: action.is_unknown(),
        },
        resources: None,
        conditions,
        span: Some(reader.resource.span()),
    }
}

fn condition(setting: &Setting<String>, operator: &str, key: &str) -> Option<Condition> {
    if setting.is_absent() {
        return None;
    }
    Some(Condition {
        operator: operator.to_owned(),
        key: key.to_owned(),
        values: setting.get().cloned().into_iter().collect(),
        incomplete: setting.is_unknown(),
    })
}

fn lambda_principal(setting: &Setting<String>) -> Principals {
    let mut principals = Principals {
        incomplete: setting.is_unknown(),
        ..Principals::default()
    };
    if let Some(name) = setting.get() {
        principals.everyone = name == "*";
        let service = name.ends_with(".amazonaws.com") || name.contains(".amazonaws.com.");
        if service {
            &mut principals.services
        } else {
            &mut principals.aws
        }
        .push(name.clone());
    }
    principals
}
