//! A bus that keeps what was published.

use std::collections::BTreeMap;
use std::sync::Mutex;

use async_trait::async_trait;

use super::lock;
use crate::seams::{Bus, Publication, Refusal, SeamError};

/// A bus in memory. What it publishes can be taken out and routed by a test.
#[derive(Debug, Default)]
pub struct MemoryBus {
    published: Mutex<Vec<Publication>>,
    refusals: Mutex<BTreeMap<usize, Refusal>>,
    failures: Mutex<Vec<SeamError>>,
}

impl MemoryBus {
    /// Everything accepted so far and not taken.
    pub fn published(&self) -> Vec<Publication> {
        lock(&self.published).clone()
    }

    /// Takes everything accepted so far.
    pub fn take(&self) -> Vec<Publication> {
        std::mem::take(&mut lock(&self.published))
    }

    /// Refuses the entry at this index of the next call.
    pub fn refuse_once(&self, index: usize, code: &str, transient: bool) {
        let refusal = Refusal {
            code: code.to_owned(),
            message: String::new(),
            transient,
        };
        lock(&self.refusals).insert(index, refusal);
    }

    /// Makes the next calls fail with these errors, one each.
    pub fn fail(&self, errors: impl IntoIterator<Item = SeamError>) {
        lock(&self.failures).extend(errors);
    }
}

#[async_trait]
impl Bus for MemoryBus {
    async fn publish(
        &self,
        publications: &[Publication],
    ) -> Result<Vec<Result<String, Refusal>>, SeamError> {
        if let Some(error) = lock(&self.failures).pop() {
            return Err(error);
        }
        let mut refusals = std::mem::take(&mut *lock(&self.refusals));
        let mut published = lock(&self.published);
        let accept = |(index, publication): (usize, &Publication)| match refusals.remove(&index) {
            Some(refusal) => Err(refusal),
            None => {
                published.push(publication.clone());
                Ok(format!("published-{}", published.len()))
            }
        };
        Ok(publications.iter().enumerate().map(accept).collect())
    }
}
