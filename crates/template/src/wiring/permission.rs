//! Who may deliver what to whom.

use super::{Function, Node, Queue, Role, Rule, Setting, Target, Topic, Wiring};
use crate::policy::{Decision, Policy, Principal, Request};
use crate::token;

/// The service principal of EventBridge.
pub const EVENTS: &str = "events.amazonaws.com";

impl Wiring {
    /// Whether EventBridge may invoke a target of a rule.
    ///
    /// Functions, queues and topics decide by their own policy, everything else by the target's role
    /// ("Using resource-based policies" and "roles" in the EventBridge User Guide).
    pub fn may_invoke(&self, rule: &Rule, target: &Target) -> Decision {
        let Some(arn) = target.arn.get() else {
            return Decision::Unknown;
        };
        let role = if target.role.is_absent() {
            &rule.role
        } else {
            &target.role
        };
        match (self.node(arn), role) {
            (Some(Node::Function(function)), _) => function.may_be_invoked(EVENTS, &rule.arn),
            (Some(Node::Queue(queue)), Setting::Absent) => queue.may_be_sent_to(EVENTS, &rule.arn),
            (Some(Node::Topic(topic)), Setting::Absent) => {
                topic.may_be_published_to(EVENTS, &rule.arn)
            }
            (_, role) => self.by_role(arn, role),
        }
    }

    /// Whether EventBridge may put a target's failed events into its dead-letter queue.
    pub fn may_dead_letter(&self, rule: &Rule, target: &Target) -> Decision {
        match self.dead_letter_queue_of(target) {
            Some(queue) => queue.may_be_sent_to(EVENTS, &rule.arn),
            None => Decision::Unknown,
        }
    }

    fn by_role(&self, arn: &str, role: &Setting<String>) -> Decision {
        let Some(action) = action_on(arn) else {
            return Decision::Unknown;
        };
        match role {
            Setting::Absent => Decision::Denied {
                statement: None,
                reason: format!("a target of this kind needs a role that allows {action}"),
            },
            // A task is allowed by its definition, which is not what the target's ARN names.
            Setting::Set(..) if action == RUN_TASK => Decision::Unknown,
            Setting::Unknown(_) => Decision::Unknown,
            Setting::Set(role, _) => self
                .role(role)
                .map_or(Decision::Unknown, |role| role.may(action, arn)),
        }
    }
}

impl Function {
    /// Whether a service may invoke the function on behalf of a source.
    pub fn may_be_invoked(&self, service: &str, source_arn: &str) -> Decision {
        on_behalf(
            &self.policy,
            service,
            "lambda:InvokeFunction",
            &self.arn,
            source_arn,
        )
    }
}

impl Queue {
    /// Whether a service may send to the queue on behalf of a source.
    pub fn may_be_sent_to(&self, service: &str, source_arn: &str) -> Decision {
        on_behalf(
            &self.policy,
            service,
            "sqs:SendMessage",
            &self.arn,
            source_arn,
        )
    }
}

impl Topic {
    /// Whether a service may publish to the topic on behalf of a source.
    pub fn may_be_published_to(&self, service: &str, source_arn: &str) -> Decision {
        on_behalf(&self.policy, service, "sns:Publish", &self.arn, source_arn)
    }
}

impl Role {
    /// Whether the role may do something; managed policies are not known.
    pub fn may(&self, action: &str, resource: &str) -> Decision {
        let request = Request {
            principal: None,
            action,
            resource,
            context: &[],
        };
        let decision = self.permissions.allows(&request);
        if !decision.is_denied() {
            return decision;
        }
        let known: Vec<_> = self
            .managed
            .iter()
            .map(|arn| managed_actions(arn))
            .collect();
        let allowed = known
            .iter()
            .flatten()
            .any(|actions| actions.contains(&action));
        if allowed || self.incomplete || known.contains(&None) {
            return Decision::Unknown;
        }
        decision
    }
}

/// What the managed policies for functions allow besides writing logs, traces and network
/// interfaces ("Lambda execution role" in the Lambda Developer Guide); `None` for other policies.
fn managed_actions(arn: &str) -> Option<&'static [&'static str]> {
    const QUEUE: &[&str] = &[
        "sqs:ReceiveMessage",
        "sqs:DeleteMessage",
        "sqs:GetQueueAttributes",
    ];
    const STREAM: &[&str] = &[
        "dynamodb:DescribeStream",
        "dynamodb:GetRecords",
        "dynamodb:GetShardIterator",
        "dynamodb:ListStreams",
    ];
    Some(match arn.rsplit('/').next()? {
        "AWSLambdaBasicExecutionRole"
        | "AWSLambdaVPCAccessExecutionRole"
        | "AWSXRayDaemonWriteAccess"
        | "AWSXrayWriteOnlyAccess"
        | "CloudWatchLambdaInsightsExecutionRolePolicy" => &[],
        "AWSLambdaSQSQueueExecutionRole" => QUEUE,
        "AWSLambdaDynamoDBExecutionRole" => STREAM,
        _ => return None,
    })
}

fn on_behalf(
    policy: &Policy,
    service: &str,
    action: &str,
    resource: &str,
    source_arn: &str,
) -> Decision {
    let account = account_of(source_arn).unwrap_or_default();
    policy.allows(&Request {
        principal: Some(Principal::Service(service)),
        action,
        resource,
        context: &[
            ("aws:SourceArn", source_arn),
            ("aws:SourceAccount", account),
        ],
    })
}

const RUN_TASK: &str = "ecs:RunTask";

/// The account in an ARN.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}

/// What a role must allow for EventBridge to deliver to a resource of this kind.
fn action_on(arn: &str) -> Option<&'static str> {
    if token::present_opaque(arn) {
        return None;
    }
    let mut parts = arn.split(':').skip(2);
    let service = parts.next()?;
    let resource = parts.nth(2)?;
    Some(match (service, resource.split('/').next()?) {
        ("events", "event-bus") => "events:PutEvents",
        ("events", "api-destination") => "events:InvokeApiDestination",
        ("states", _) => "states:StartExecution",
        ("kinesis", _) => "kinesis:PutRecord",
        ("firehose", _) => "firehose:PutRecord",
        ("ecs", _) => RUN_TASK,
        ("batch", _) => "batch:SubmitJob",
        ("codebuild", _) => "codebuild:StartBuild",
        ("codepipeline", _) => "codepipeline:StartPipelineExecution",
        _ => return None,
    })
}
