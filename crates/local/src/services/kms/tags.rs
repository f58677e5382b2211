//! Tags of keys.

use std::collections::BTreeMap;

use super::{
    Kms, faults,
    model::{self, Nothing, Tag},
    paging::page,
};
use crate::{fault::Fault, service::Caller};

type Answer<T> = Result<T, Fault>;

/// The most tags that a key has beside those that AWS sets.
const TAGS: usize = 50;
/// What tags that AWS sets begin with, and those of stacks, which come through here.
const RESERVED: &str = "aws:";
const OF_STACKS: &str = "aws:cloudformation:";

impl Kms {
    pub(super) async fn tag_resource(&self, input: model::TagKey, _: &Caller) -> Answer<Nothing> {
        let tags = checked(input.tags)?;
        self.switch(&input.key_id, |key| {
            let mut all = key.tags.clone();
            all.extend(tags);
            key.tags = limited(all)?;
            Ok(())
        })
        .await
    }

    pub(super) async fn untag_resource(
        &self,
        input: model::UntagKey,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.switch(&input.key_id, |key| {
            key.tags.retain(|name, _| !input.tag_keys.contains(name));
            Ok(())
        })
        .await
    }

    pub(super) async fn list_resource_tags(
        &self,
        input: model::KeyPage,
        _: &Caller,
    ) -> Answer<model::Tags> {
        let limit = input.limit.unwrap_or(TAGS);
        let (tags, next_marker) = self.look(&input.key_id, |key| {
            let tags = key.tags.iter().map(|(key, value)| Tag {
                tag_key: key.clone(),
                tag_value: value.clone(),
            });
            page(tags, input.marker.as_deref(), limit, |tag| {
                tag.tag_key.clone()
            })
        })??;
        Ok(model::Tags {
            tags,
            truncated: next_marker.is_some(),
            next_marker,
        })
    }
}

/// The tags of a new key.
pub(super) fn of_new(tags: Vec<Tag>) -> Answer<BTreeMap<String, String>> {
    limited(checked(tags)?)
}

/// Tags as KMS takes them: each key once, and none of those that AWS sets.
fn checked(tags: Vec<Tag>) -> Answer<BTreeMap<String, String>> {
    let mut checked = BTreeMap::new();
    for tag in tags {
        let name = tag.tag_key.to_ascii_lowercase();
        if name.starts_with(RESERVED) && !name.starts_with(OF_STACKS) {
            return Err(faults::tag("Tags that begin with aws: are reserved."));
        }
        if checked.insert(tag.tag_key, tag.tag_value).is_some() {
            return Err(faults::tag("A tag key is given twice."));
        }
    }
    Ok(checked)
}

fn limited(tags: BTreeMap<String, String>) -> Answer<BTreeMap<String, String>> {
    let own = tags.keys().filter(|key| !key.starts_with(RESERVED)).count();
    if own > TAGS {
        let message = format!("A key has at most {TAGS} tags, not {own}.");
        return Err(faults::limit(message));
    }
    Ok(tags)
}
