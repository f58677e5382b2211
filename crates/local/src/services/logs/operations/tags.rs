//! Tags of log groups.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        directory::group_name,
        fault::too_many_tags,
        model::{PutTagsRequest, TagRequest, TagsResponse},
    },
};

/// Tags of a log group.
const TAGS: usize = 50;

impl Logs {
    pub(crate) async fn put_tags(
        &self,
        request: PutTagsRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = group_name(
            request.log_group_name.as_deref(),
            request.resource_arn.as_deref(),
        )?;
        self.directory
            .change_group(&name, |group, _| {
                let mut tags = group.tags.clone();
                tags.extend(request.tags);
                if tags.len() > TAGS {
                    return Err(too_many_tags());
                }
                group.tags = tags;
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn delete_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = group_name(
            request.log_group_name.as_deref(),
            request.resource_arn.as_deref(),
        )?;
        self.directory
            .change_group(&name, |group, _| {
                group.tags.retain(|key, _| !request.tag_keys.contains(key));
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn list_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<TagsResponse, Fault> {
        let name = group_name(
            request.log_group_name.as_deref(),
            request.resource_arn.as_deref(),
        )?;
        self.directory.read(&name, |group| TagsResponse {
            tags: group.tags.clone(),
        })
    }
}
