//! Tags of log groups and of log deliveries.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        deliveries::changed,
        directory::group_name,
        fault::too_many_tags,
        model::{PutTagsRequest, TagRequest, TagsResponse},
    },
};

/// The most tags of a log group, a source, a destination or a delivery.
const TAGS: usize = 50;

impl Logs {
    pub(crate) async fn put_tags(
        &self,
        request: PutTagsRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let tagged = Tagged::of(request.log_group_name, request.resource_arn)?;
        let add = |tags: &mut BTreeMap<String, String>| {
            tags.extend(request.tags);
            match tags.len() > TAGS {
                true => Err(too_many_tags()),
                false => Ok(()),
            }
        };
        self.retag(tagged, add).await
    }

    pub(crate) async fn delete_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let tagged = Tagged::of(request.log_group_name, request.resource_arn)?;
        let keys = request.tag_keys;
        let remove = |tags: &mut BTreeMap<String, String>| {
            tags.retain(|key, _| !keys.contains(key));
            Ok(())
        };
        self.retag(tagged, remove).await
    }

    pub(crate) async fn list_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<TagsResponse, Fault> {
        match Tagged::of(request.log_group_name, request.resource_arn)? {
            Tagged::Group(name) => self.directory.read(&name, |group| TagsResponse {
                tags: group.tags.clone(),
            }),
            Tagged::Delivery(arn) => self.deliveries.read(|all| {
                let tags = all.tags(&arn)?.clone();
                Ok(TagsResponse { tags })
            }),
        }
    }

    async fn retag(
        &self,
        tagged: Tagged,
        change: impl FnOnce(&mut BTreeMap<String, String>) -> Result<(), Fault>,
    ) -> Result<Map<String, Value>, Fault> {
        match tagged {
            Tagged::Group(name) => {
                let changed = self.directory.change_group(&name, |group, _| {
                    group.tags = changed(&group.tags, change)?;
                    Ok(Map::new())
                });
                changed.await
            }
            Tagged::Delivery(arn) => {
                let changed = self
                    .deliveries
                    .change(|all, batch| all.retag(&arn, change, batch));
                changed.await.map(|()| Map::new())
            }
        }
    }
}

/// What has tags.
enum Tagged {
    /// A log group, by name.
    Group(String),
    /// A source, a destination or a delivery, by its ARN.
    Delivery(String),
}

impl Tagged {
    fn of(group: Option<String>, arn: Option<String>) -> Result<Self, Fault> {
        let resource = arn.as_deref().and_then(Arn::parse).map(|arn| arn.resource);
        let is_of_delivery = resource.is_some_and(|resource| resource.starts_with("delivery"));
        match arn {
            Some(arn) if is_of_delivery => Ok(Self::Delivery(arn)),
            arn => group_name(group.as_deref(), arn.as_deref()).map(Self::Group),
        }
    }
}
