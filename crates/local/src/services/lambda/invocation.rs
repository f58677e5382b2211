//! What another service asks Lambda to run.

use crate::principal::Source;

/// An invocation that nobody waits for.
#[derive(Clone, Debug)]
pub struct AsyncInvocation {
    /// Name or ARN, with or without a qualifier (`name`, `name:live`, `arn:…:function:name:7`).
    pub function: String,
    /// The event, a JSON document of up to 1 MiB.
    pub payload: Vec<u8>,
    /// On whose behalf; `None` is the account itself, which needs no permission.
    pub source: Option<Source>,
    /// X-Ray trace header to carry on.
    pub trace_header: Option<String>,
}
