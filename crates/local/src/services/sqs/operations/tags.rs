//! The tags of a queue.

use std::collections::BTreeMap;

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs, fault,
        model::{Nothing, OfQueue, QueueTags, TagQueue, UntagQueue},
    },
};

type Tags = BTreeMap<String, String>;

impl Sqs {
    pub(crate) async fn tag_queue(&self, input: TagQueue, _: &Caller) -> Result<Nothing, Fault> {
        self.edit_tags(&input.queue_url, |tags| {
            tags.extend(input.tags);
            if tags.len() > 50 {
                return Err(fault::invalid_parameter(
                    "Too many tags added for queue: at most 50 are allowed.",
                ));
            }
            Ok(())
        })
        .await
    }

    pub(crate) async fn untag_queue(
        &self,
        input: UntagQueue,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        self.edit_tags(&input.queue_url, |tags| {
            tags.retain(|key, _| !input.tag_keys.contains(key));
            Ok(())
        })
        .await
    }

    pub(crate) async fn list_queue_tags(
        &self,
        input: OfQueue,
        _: &Caller,
    ) -> Result<QueueTags, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let tags = cell.lock().record.tags.clone();
        Ok(QueueTags { tags })
    }

    async fn edit_tags(
        &self,
        url: &str,
        edit: impl FnOnce(&mut Tags) -> Result<(), Fault>,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(url)?;
        let (outcome, commit) = cell.change(&self.core.store, |queue, batch| {
            let mut tags = queue.record.tags.clone();
            edit(&mut tags)?;
            queue.record.tags = tags;
            queue.record.save(batch);
            Ok::<(), Fault>(())
        })?;
        outcome?;
        commit.durable().await?;
        Ok(Nothing {})
    }
}
