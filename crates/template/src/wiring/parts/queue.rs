//! Queues and topics.

use serde::Serialize;

use crate::policy::Policy;
use crate::position::Span;
use crate::truth::Truth;
use crate::wiring::{Origin, Setting};

/// An SQS queue.
#[derive(Clone, Debug, Serialize)]
pub struct Queue {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Its URL.
    pub url: String,
    /// Whether it is a FIFO queue.
    pub fifo: bool,
    /// Seconds; the default is 30.
    pub visibility_seconds: Setting<i64>,
    /// Seconds; the default is 345,600 (four days), the most 1,209,600.
    pub retention_seconds: Setting<i64>,
    /// Whether messages are encrypted at rest; SSE-SQS is the default since 2022.
    pub encrypted: Truth,
    /// The key, when it is encrypted with one of KMS.
    pub kms_key: Setting<String>,
    /// Where messages go that are received too often.
    pub redrive: Setting<Redrive>,
    /// Who may send to it and receive from it.
    pub policy: Policy,
    /// Where it comes from.
    pub origin: Origin,
}

impl Default for Queue {
    fn default() -> Queue {
        Queue {
            name: String::new(),
            arn: String::new(),
            url: String::new(),
            fifo: false,
            visibility_seconds: Setting::Absent,
            retention_seconds: Setting::Absent,
            encrypted: Truth::True,
            kms_key: Setting::Absent,
            redrive: Setting::Absent,
            policy: Policy::default(),
            origin: Origin::default(),
        }
    }
}

/// A redrive policy.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Redrive {
    /// The dead-letter queue's ARN; `None` when it is not known.
    pub target: Option<String>,
    /// Receives before a message is moved, 1 to 1,000.
    pub max_receives: Option<i64>,
}

/// An SNS topic.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Topic {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Who may publish.
    pub policy: Policy,
    /// The key, when it is encrypted.
    pub kms_key: Setting<String>,
    /// Who is told.
    pub subscriptions: Vec<Subscription>,
    /// Where it comes from.
    pub origin: Origin,
}

/// A subscription of a topic.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Subscription {
    /// For instance `sqs`, `lambda`, `email`.
    pub protocol: Setting<String>,
    /// The ARN, address or URL.
    pub endpoint: Setting<String>,
    /// The queue for messages that could not be delivered.
    pub dead_letter: Setting<String>,
    /// Where it is written.
    pub span: Option<Span>,
}
