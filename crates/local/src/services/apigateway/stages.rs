//! Stages.

use serde::Deserialize;

use super::{
    ApiGateway,
    apis::{ApiOf, Members, merged, take, typed},
    fault,
    model::{Items, Nothing, Stage},
    state::{Api, date},
};
use crate::{fault::Fault, service::Caller};

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct StageOf {
    api_id: String,
    stage_name: String,
}

impl ApiGateway {
    pub(super) async fn create_stage(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<Stage, Fault> {
        let api = take(&mut input, "apiId")?;
        let now = date(self.now());
        self.ledger
            .change(|state, batch| {
                state.edit(&api, batch, |api| {
                    let mut stage: Stage = checked(typed(input)?, api)?;
                    if api.stages.contains_key(&stage.stage_name) {
                        return Err(fault::conflict("Stage already exists"));
                    }
                    stage.created_date = Some(now.clone());
                    stage.last_updated_date = Some(now);
                    api.stages.insert(stage.stage_name.clone(), stage.clone());
                    Ok(stage)
                })
            })
            .await
    }

    pub(super) async fn get_stage(&self, input: StageOf, _: &Caller) -> Result<Stage, Fault> {
        self.ledger.read(|state| {
            let found = state.api(&input.api_id)?.stages.get(&input.stage_name);
            found.cloned().ok_or_else(no_stage)
        })
    }

    pub(super) async fn get_stages(&self, input: ApiOf, _: &Caller) -> Result<Items<Stage>, Fault> {
        self.ledger.read(|state| {
            let items = state.api(&input.api_id)?.stages.values().cloned().collect();
            Ok(Items { items })
        })
    }

    pub(super) async fn update_stage(
        &self,
        mut input: Members,
        _: &Caller,
    ) -> Result<Stage, Fault> {
        let (api, name) = (take(&mut input, "apiId")?, take(&mut input, "stageName")?);
        let now = date(self.now());
        self.ledger
            .change(|state, batch| {
                state.edit(&api, batch, |api| {
                    let old = api.stages.get(&name).ok_or_else(no_stage)?;
                    let mut stage: Stage = checked(merged(old, input)?, api)?;
                    stage.last_updated_date = Some(now);
                    api.stages.insert(name, stage.clone());
                    Ok(stage)
                })
            })
            .await
    }

    pub(super) async fn delete_stage(&self, input: StageOf, _: &Caller) -> Result<Nothing, Fault> {
        self.ledger
            .change(|state, batch| {
                state.edit(&input.api_id, batch, |api| {
                    let removed = api.stages.remove(&input.stage_name);
                    removed.map(|_| Nothing {}).ok_or_else(no_stage)
                })
            })
            .await
    }
}

/// Puts a deployment on a stage.
pub(super) fn move_stage(api: &mut Api, stage: &str, deployment: &str) -> Result<(), Fault> {
    let stage = api.stages.get_mut(stage).ok_or_else(no_stage)?;
    stage.deployment_id = Some(deployment.to_owned());
    Ok(())
}

fn no_stage() -> Fault {
    fault::not_found("Invalid stage identifier specified")
}

fn checked(stage: Stage, api: &Api) -> Result<Stage, Fault> {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    let is_default = stage.stage_name == "$default" && api.api.protocol_type == "HTTP";
    if !is_default && (stage.stage_name.is_empty() || !stage.stage_name.chars().all(allowed)) {
        return Err(fault::bad_request("Stage name only allows a-zA-Z0-9_-"));
    }
    match &stage.deployment_id {
        Some(id) if !api.deployments.contains_key(id) => Err(fault::not_found(format!(
            "Invalid deployment identifier specified {id}"
        ))),
        _ => Ok(stage),
    }
}
