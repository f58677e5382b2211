//! Tables, buckets and log groups.

use serde::Serialize;

use crate::position::Span;
use crate::wiring::{Origin, Setting};

/// A DynamoDB table.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Table {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// The kind of stream (`NEW_IMAGE` …), when it has one.
    pub stream: Setting<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// An S3 bucket.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Bucket {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// What it tells of its objects.
    pub notifications: Vec<Notification>,
    /// Whether it sends its events to the default bus.
    pub eventbridge: bool,
    /// Where it comes from.
    pub origin: Origin,
}

/// A notification of a bucket.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Notification {
    /// For instance `s3:ObjectCreated:*`.
    pub event: String,
    /// The function, queue or topic.
    pub destination: Setting<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// A log group.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LogGroup {
    /// Its name.
    pub name: String,
    /// Its ARN, which ends in `:*`.
    pub arn: String,
    /// Days; absent keeps for ever.
    pub retention_days: Setting<i64>,
    /// Where it comes from.
    pub origin: Origin,
}
