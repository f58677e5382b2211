//! Tags of APIs and stages, by `arn:aws:apigateway:REGION::/apis/ID[/stages/NAME]`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{ApiGateway, fault, model::Nothing, state::Api};
use crate::{fault::Fault, service::Caller};

#[derive(Debug, Deserialize)]
pub(super) struct TagInput {
    #[serde(rename = "resource-arn")]
    arn: String,
    tags: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct UntagInput {
    #[serde(rename = "resource-arn")]
    arn: String,
    #[serde(rename = "tagKeys", default)]
    keys: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(super) struct TagsOf {
    #[serde(rename = "resource-arn")]
    arn: String,
}

#[derive(Debug, Serialize)]
pub(super) struct Tags {
    tags: BTreeMap<String, String>,
}

impl ApiGateway {
    pub(super) async fn tag_resource(&self, input: TagInput, _: &Caller) -> Result<Nothing, Fault> {
        self.edit_tags(&input.arn, |tags| tags.extend(input.tags))
            .await
    }

    pub(super) async fn untag_resource(
        &self,
        input: UntagInput,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        self.edit_tags(&input.arn, |tags| {
            tags.retain(|key, _| !input.keys.contains(key))
        })
        .await
    }

    pub(super) async fn get_tags(&self, input: TagsOf, _: &Caller) -> Result<Tags, Fault> {
        let (id, stage) = parts(&input.arn)?;
        self.ledger.read(|state| {
            let mut api = state.api(id)?.clone();
            Ok(Tags {
                tags: tags_of(&mut api, stage)?.clone(),
            })
        })
    }

    async fn edit_tags(
        &self,
        arn: &str,
        edit: impl FnOnce(&mut BTreeMap<String, String>),
    ) -> Result<Nothing, Fault> {
        let (id, stage) = parts(arn)?;
        self.ledger
            .change(|state, batch| {
                state.edit(id, batch, |api| {
                    edit(tags_of(api, stage)?);
                    Ok(Nothing {})
                })
            })
            .await
    }
}

/// The id of the API and the name of the stage.
fn parts(arn: &str) -> Result<(&str, Option<&str>), Fault> {
    let refused = || fault::bad_request(format!("Invalid resource ARN specified: {arn}"));
    let (_, path) = arn.split_once("/apis/").ok_or_else(refused)?;
    Ok(match path.split_once("/stages/") {
        Some((id, stage)) => (id, Some(stage)),
        None => (path, None),
    })
}

fn tags_of<'a>(
    api: &'a mut Api,
    stage: Option<&str>,
) -> Result<&'a mut BTreeMap<String, String>, Fault> {
    let tags = match stage {
        None => &mut api.api.tags,
        Some(name) => {
            let stage = api.stages.get_mut(name);
            &mut stage
                .ok_or_else(|| fault::not_found("Invalid stage identifier specified"))?
                .tags
        }
    };
    Ok(tags.get_or_insert_default())
}
