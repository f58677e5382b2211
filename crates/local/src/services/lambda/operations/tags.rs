//! Tags of functions and of event source mappings.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        model::settings::{ListTagsResponse, TagRequest},
        name::FunctionName,
    },
};

type Tags = BTreeMap<String, String>;

/// What an ARN with tags is of.
enum Tagged {
    Function(FunctionName),
    /// By its id.
    Mapping(String),
}

impl Tagged {
    fn parse(resource: &str) -> Result<Self, Fault> {
        let arn = Arn::parse(resource).filter(|arn| arn.service == "lambda");
        let id = arn.and_then(|arn| {
            let id = arn.resource.strip_prefix("event-source-mapping:");
            id.map(str::to_owned)
        });
        match id {
            Some(id) => Ok(Self::Mapping(id)),
            None => FunctionName::parse(resource).map(Self::Function),
        }
    }
}

impl Lambda {
    pub(crate) async fn tag_resource(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        self.retag(&request.resource, |tags| tags.extend(request.tags))
            .await
    }

    pub(crate) async fn untag_resource(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let keys = request.tag_keys;
        self.retag(&request.resource, |tags| {
            tags.retain(|key, _| !keys.contains(key));
        })
        .await
    }

    async fn retag(
        &self,
        resource: &str,
        change: impl FnOnce(&mut Tags),
    ) -> Result<Map<String, Value>, Fault> {
        match Tagged::parse(resource)? {
            Tagged::Mapping(id) => self.retag_mapping(&id, change).await?,
            Tagged::Function(name) => {
                self.registry
                    .change(&name, |function| {
                        change(&mut function.tags);
                        Ok(())
                    })
                    .await?;
            }
        }
        Ok(Map::new())
    }

    pub(crate) async fn list_tags(
        &self,
        request: TagRequest,
        _caller: &Caller,
    ) -> Result<ListTagsResponse, Fault> {
        let tags = match Tagged::parse(&request.resource)? {
            Tagged::Mapping(id) => self.mapping_tags(&id)?,
            Tagged::Function(name) => self.registry.read(&name, |one| Ok(one.tags.clone()))?,
        };
        Ok(ListTagsResponse { tags })
    }
}
