//! Tags of functions.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        model::settings::{ListTagsResponse, TagRequest},
        name::FunctionName,
    },
};

impl Lambda {
    pub(crate) async fn tag_resource(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::parse(&request.resource)?;
        self.registry
            .change(&name, |function| {
                function.tags.extend(request.tags);
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn untag_resource(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::parse(&request.resource)?;
        self.registry
            .change(&name, |function| {
                function
                    .tags
                    .retain(|key, _| !request.tag_keys.contains(key));
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn list_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<ListTagsResponse, Fault> {
        let name = FunctionName::parse(&request.resource)?;
        self.registry.read(&name, |function| {
            Ok(ListTagsResponse {
                tags: function.tags.clone(),
            })
        })
    }
}
