//! The attributes of a queue that can be set.

use std::collections::BTreeMap;

use coagent_template::policy::Policy;
use serde::{Deserialize, Serialize};

use super::{
    fault,
    redrive::{RedriveAllowPolicy, RedrivePolicy},
};
use crate::fault::Fault;

/// The most bytes of a message, and of a batch.
pub(crate) const MAX_BYTES: usize = 1_048_576;

/// What a queue is set to. Times in seconds.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct Settings {
    pub delay: u32,
    pub max_message_bytes: u32,
    pub retention: u32,
    pub receive_wait: u32,
    pub visibility: u32,
    pub policy: Option<String>,
    pub redrive: Option<RedrivePolicy>,
    pub redrive_allow: Option<RedriveAllowPolicy>,
    pub kms_key: Option<String>,
    pub kms_reuse: u32,
    pub managed_sse: bool,
    pub fifo: bool,
    pub content_deduplication: bool,
    pub deduplication_scope: Scope,
    pub throughput_limit: Limit,
}

/// Where two messages with one deduplication id are the same message.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum Scope {
    #[default]
    Queue,
    MessageGroup,
}

/// What AWS counts its throughput quota by; stored and shown, there is no quota here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) enum Limit {
    #[default]
    PerQueue,
    PerMessageGroupId,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            delay: 0,
            max_message_bytes: MAX_BYTES as u32,
            retention: 345_600,
            receive_wait: 0,
            visibility: 30,
            policy: None,
            redrive: None,
            redrive_allow: None,
            kms_key: None,
            kms_reuse: 300,
            managed_sse: true,
            fifo: false,
            content_deduplication: false,
            deduplication_scope: Scope::Queue,
            throughput_limit: Limit::PerQueue,
        }
    }
}

impl Settings {
    /// The settings after these attributes are set on top. An empty value takes an attribute away.
    ///
    /// # Errors
    /// `InvalidAttributeName`, `InvalidAttributeValue`, or `InvalidParameterValue` for a policy.
    pub(crate) fn with(&self, attributes: &BTreeMap<String, String>) -> Result<Self, Fault> {
        let mut settings = self.clone();
        for (name, value) in attributes {
            settings.set(name, value)?;
        }
        settings.check(attributes)?;
        Ok(settings)
    }

    /// What each attribute says is valid; whether they go together is looked at when all are set.
    fn check(&self, asked: &BTreeMap<String, String>) -> Result<(), Fault> {
        if self.throughput_limit == Limit::PerMessageGroupId
            && self.deduplication_scope == Scope::Queue
        {
            return Err(fault::attributes_disagree(
                "FifoThroughputLimit can be perMessageGroupId only when DeduplicationScope is messageGroup.",
            ));
        }
        if self.managed_sse
            && asked
                .get("KmsMasterKeyId")
                .is_some_and(|key| !key.is_empty())
        {
            return Err(fault::attributes_disagree(
                "You can use one type of server-side encryption (SSE) at one time. You can either enable KMS SSE or SQS SSE.",
            ));
        }
        Ok(())
    }

    fn set(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        match name {
            "DelaySeconds" => self.delay = number(name, value, 0, 900)?,
            "MaximumMessageSize" => {
                self.max_message_bytes = number(name, value, 1024, MAX_BYTES as u32)?;
            }
            "MessageRetentionPeriod" => self.retention = number(name, value, 60, 1_209_600)?,
            "ReceiveMessageWaitTimeSeconds" => self.receive_wait = number(name, value, 0, 20)?,
            "VisibilityTimeout" => self.visibility = number(name, value, 0, 43_200)?,
            "KmsDataKeyReusePeriodSeconds" => self.kms_reuse = number(name, value, 60, 86_400)?,
            "Policy" => self.policy = policy_or_none(name, value)?,
            "RedrivePolicy" => self.redrive = some(value).map(RedrivePolicy::parse).transpose()?,
            "RedriveAllowPolicy" => {
                self.redrive_allow = some(value).map(RedriveAllowPolicy::parse).transpose()?;
            }
            "KmsMasterKeyId" => self.set_kms_key(value),
            "SqsManagedSseEnabled" => self.set_managed_sse(flag(name, value)?),
            "FifoQueue"
            | "ContentBasedDeduplication"
            | "DeduplicationScope"
            | "FifoThroughputLimit" => self.set_fifo(name, value)?,
            other => return Err(fault::unknown_attribute(other)),
        }
        Ok(())
    }

    /// A queue is encrypted by one kind of key at a time.
    fn set_kms_key(&mut self, value: &str) {
        self.kms_key = some(value).map(str::to_owned);
        self.managed_sse = self.kms_key.is_none() && self.managed_sse;
    }

    fn set_managed_sse(&mut self, managed: bool) {
        self.managed_sse = managed;
        if managed {
            self.kms_key = None;
        }
    }

    fn set_fifo(&mut self, name: &str, value: &str) -> Result<(), Fault> {
        if name == "FifoQueue" {
            // `false` is no value of this attribute: a standard queue does without it.
            return match flag(name, value)? {
                true if self.fifo => Ok(()),
                _ => Err(fault::unknown_attribute(name)),
            };
        }
        if !self.fifo {
            return Err(fault::unknown_attribute(name));
        }
        match (name, value) {
            ("ContentBasedDeduplication", _) => self.content_deduplication = flag(name, value)?,
            ("DeduplicationScope", "queue") => self.deduplication_scope = Scope::Queue,
            ("DeduplicationScope", "messageGroup") => {
                self.deduplication_scope = Scope::MessageGroup
            }
            ("FifoThroughputLimit", "perQueue") => self.throughput_limit = Limit::PerQueue,
            ("FifoThroughputLimit", "perMessageGroupId") => {
                self.throughput_limit = Limit::PerMessageGroupId;
            }
            _ => return Err(fault::invalid_attribute_value(name)),
        }
        Ok(())
    }

    /// The settings as attributes, those without a value left out.
    pub(crate) fn attributes(&self) -> BTreeMap<String, String> {
        let mut all = BTreeMap::new();
        let mut put = |name: &str, value: String| drop(all.insert(name.to_owned(), value));
        put("DelaySeconds", self.delay.to_string());
        put("MaximumMessageSize", self.max_message_bytes.to_string());
        put("MessageRetentionPeriod", self.retention.to_string());
        put(
            "ReceiveMessageWaitTimeSeconds",
            self.receive_wait.to_string(),
        );
        put("VisibilityTimeout", self.visibility.to_string());
        put("SqsManagedSseEnabled", self.managed_sse.to_string());
        if let Some(key) = &self.kms_key {
            put("KmsMasterKeyId", key.clone());
            put("KmsDataKeyReusePeriodSeconds", self.kms_reuse.to_string());
        }
        if let Some(policy) = &self.policy {
            put("Policy", policy.clone());
        }
        if let Some(policy) = &self.redrive {
            put("RedrivePolicy", json(policy));
        }
        if let Some(policy) = &self.redrive_allow {
            put("RedriveAllowPolicy", json(policy));
        }
        if self.fifo {
            all.extend(self.fifo_attributes());
        }
        all
    }

    fn fifo_attributes(&self) -> [(String, String); 4] {
        let scope = match self.deduplication_scope {
            Scope::Queue => "queue",
            Scope::MessageGroup => "messageGroup",
        };
        let limit = match self.throughput_limit {
            Limit::PerQueue => "perQueue",
            Limit::PerMessageGroupId => "perMessageGroupId",
        };
        [
            ("FifoQueue", "true".to_owned()),
            (
                "ContentBasedDeduplication",
                self.content_deduplication.to_string(),
            ),
            ("DeduplicationScope", scope.to_owned()),
            ("FifoThroughputLimit", limit.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    }
}

fn number(name: &str, value: &str, least: u32, most: u32) -> Result<u32, Fault> {
    match value.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(fault::invalid_attribute_value(name)),
    }
}

fn flag(name: &str, value: &str) -> Result<bool, Fault> {
    match value.to_ascii_lowercase().as_str() {
        "true" => Ok(true),
        "false" => Ok(false),
        _ => Err(fault::invalid_attribute_value(name)),
    }
}

fn some(value: &str) -> Option<&str> {
    (!value.is_empty()).then_some(value)
}

/// A policy whose statements are about queues.
fn policy_or_none(name: &str, value: &str) -> Result<Option<String>, Fault> {
    let Some(text) = some(value) else {
        return Ok(None);
    };
    let document = serde_json::from_str(text).unwrap_or_default();
    let policy = Policy::from_json(&document).unwrap_or_default();
    let mut actions = policy
        .statements
        .iter()
        .flat_map(|one| &one.actions.patterns);
    let is_ours =
        |action: &String| action == "*" || action.to_ascii_lowercase().starts_with("sqs:");
    match !policy.statements.is_empty() && actions.all(is_ours) {
        true => Ok(Some(text.to_owned())),
        false => Err(fault::invalid_attribute_value(name)),
    }
}

fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).expect("policies are plain data")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(attributes: &[(&str, &str)], fifo: bool) -> Result<Settings, Fault> {
        let attributes = attributes
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let base = Settings {
            fifo,
            ..Settings::default()
        };
        base.with(&attributes)
    }

    #[test]
    fn what_is_set_is_shown() {
        let settings = set(
            &[("VisibilityTimeout", "300"), ("DelaySeconds", "5")],
            false,
        )
        .unwrap();
        let shown = settings.attributes();
        assert_eq!(
            (
                shown["VisibilityTimeout"].as_str(),
                shown["DelaySeconds"].as_str()
            ),
            ("300", "5")
        );
        assert_eq!(Settings::default().with(&shown).unwrap(), settings);
    }

    #[test]
    fn limits_are_those_of_the_service() {
        for (name, value) in [
            ("DelaySeconds", "901"),
            ("MaximumMessageSize", "1023"),
            ("MaximumMessageSize", "1048577"),
            ("MessageRetentionPeriod", "59"),
            ("ReceiveMessageWaitTimeSeconds", "21"),
            ("VisibilityTimeout", "-1"),
            ("Policy", "not json"),
            ("Policy", r#"{"a":1}"#),
            (
                "Policy",
                r#"{"Statement":{"Effect":"Allow","Principal":"*","Action":"sns:Publish"}}"#,
            ),
        ] {
            let fault = set(&[(name, value)], false).unwrap_err();
            assert_eq!(fault.code, "InvalidAttributeValue", "{name}={value}");
        }
    }

    #[test]
    fn attributes_of_fifo_queues_are_unknown_to_standard_ones() {
        let fault = set(&[("ContentBasedDeduplication", "true")], false).unwrap_err();
        assert_eq!(fault.code, "InvalidAttributeName");
        assert!(
            set(&[("ContentBasedDeduplication", "true")], true)
                .unwrap()
                .content_deduplication
        );
    }

    #[test]
    fn a_key_of_ones_own_ends_managed_encryption() {
        let settings = set(&[("KmsMasterKeyId", "alias/k")], false).unwrap();
        assert!(!settings.managed_sse);
        let back = BTreeMap::from([("SqsManagedSseEnabled".to_owned(), "true".to_owned())]);
        assert_eq!(settings.with(&back).unwrap().kms_key, None);
    }

    #[test]
    fn a_queue_is_encrypted_by_one_kind_of_key() {
        let both = [
            ("KmsMasterKeyId", "alias/k"),
            ("SqsManagedSseEnabled", "true"),
        ];
        let fault = set(&both, false).unwrap_err();
        assert_eq!(fault.code, "InvalidAttributeValue");
        let other = [
            ("KmsMasterKeyId", "alias/k"),
            ("SqsManagedSseEnabled", "false"),
        ];
        assert!(set(&other, false).is_ok());
    }

    #[test]
    fn throughput_by_group_needs_deduplication_by_group() {
        let limit = ("FifoThroughputLimit", "perMessageGroupId");
        let fault = set(&[limit], true).unwrap_err();
        assert_eq!(fault.code, "InvalidAttributeValue");
        assert!(set(&[limit, ("DeduplicationScope", "messageGroup")], true).is_ok());
    }
}
