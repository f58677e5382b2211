//! Functions, what feeds them, and the roles they use.

use serde::Serialize;

use crate::policy::Policy;
use crate::position::Span;
use crate::wiring::{Origin, Setting};

/// A Lambda function.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Function {
    /// Its name.
    pub name: String,
    /// Its ARN, unqualified.
    pub arn: String,
    /// The handler: of our bundle, the processor's name.
    pub handler: Setting<String>,
    /// For instance `provided.al2023`.
    pub runtime: Setting<String>,
    /// The role's ARN.
    pub role: Setting<String>,
    /// Seconds; the default is 3.
    pub timeout_seconds: Setting<i64>,
    /// The queue or topic for asynchronous invocations that failed.
    pub dead_letter: Setting<String>,
    /// How asynchronous invocations are retried and where they end.
    pub asynchronous: AsyncInvoke,
    /// The name of its log group.
    pub log_group: String,
    /// `Active` or `PassThrough`.
    pub tracing: Setting<String>,
    /// Environment variables whose values are known (tokens included).
    pub environment: Vec<(String, String)>,
    /// At most so many at once.
    pub reserved_concurrency: Setting<i64>,
    /// Who may invoke it.
    pub policy: Policy,
    /// Where it comes from.
    pub origin: Origin,
}

/// Asynchronous invocation. The service's defaults are 2 retries and 21,600 seconds.
#[derive(Clone, Debug, Default, Serialize)]
pub struct AsyncInvoke {
    /// `MaximumRetryAttempts`, 0 to 2.
    pub retries: Setting<i64>,
    /// `MaximumEventAgeInSeconds`, 60 to 21,600.
    pub age_seconds: Setting<i64>,
    /// Where failed invocations go.
    pub on_failure: Setting<String>,
    /// Where successful invocations go.
    pub on_success: Setting<String>,
    /// Where it is written.
    pub span: Option<Span>,
}

/// An event source mapping: pulls from a queue or stream into a function.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Mapping {
    /// The queue's or stream's ARN.
    pub source: Setting<String>,
    /// The function's name or ARN.
    pub function: Setting<String>,
    /// Whether it is on; the default is true.
    pub enabled: Setting<bool>,
    /// Records a batch; for a queue the default is 10.
    pub batch_size: Setting<i64>,
    /// Seconds that a batch is waited for.
    pub batch_window_seconds: Setting<i64>,
    /// Whether the function reports which records failed (`ReportBatchItemFailures`).
    pub partial_failures: Setting<bool>,
    /// Where records of a stream go that could not be processed.
    pub on_failure: Setting<String>,
    /// Where it comes from.
    pub origin: Origin,
}

/// An IAM role.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Role {
    /// Its name.
    pub name: String,
    /// Its ARN.
    pub arn: String,
    /// Who may assume it.
    pub trust: Policy,
    /// What it may do.
    pub permissions: Policy,
    /// ARNs of managed policies, which are not evaluated.
    pub managed: Vec<String>,
    /// Whether it may do more than is known here.
    pub incomplete: bool,
    /// Where it comes from.
    pub origin: Origin,
}
