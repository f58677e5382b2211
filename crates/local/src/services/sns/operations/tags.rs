//! Tags of topics.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::sns::{
        Sns,
        fault::{no_resource, too_many_tags},
        model::{Tag, TagInput, TagsOutput},
        topic::Topic,
    },
};

/// Tags of a topic.
const MOST_TAGS: usize = 50;

impl Sns {
    fn tagged(&self, topic: &str) -> Result<Topic, Fault> {
        self.directory.topic(topic).map_err(|_| no_resource())
    }

    pub(crate) async fn tag_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.tagged(&input.resource_arn)?;
        self.directory
            .change(&input.resource_arn, |topic| {
                topic
                    .tags
                    .extend(input.tags.into_iter().map(|tag| (tag.key, tag.value)));
                match topic.tags.len() > MOST_TAGS {
                    true => Err(too_many_tags()),
                    false => Ok(Map::new()),
                }
            })
            .await
    }

    pub(crate) async fn untag_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.tagged(&input.resource_arn)?;
        self.directory
            .change(&input.resource_arn, |topic| {
                topic.tags.retain(|key, _| !input.tag_keys.contains(key));
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn list_tags_for_resource(
        &self,
        input: TagInput,
        _caller: &Caller,
    ) -> Result<TagsOutput, Fault> {
        let topic = self.tagged(&input.resource_arn)?;
        let tag = |(key, value)| Tag { key, value };
        Ok(TagsOutput {
            tags: topic.tags.into_iter().map(tag).collect(),
        })
    }
}
