//! Topics that alarms may not publish to.

use coagent_template::Severity;
use coagent_template::policy::Effect;
use coagent_template::wiring::{Alarm, Topic};

use super::super::context::{Context, label};
use super::super::finding::{Check, Findings};

pub(super) const CHECK: Check = Check {
    id: "alarm-topic-policy",
    severity: Severity::Error,
    title: "CloudWatch may not publish to the topic of an alarm",
    why: "The default policy of a topic lets the alarms of its account publish. A policy of its own \
          replaces that one: without a statement for cloudwatch.amazonaws.com an alarm goes on and \
          nobody is told. So it is with the key alias/aws/sns, whose policy cannot be changed.",
    source: "CloudWatch User Guide, Notifying users on alarm changes: Amazon SNS",
};

const CLOUDWATCH: &str = "cloudwatch.amazonaws.com";

pub(super) fn run(context: &Context<'_>, findings: &mut Findings) {
    for topic in &context.wiring.topics {
        let alarms = context.wiring.alarms.iter();
        let unheard: Vec<&Alarm> = alarms
            .filter(|alarm| alarm.actions.iter().flatten().any(|arn| *arn == topic.arn))
            .filter(|alarm| has_own_key(topic) || is_refused(topic, alarm))
            .collect();
        let Some((alarm, others)) = unheard.split_first() else {
            continue;
        };
        let mut alarms = format!("alarm `{}`", label(&alarm.origin, &alarm.name));
        if !others.is_empty() {
            alarms += &format!(" and {} more", others.len());
        }
        let name = label(&topic.origin, &topic.name);
        let reason = match has_own_key(topic) {
            true => "CloudWatch may not use its key, which is AWS's own",
            false => "its policy does not let CloudWatch publish",
        };
        let message = format!("topic `{name}` is not told of {alarms}: {reason}");
        let finding = findings.add(&CHECK, &topic.origin, None, message);
        finding.fix(match has_own_key(topic) {
            true => "KmsMasterKeyId: !Ref KeyOfYourOwn",
            false => STATEMENT,
        });
    }
}

const STATEMENT: &str = "\
- Effect: Allow
  Principal: { Service: cloudwatch.amazonaws.com }
  Action: sns:Publish
  Resource: !Ref AlertTopic
  Condition:
    StringEquals: { aws:SourceAccount: !Ref AWS::AccountId }";

/// Whether it is encrypted with a key whose policy is AWS's.
fn has_own_key(topic: &Topic) -> bool {
    let key = topic.kms_key.get();
    key.is_some_and(|key| key.contains("alias/aws/"))
}

/// A statement for accounts, as the default policy has one, decides nothing here: CloudWatch
/// publishes for the alarm's account.
fn is_refused(topic: &Topic, alarm: &Alarm) -> bool {
    let mut allows = topic.policy.statements.iter();
    let for_accounts = allows.any(|statement| {
        let principals = statement.principals.as_ref();
        statement.effect == Effect::Allow
            && principals.is_none_or(|p| p.everyone || p.incomplete || !p.aws.is_empty())
    });
    let has_policy = !topic.policy.statements.is_empty() && !for_accounts;
    let decision = topic.may_be_published_to(CLOUDWATCH, &alarm.arn);
    has_policy && !alarm.arn.is_empty() && decision.is_denied()
}
