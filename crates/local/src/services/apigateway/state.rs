//! What API Gateway remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::{fault, model};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const APIS: Table = Table("apigateway.apis");

/// APIs by id.
#[derive(Default)]
pub(super) struct State {
    pub(super) apis: BTreeMap<String, Api>,
}

/// An API with its parts by id, stages by name.
#[derive(Clone, Default, Serialize, Deserialize)]
pub(super) struct Api {
    pub(super) api: model::Api,
    pub(super) routes: BTreeMap<String, model::Route>,
    pub(super) integrations: BTreeMap<String, model::Integration>,
    pub(super) authorizers: BTreeMap<String, model::Authorizer>,
    pub(super) deployments: BTreeMap<String, model::Deployment>,
    pub(super) stages: BTreeMap<String, model::Stage>,
}

impl State {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let apis = store.load(APIS)?.into_iter().collect();
        Ok(Self { apis })
    }

    pub(super) fn api(&self, id: &str) -> Result<&Api, Fault> {
        self.apis.get(id).ok_or_else(|| fault::no_api(id))
    }

    pub(super) fn put(&mut self, api: Api, batch: &mut Batch) {
        batch.put(APIS, api.api.api_id.as_str(), &api);
        self.apis.insert(api.api.api_id.clone(), api);
    }

    pub(super) fn remove(&mut self, id: &str, batch: &mut Batch) -> Result<(), Fault> {
        self.api(id)?;
        batch.delete(APIS, id);
        self.apis.remove(id);
        Ok(())
    }

    /// Changes an API in a copy, so that a refusal leaves it as it was.
    pub(super) fn edit<T>(
        &mut self,
        id: &str,
        batch: &mut Batch,
        edit: impl FnOnce(&mut Api) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut api = self.api(id)?.clone();
        let answer = edit(&mut api)?;
        self.put(api, batch);
        Ok(answer)
    }
}

/// An id as API Gateway gives them: ten letters and digits.
pub(super) fn new_id() -> String {
    const LETTERS: &[u8] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    (0..10)
        .map(|_| char::from(LETTERS[fastrand::usize(..LETTERS.len())]))
        .collect()
}

/// A time as API Gateway writes it.
pub(super) fn date(millis: i64) -> String {
    crate::protocol::value::rfc3339((millis / 1000) as f64).replace(".000Z", "Z")
}
