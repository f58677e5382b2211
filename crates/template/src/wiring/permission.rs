//! Who may deliver what to whom.

use super::{Function, Node, Queue, Role, Rule, Setting, Target, Topic, Wiring};
use crate::policy::{Decision, Effect, Policy, Principal, Request};
use crate::token;

/// The service principal of EventBridge.
pub const EVENTS: &str = "events.amazonaws.com";

impl Wiring {
    /// Whether EventBridge may invoke a target of a rule.
    ///
    /// A target's role decides; functions, queues and topics of a target without one decide by their
    /// own policy, everything else needs a role ("Using resource-based policies" and "roles" in the
    /// EventBridge User Guide).
    pub fn may_invoke(&self, rule: &Rule, target: &Target) -> Decision {
        let Some(arn) = target.arn.get() else {
            return Decision::Unknown;
        };
        match (self.node(arn), delivering_role(rule, target)) {
            (Some(Node::Function(function)), Setting::Absent) => {
                function.may_be_invoked(EVENTS, &rule.arn)
            }
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
            // What has a policy of its own decides by it, which is not here.
            Setting::Absent if has_policy(action) => Decision::Unknown,
            Setting::Absent => Decision::Denied {
                statement: None,
                reason: format!("a target of this kind needs a role that allows {action}"),
            },
            // A task is allowed by its definition, which is not what the target's ARN names.
            Setting::Set(..) if action == RUN_TASK => Decision::Unknown,
            Setting::Unknown(_) => Decision::Unknown,
            Setting::Set(role, _) => self
                .role(role)
                .map_or(Decision::Unknown, |role| self.as_role(role, action, arn)),
        }
    }

    /// Whether a role may do something in EventBridge's hands: by its own policies, or by that of
    /// the resource, which can name the role.
    fn as_role(&self, role: &Role, action: &str, arn: &str) -> Decision {
        if !role.may_be_assumed_by(EVENTS) {
            return Decision::Denied {
                statement: None,
                reason: format!("the target's role does not trust {EVENTS}"),
            };
        }
        let by_itself = role.may(action, arn);
        let of_resource = match self.node(arn) {
            Some(Node::Function(function)) => &function.policy,
            Some(Node::Queue(queue)) => &queue.policy,
            Some(Node::Topic(topic)) => &topic.policy,
            Some(Node::Bus(bus)) => &bus.policy,
            _ => return by_itself,
        };
        let by_resource = of_resource.allows(&Request {
            principal: Some(Principal::Aws(&role.arn)),
            action,
            resource: arn,
            context: &[],
        });
        match by_itself.is_denied() && !by_resource.is_denied() {
            true => by_resource,
            false => by_itself,
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
    /// Whether a service may assume the role, as far as its trust is known. A condition on the
    /// source is good practice and holds for what this account has.
    pub fn may_be_assumed_by(&self, service: &str) -> bool {
        let mut trust = self.trust.clone();
        trust.statements.retain(|one| one.effect == Effect::Allow);
        for statement in &mut trust.statements {
            statement.conditions.clear();
        }
        let decision = trust.allows(&Request {
            principal: Some(Principal::Service(service)),
            action: "sts:AssumeRole",
            resource: &self.arn,
            context: &[],
        });
        self.trust.statements.is_empty() || !decision.is_denied()
    }

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

fn has_policy(action: &str) -> bool {
    ["lambda:InvokeFunction", "sns:Publish", "sqs:SendMessage"].contains(&action)
}

const RUN_TASK: &str = "ecs:RunTask";

/// The role as which EventBridge delivers to a target: its own, or else the rule's.
pub fn delivering_role<'a>(rule: &'a Rule, target: &'a Target) -> &'a Setting<String> {
    if target.role.is_absent() {
        &rule.role
    } else {
        &target.role
    }
}

/// The account in an ARN.
pub fn account_of(arn: &str) -> Option<&str> {
    arn.split(':').nth(4).filter(|account| !account.is_empty())
}

/// What a role must allow for EventBridge to deliver to a resource of this kind; none where that is
/// not known.
pub fn action_on(arn: &str) -> Option<&'static str> {
    if token::present_opaque(arn) {
        return None;
    }
    let mut parts = arn.split(':').skip(2);
    let service = parts.next()?;
    let resource = parts.nth(2)?;
    Some(match (service, resource.split('/').next()?) {
        ("lambda", _) => "lambda:InvokeFunction",
        ("sqs", _) => "sqs:SendMessage",
        ("sns", _) => "sns:Publish",
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
