//! Lambda.

mod invocation;

use std::sync::Arc;

use async_trait::async_trait;

pub use invocation::AsyncInvocation;

use super::{cloudwatch::CloudWatch, logs::Logs};
use crate::{
    core::Core,
    fault::Fault,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};

/// Lambda.
pub struct Lambda {
    core: Arc<Core>,
    logs: Arc<Logs>,
    cloudwatch: Arc<CloudWatch>,
}

impl Lambda {
    /// Loads functions, mappings and the queue of asynchronous invocations, and goes on with them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(
        core: &Arc<Core>,
        logs: Arc<Logs>,
        cloudwatch: Arc<CloudWatch>,
    ) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            logs,
            cloudwatch,
        }))
    }

    /// Accepts an asynchronous invocation; it is durable when this returns. The answer is its
    /// request id.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the function is not there; `AccessDeniedException` when a
    /// source is given that the function's resource policy does not let in; a fault that was
    /// injected for the function.
    pub async fn invoke_async(&self, invocation: AsyncInvocation) -> Result<String, Fault> {
        drop((&self.core, &self.logs, &self.cloudwatch, invocation));
        Err(Fault::not_emulated("lambda", "Invoke"))
    }
}

#[async_trait]
impl Service for Lambda {
    fn name(&self) -> &'static str {
        "lambda"
    }

    async fn call(
        &self,
        operation: &str,
        _input: Input,
        _caller: &Caller,
    ) -> Result<Output, Fault> {
        Err(Fault::not_emulated("lambda", operation))
    }
}
