//! A dead-letter queue and its targets.

use std::sync::{
    Mutex,
    atomic::{AtomicUsize, Ordering},
};

use async_trait::async_trait;

use super::lock;
use crate::seams::{Attributes, DeadLetter, DeadLetters, SeamError, Targets};

#[derive(Debug)]
struct Stored {
    letter: DeadLetter,
    hidden: bool,
}

/// A queue in memory; what is received stays hidden until released.
#[derive(Debug, Default)]
pub struct MemoryQueue {
    stored: Mutex<Vec<Stored>>,
    /// How many messages ever came: no two have the same id.
    came: AtomicUsize,
}

impl MemoryQueue {
    /// Every message in the queue, hidden or not.
    pub fn letters(&self) -> Vec<DeadLetter> {
        lock(&self.stored)
            .iter()
            .map(|stored| stored.letter.clone())
            .collect()
    }

    /// How many messages can be received.
    pub fn visible(&self) -> usize {
        lock(&self.stored)
            .iter()
            .filter(|stored| !stored.hidden)
            .count()
    }

    /// Puts a message with these attributes into the queue.
    pub fn put(&self, body: &str, attributes: Attributes) {
        let mut stored = lock(&self.stored);
        let id = format!("m-{}", self.came.fetch_add(1, Ordering::Relaxed) + 1);
        let letter = DeadLetter {
            receipt: id.clone(),
            id,
            body: body.to_owned(),
            attributes,
        };
        stored.push(Stored {
            letter,
            hidden: false,
        });
    }
}

#[async_trait]
impl DeadLetters for MemoryQueue {
    async fn send(&self, body: &str, attributes: &Attributes) -> Result<(), SeamError> {
        self.put(body, attributes.clone());
        Ok(())
    }

    async fn receive(&self, max: i32) -> Result<Vec<DeadLetter>, SeamError> {
        let mut stored = lock(&self.stored);
        let most = usize::try_from(max).unwrap_or(0);
        let visible = stored.iter_mut().filter(|stored| !stored.hidden).take(most);
        Ok(visible
            .map(|stored| {
                stored.hidden = true;
                stored.letter.clone()
            })
            .collect())
    }

    async fn delete(&self, receipt: &str) -> Result<(), SeamError> {
        lock(&self.stored).retain(|stored| stored.letter.receipt != receipt);
        Ok(())
    }

    async fn release(&self, receipt: &str) -> Result<(), SeamError> {
        let mut stored = lock(&self.stored);
        stored
            .iter_mut()
            .filter(|s| s.letter.receipt == receipt)
            .for_each(|s| s.hidden = false);
        Ok(())
    }
}

/// Targets that keep what they were handed.
#[derive(Debug, Default)]
pub struct MemoryTargets {
    delivered: Mutex<Vec<(String, String)>>,
    failures: Mutex<Vec<SeamError>>,
}

impl MemoryTargets {
    /// What was handed over: target ARN and payload.
    pub fn delivered(&self) -> Vec<(String, String)> {
        lock(&self.delivered).clone()
    }

    /// Makes the next deliveries fail with these errors, one each.
    pub fn fail(&self, errors: impl IntoIterator<Item = SeamError>) {
        lock(&self.failures).extend(errors);
    }
}

#[async_trait]
impl Targets for MemoryTargets {
    async fn deliver(&self, target_arn: &str, payload: &str) -> Result<(), SeamError> {
        if let Some(error) = lock(&self.failures).pop() {
            return Err(error);
        }
        lock(&self.delivered).push((target_arn.to_owned(), payload.to_owned()));
        Ok(())
    }
}
