//! The `Events` of a function: what invokes it.

mod bucket;
mod known;
mod mapping;
mod rule;
mod schedule;
mod topic;

use super::make::{Make, get_att, list, map, reference, sub, text};
use super::{Expansion, Source};
use crate::node::{Node, NodeEntry};
use crate::position::Span;

pub(super) use bucket::{BucketNotification, notify_buckets};

/// One event of a function.
struct Event<'a> {
    source: &'a Source<'a>,
    name: &'a NodeEntry,
    kind: &'a str,
    properties: Node,
    /// The function or its alias.
    function: &'a str,
}

/// What a rule or schedule invokes.
pub(super) struct Invoked {
    pub(super) arn: Node,
    /// The function that must permit it; `None` when a role does.
    pub(super) permission: Option<Node>,
    pub(super) role: Option<Node>,
    pub(super) target_suffix: &'static str,
}

/// Expands every event, and returns the managed policies that the function's role needs for them.
pub(super) fn expand(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    alias: Option<&str>,
) -> Vec<&'static str> {
    let mut needs = Vec::new();
    for name in source
        .get("Events")
        .and_then(Node::entries)
        .unwrap_or_default()
    {
        let kind = name
            .value
            .get("Type")
            .and_then(Node::text)
            .unwrap_or_default();
        let empty = || Node::map(name.key_span, Vec::new());
        let properties = name.value.get("Properties").cloned().unwrap_or_else(empty);
        let function = alias.unwrap_or(source.id());
        let event = Event {
            source,
            name,
            kind,
            properties,
            function,
        };
        needs.extend(one(expansion, &event));
    }
    needs.sort_unstable();
    needs.dedup();
    needs
}

/// The SAM transform fails on types and properties that it does not know. One that is like a known
/// one is misspelt; any other may be newer than this.
fn check(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let kind = event.kind;
    let Some(known) = known::properties(kind) else {
        let message = format!("`{kind}` is no type of an event of a function");
        expansion.wrong("sam-event", event.name, message, &known::types());
        return;
    };
    for entry in event.properties.entries().unwrap_or_default() {
        let name = entry.key.as_str();
        if known.contains(&name) || name.starts_with("Fn::") {
            continue;
        }
        let message = format!("events of type {kind} have no property `{name}`");
        expansion.unknown_property(entry, message, &known);
    }
}

fn one(expansion: &mut Expansion<'_>, event: &Event<'_>) -> Option<&'static str> {
    check(expansion, event);
    match event.kind {
        "EventBridgeRule" | "CloudWatchEvent" | "Schedule" => {
            rule_or_schedule(
                expansion,
                event.source,
                event.name,
                event.kind,
                &event.invoked(),
            );
        }
        "ScheduleV2" => schedule::of_function(expansion, event),
        "SQS" | "Kinesis" | "DynamoDB" | "MQ" | "MSK" | "SelfManagedKafka" | "DocumentDB" => {
            return mapping::expand(expansion, event);
        }
        "SNS" => return topic::expand(expansion, event),
        "S3" => bucket::expand(expansion, event),
        "Api" | "HttpApi" => super::api::event(
            expansion,
            event.source,
            event.name,
            event.kind,
            event.function,
        ),
        "CloudWatchLogs" => logs(expansion, event),
        "AlexaSkill" => {
            let permission = event.permission("alexa-appkit.amazon.com");
            expansion.add(permission.rename(&event.properties, "SkillId", "EventSourceToken"));
        }
        "IoTRule" => internet_of_things(expansion, event),
        "Cognito" => user_pool(expansion, event),
        _ => {}
    }
    None
}

/// A rule of a bus, a rule with a schedule, or a schedule of EventBridge Scheduler.
pub(super) fn rule_or_schedule(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    event: &NodeEntry,
    kind: &str,
    invoked: &Invoked,
) {
    match kind {
        "ScheduleV2" => schedule::expand(expansion, source, event, invoked, None),
        _ => rule::expand(expansion, source, event, kind, invoked),
    }
}

impl Event<'_> {
    /// The logical id of what is made for it.
    fn id(&self) -> String {
        format!("{}{}", self.source.id(), self.name.key)
    }

    fn span(&self) -> Span {
        self.name.key_span
    }

    fn get(&self, key: &str) -> Option<&Node> {
        self.properties.get(key)
    }

    fn make(&self, suffix: &str, type_name: &str) -> Make {
        self.source
            .other(&format!("{}{suffix}", self.id()), type_name, self.span())
    }

    /// What `FunctionName` takes.
    fn function_name(&self) -> Node {
        reference(self.span(), self.function)
    }

    /// The function's ARN: an alias's `Ref` is one.
    fn function_arn(&self) -> Node {
        if self.function == self.source.id() {
            get_att(self.span(), self.function, "Arn")
        } else {
            reference(self.span(), self.function)
        }
    }

    fn invoked(&self) -> Invoked {
        Invoked {
            arn: self.function_arn(),
            permission: Some(self.function_name()),
            role: None,
            target_suffix: "LambdaTarget",
        }
    }

    fn permission(&self, principal: &str) -> Make {
        self.make("Permission", "AWS::Lambda::Permission")
            .set("Action", text(self.span(), "lambda:InvokeFunction"))
            .set("FunctionName", self.function_name())
            .set("Principal", text(self.span(), principal))
    }
}

fn logs(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let span = event.span();
    let group = event
        .get("LogGroupName")
        .cloned()
        .unwrap_or_else(|| text(span, ""));
    let arn = "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:${Group}:*";
    let source_arn = sub(span, arn, [("Group", group.clone())]);
    expansion.add(
        event
            .permission("logs.amazonaws.com")
            .set("SourceArn", source_arn),
    );
    let mut filter = event.make("", "AWS::Logs::SubscriptionFilter");
    filter.depends_on(&format!("{}Permission", event.id()));
    expansion.add(
        filter
            .set("LogGroupName", group)
            .copy(&event.properties, &["FilterPattern"])
            .set("DestinationArn", event.function_arn()),
    );
}

fn internet_of_things(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let span = event.span();
    let arn = "arn:${AWS::Partition}:iot:${AWS::Region}:${AWS::AccountId}:rule/${Rule}";
    let source_arn = sub(span, arn, [("Rule", reference(span, &event.id()))]);
    expansion.add(
        event
            .permission("iot.amazonaws.com")
            .set("SourceArn", source_arn),
    );
    let action = map(
        span,
        [("Lambda", map(span, [("FunctionArn", event.function_arn())]))],
    );
    let payload = map(span, [("Actions", list(span, vec![action]))]);
    let entries = payload.entries().unwrap_or_default().to_vec();
    let given = event.properties.entries().unwrap_or_default().iter();
    let payload = Node::map(span, entries.into_iter().chain(given.cloned()).collect());
    let rule = event.make("", "AWS::IoT::TopicRule");
    expansion.add(rule.set("TopicRulePayload", payload));
}

/// The user pool, which no environment here has, would get a trigger.
fn user_pool(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let permission = event.permission("cognito-idp.amazonaws.com");
    expansion.add(permission);
    let message = "the trigger of the user pool is not expanded here".to_owned();
    expansion.warn("sam-not-expanded", event.name.key_span, message);
}

/// The queue that SAM makes for dead letters, with its policy; returns its ARN.
fn generated_queue(
    expansion: &mut Expansion<'_>,
    source: &Source<'_>,
    queue_id: &str,
    statement: Node,
    span: Span,
) -> Node {
    expansion.add(source.other(queue_id, "AWS::SQS::Queue", span));
    let policy = source.other(&format!("{queue_id}Policy"), "AWS::SQS::QueuePolicy", span);
    expansion.add(
        policy
            .set(
                "PolicyDocument",
                super::make::document(span, vec![statement]),
            )
            .set("Queues", list(span, vec![reference(span, queue_id)])),
    );
    get_att(span, queue_id, "Arn")
}

/// The statement with which a service may send to a queue for one source.
fn send_statement(span: Span, principal: Node, queue: Node, source_arn: Node) -> Node {
    let condition = map(
        span,
        [("ArnEquals", map(span, [("aws:SourceArn", source_arn)]))],
    );
    map(
        span,
        [
            ("Effect", text(span, "Allow")),
            ("Principal", principal),
            ("Action", text(span, "sqs:SendMessage")),
            ("Resource", queue),
            ("Condition", condition),
        ],
    )
}
