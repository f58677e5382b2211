//! All topics, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{
    fault::{no_subscription, no_topic},
    limits,
    topic::{Subscription, Topic},
};
use crate::{
    core::Core,
    fault::Fault,
    store::{Batch, StoreError, Table},
};

const TOPICS: Table = Table("sns.topics");

/// Every topic of the environment, by ARN.
pub(super) struct Directory {
    core: Arc<Core>,
    topics: Mutex<BTreeMap<String, Topic>>,
}

impl Directory {
    pub(super) fn open(core: &Arc<Core>) -> Result<Self, StoreError> {
        Ok(Self {
            core: Arc::clone(core),
            topics: Mutex::new(core.store.load(TOPICS)?.into_iter().collect()),
        })
    }

    /// The topics, to look at.
    pub(super) fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Topic>> {
        self.topics.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// One topic as it is now.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn topic(&self, arn: &str) -> Result<Topic, Fault> {
        self.lock().get(arn).cloned().ok_or_else(no_topic)
    }

    /// One subscription as it is now, with the ARN of its topic.
    ///
    /// # Errors
    /// `NotFound`.
    pub(super) fn subscription(&self, arn: &str) -> Result<(String, Subscription), Fault> {
        let topic = topic_of(arn).ok_or_else(no_subscription)?;
        let topics = self.lock();
        let found = topics
            .get(topic)
            .and_then(|topic| topic.subscriptions.get(arn));
        let subscription = found.cloned().ok_or_else(no_subscription)?;
        Ok((topic.to_owned(), subscription))
    }

    /// Changes one topic; the change is durable when this returns.
    ///
    /// # Errors
    /// `NotFound`; what `change` says (then nothing is changed); a failed disk.
    pub(super) async fn change<T>(
        &self,
        arn: &str,
        change: impl FnOnce(&mut Topic) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (answer, commit) = {
            let mut topics = self.lock();
            let mut topic = topics.get(arn).cloned().ok_or_else(no_topic)?;
            let answer = change(&mut topic)?;
            let mut batch = Batch::new();
            batch.put(TOPICS, arn, &topic);
            topics.insert(arn.to_owned(), topic);
            (answer, self.core.store.commit(batch))
        };
        commit.durable().await?;
        Ok(answer)
    }

    /// Adds a topic unless it is there as it is asked for.
    ///
    /// # Errors
    /// `InvalidParameter` when it is there and another; `TopicLimitExceeded`; a failed disk.
    pub(super) async fn add(&self, topic: Topic) -> Result<(), Fault> {
        let commit = {
            let mut topics = self.lock();
            let mut batch = Batch::new();
            match topics.get(&topic.arn) {
                Some(known) => known.same_as(&topic)?,
                None => {
                    limits::topics(topics.len())?;
                    batch.put(TOPICS, topic.arn.as_str(), &topic);
                    topics.insert(topic.arn.clone(), topic);
                }
            }
            self.core.store.commit(batch)
        };
        commit.durable().await
    }

    /// Removes a topic with its subscriptions; nothing happens when it is not there.
    ///
    /// # Errors
    /// When the disk fails.
    pub(super) async fn remove(&self, arn: &str) -> Result<(), Fault> {
        let commit = {
            let mut topics = self.lock();
            topics.remove(arn);
            let mut batch = Batch::new();
            batch.delete(TOPICS, arn);
            self.core.store.commit(batch)
        };
        commit.durable().await
    }
}

/// The ARN of the topic in the ARN of a subscription.
pub(super) fn topic_of(subscription: &str) -> Option<&str> {
    subscription.rsplit_once(':').map(|(topic, _)| topic)
}
