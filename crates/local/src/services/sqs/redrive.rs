//! Where a queue's failed messages go, and which queues may send theirs to it.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::fault;
use crate::fault::Fault;

/// `RedrivePolicy`: after so many receives a message goes to the dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct RedrivePolicy {
    /// ARN of the dead-letter queue.
    pub dead_letter_target_arn: String,
    /// 1 to 1,000.
    pub max_receive_count: u32,
}

impl RedrivePolicy {
    /// Reads the attribute; clients write the count as number and as text.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let invalid = |reason: &str| {
            fault::invalid_parameter(format!(
                "Value {text} for parameter RedrivePolicy is invalid. Reason: {reason}"
            ))
        };
        let policy: Value = serde_json::from_str(text)
            .map_err(|_| invalid("Redrive policy is not a valid JSON map."))?;
        let target = policy["deadLetterTargetArn"].as_str().ok_or_else(|| {
            invalid("Redrive policy does not contain mandatory attribute: deadLetterTargetArn.")
        })?;
        let count = match &policy["maxReceiveCount"] {
            Value::Number(number) => number.as_u64(),
            Value::String(text) => text.parse().ok(),
            _ => {
                return Err(invalid(
                    "Redrive policy does not contain mandatory attribute: maxReceiveCount.",
                ));
            }
        };
        match count.and_then(|count| u32::try_from(count).ok()) {
            Some(max_receive_count @ 1..=1000) => Ok(Self {
                dead_letter_target_arn: target.to_owned(),
                max_receive_count,
            }),
            _ => Err(invalid(
                "Invalid value for maxReceiveCount: it must be between 1 and 1000.",
            )),
        }
    }
}

/// `RedriveAllowPolicy`: which queues may name this one as their dead-letter queue.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", tag = "redrivePermission")]
pub(crate) enum RedriveAllowPolicy {
    /// Every queue of the account.
    AllowAll,
    /// None.
    DenyAll,
    /// These, ten at most.
    #[serde(rename_all = "camelCase")]
    ByQueue {
        /// ARNs.
        source_queue_arns: Vec<String>,
    },
}

impl RedriveAllowPolicy {
    /// Reads the attribute.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let policy: Option<Self> = serde_json::from_str(text).ok();
        match policy {
            Some(Self::ByQueue { source_queue_arns }) if !(1..=10).contains(&source_queue_arns.len()) => None,
            other => other,
        }
        .ok_or_else(|| {
            fault::invalid_parameter(format!(
                "Value {text} for parameter RedriveAllowPolicy is invalid. Reason: Amazon SQS can't create the redrive allow policy, as it's in an unsupported format."
            ))
        })
    }

    /// Whether `source` may use the queue.
    pub(crate) fn allows(&self, source: &str) -> bool {
        match self {
            Self::AllowAll => true,
            Self::DenyAll => false,
            Self::ByQueue { source_queue_arns } => {
                source_queue_arns.iter().any(|arn| arn == source)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_count_may_be_text() {
        let policy =
            RedrivePolicy::parse(r#"{"deadLetterTargetArn":"a","maxReceiveCount":"3"}"#).unwrap();
        assert_eq!(policy.max_receive_count, 3);
    }

    #[test]
    fn what_is_missing_or_out_of_range_is_refused() {
        for text in [
            "no json",
            "{}",
            r#"{"deadLetterTargetArn":"a"}"#,
            r#"{"deadLetterTargetArn":"a","maxReceiveCount":0}"#,
            r#"{"deadLetterTargetArn":"a","maxReceiveCount":1001}"#,
        ] {
            assert!(RedrivePolicy::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_allow_policy_names_its_queues() {
        let policy =
            RedriveAllowPolicy::parse(r#"{"redrivePermission":"byQueue","sourceQueueArns":["a"]}"#)
                .unwrap();
        assert!(policy.allows("a") && !policy.allows("b"));
        assert!(
            RedriveAllowPolicy::parse(r#"{"redrivePermission":"byQueue","sourceQueueArns":[]}"#)
                .is_err()
        );
        assert!(
            !RedriveAllowPolicy::parse(r#"{"redrivePermission":"denyAll"}"#)
                .unwrap()
                .allows("a")
        );
    }
}
