//! Topics and subscriptions.

use std::collections::BTreeMap;

use coagent_template::policy::Policy;
use serde::{Deserialize, Serialize};

use super::{
    default_policy,
    fault::{invalid, refused},
};
use crate::{fault::Fault, principal::Source};

/// A topic with its subscriptions: one record in the store.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Topic {
    pub(super) arn: String,
    /// As they were set: `Policy`, `DisplayName`, `KmsMasterKeyId` and so on.
    pub(super) attributes: BTreeMap<String, String>,
    pub(super) tags: BTreeMap<String, String>,
    /// By ARN.
    pub(super) subscriptions: BTreeMap<String, Subscription>,
}

/// Who gets what is published.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Subscription {
    pub(super) arn: String,
    pub(super) protocol: String,
    pub(super) endpoint: String,
    pub(super) attributes: BTreeMap<String, String>,
    /// E-mail subscriptions wait for a confirmation that nobody can give here.
    pub(super) pending: bool,
}

impl Subscription {
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.get(name).map(String::as_str)
    }

    /// Whether the body is sent without the envelope.
    pub(super) fn is_raw(&self) -> bool {
        self.attribute("RawMessageDelivery") == Some("true")
    }

    /// ARN of the queue for what cannot be delivered.
    pub(super) fn dead_letter_queue(&self) -> Option<String> {
        let policy: serde_json::Value =
            serde_json::from_str(self.attribute("RedrivePolicy")?).ok()?;
        policy["deadLetterTargetArn"].as_str().map(str::to_owned)
    }
}

impl Topic {
    /// The last part of the ARN.
    pub(super) fn name(&self) -> &str {
        self.arn.rsplit(':').next().unwrap_or_default()
    }

    /// Whether a topic that is asked for is this one: it has the attributes and, where there are
    /// any, the tags that the request names.
    ///
    /// # Errors
    /// `InvalidParameter`.
    pub(super) fn same_as(&self, asked: &Self) -> Result<(), Fault> {
        let other = |what: &str| {
            invalid(format!(
                "{what} Reason: Topic already exists with different {}",
                what.to_lowercase()
            ))
        };
        let mut attributes = asked.attributes.iter();
        if !attributes.all(|(name, value)| self.attributes.get(name) == Some(value)) {
            return Err(other("Attributes"));
        }
        match asked.tags.is_empty() || asked.tags == self.tags {
            true => Ok(()),
            false => Err(other("Tags")),
        }
    }

    /// Its policy, or the one that AWS gives to a topic of `account` that comes without one.
    pub(super) fn policy(&self, account: &str) -> String {
        let own = self.attributes.get("Policy").cloned();
        own.unwrap_or_else(|| default_policy(&self.arn, account))
    }

    /// Whether `source` may publish. AWS's default policy lets those in who tell that they publish
    /// for the topic's account (`aws:SourceOwner`): alarms do, EventBridge does not.
    ///
    /// # Errors
    /// `AuthorizationError`.
    pub(super) fn admit(&self, source: &Source, account: &str) -> Result<(), Fault> {
        if allows(&self.policy(account), source, &self.arn) {
            return Ok(());
        }
        Err(refused(format!(
            "{} is not authorized to perform: SNS:Publish on resource: {} for {} because no \
             resource-based policy allows the SNS:Publish action",
            source.principal, self.arn, source.arn
        )))
    }
}

fn allows(document: &str, source: &Source, topic: &str) -> bool {
    let document = serde_json::from_str(document).unwrap_or_default();
    Policy::from_json(&document)
        .is_ok_and(|policy| source.is_allowed_by(&policy, "sns:Publish", topic))
}

#[cfg(test)]
mod tests {
    use super::*;

    const ACCOUNT: &str = "000000000000";

    fn topic(policy: Option<&str>) -> Topic {
        let policy = policy.map(|text| ("Policy".to_owned(), text.to_owned()));
        Topic {
            arn: "arn:aws:sns:us-east-1:000000000000:alerts".into(),
            attributes: policy.into_iter().collect(),
            ..Topic::default()
        }
    }

    fn source(principal: &str) -> Source {
        Source::new(principal, "arn:aws:x:us-east-1:000000000000:y", ACCOUNT)
    }

    #[test]
    fn by_default_alarms_may_publish_and_rules_may_not() {
        let topic = topic(None);
        assert!(
            topic
                .admit(&source("cloudwatch.amazonaws.com"), ACCOUNT)
                .is_ok()
        );
        let fault = topic
            .admit(&source("events.amazonaws.com"), ACCOUNT)
            .unwrap_err();
        assert_eq!(
            (fault.code.as_str(), fault.status),
            ("AuthorizationError", 403)
        );
    }

    #[test]
    fn the_default_policy_lets_alarms_in_whatever_its_statement_is_called() {
        let written = topic(None).policy(ACCOUNT);
        assert!(written.contains("__default_statement_ID"));
        let renamed = written.replace("__default_statement_ID", "Owner");
        for policy in [written, renamed] {
            let topic = topic(Some(&policy));
            let alarm = source("cloudwatch.amazonaws.com");
            assert!(topic.admit(&alarm, ACCOUNT).is_ok(), "{policy}");
            let rule = source("events.amazonaws.com");
            assert!(topic.admit(&rule, ACCOUNT).is_err(), "{policy}");
            let theirs = Source::new("cloudwatch.amazonaws.com", "arn", "111122223333");
            assert!(topic.admit(&theirs, ACCOUNT).is_err(), "{policy}");
        }
    }

    #[test]
    fn a_topic_that_is_asked_for_again_is_the_same_or_refused() {
        let pair = |key: &str, value: &str| [(key.to_owned(), value.to_owned())].into();
        let known = Topic {
            attributes: pair("DisplayName", "Alerts"),
            tags: pair("team", "shop"),
            ..topic(None)
        };
        assert!(known.same_as(&topic(None)).is_ok());
        assert!(known.same_as(&known.clone()).is_ok());
        let tags = Topic {
            tags: pair("team", "till"),
            ..topic(None)
        };
        let attributes = Topic {
            attributes: pair("DisplayName", "Others"),
            ..topic(None)
        };
        for (other, why) in [
            (tags, "different tags"),
            (attributes, "different attributes"),
        ] {
            let fault = known.same_as(&other).unwrap_err();
            assert_eq!(fault.code, "InvalidParameter");
            assert!(fault.message.ends_with(why), "{}", fault.message);
        }
    }

    #[test]
    fn a_policy_decides_alone() {
        let topic = topic(Some(
            r#"{"Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},
                "Action":"sns:Publish","Resource":"*"}]}"#,
        ));
        assert!(
            topic
                .admit(&source("events.amazonaws.com"), ACCOUNT)
                .is_ok()
        );
        assert!(
            topic
                .admit(&source("cloudwatch.amazonaws.com"), ACCOUNT)
                .is_err()
        );
    }
}
