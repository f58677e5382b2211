//! All layers, in memory and in the store.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use super::{Layer, LayerVersion};
use crate::{
    core::Core,
    fault::Fault,
    services::lambda::fault::not_found,
    store::{Batch, StoreError, Table},
};

const LAYERS: Table = Table("lambda.layers");

/// Every layer of the environment.
pub(crate) struct Layers {
    core: Arc<Core>,
    layers: Mutex<BTreeMap<String, Layer>>,
}

impl Layers {
    pub(crate) fn open(core: &Arc<Core>) -> Result<Self, StoreError> {
        let layers = core.store.load(LAYERS)?.into_iter().collect();
        Ok(Self {
            core: Arc::clone(core),
            layers: Mutex::new(layers),
        })
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Layer>> {
        self.layers.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a version, durable when this returns; its number.
    ///
    /// # Errors
    /// When the disk fails.
    pub(crate) async fn publish(&self, name: &str, version: LayerVersion) -> Result<u64, Fault> {
        let (number, commit) = {
            let mut layers = self.lock();
            let layer = layers.entry(name.to_owned()).or_insert_with(|| Layer {
                name: name.to_owned(),
                ..Layer::default()
            });
            layer.last_version += 1;
            layer.versions.insert(layer.last_version, version);
            (layer.last_version, self.save(layer))
        };
        commit.durable().await?;
        Ok(number)
    }

    /// Changes a layer if it is there; durable when this returns.
    ///
    /// # Errors
    /// What `change` says (then nothing is changed), `ResourceNotFoundException`, a failed disk.
    pub(crate) async fn change<T>(
        &self,
        name: &str,
        change: impl FnOnce(&mut Layer) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let (answer, commit) = {
            let mut layers = self.lock();
            let layer = layers.get_mut(name).ok_or_else(absent)?;
            let mut changed = layer.clone();
            let answer = change(&mut changed)?;
            *layer = changed;
            (answer, self.save(layer))
        };
        commit.durable().await?;
        Ok(answer)
    }

    fn save(&self, layer: &Layer) -> crate::store::Commit {
        let mut batch = Batch::new();
        batch.put(LAYERS, layer.name.as_str(), layer);
        self.core.store.commit(batch)
    }

    /// Looks at one version.
    ///
    /// # Errors
    /// `ResourceNotFoundException`, or what `look` says.
    pub(crate) fn read<T>(
        &self,
        name: &str,
        number: u64,
        look: impl FnOnce(&LayerVersion) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let layers = self.lock();
        let layer = layers.get(name);
        let version = layer.and_then(|layer| layer.versions.get(&number));
        look(version.ok_or_else(absent)?)
    }

    /// The versions of a layer, latest first; none of one that is not there.
    pub(crate) fn versions<T>(
        &self,
        name: &str,
        mut look: impl FnMut(u64, &LayerVersion) -> Option<T>,
    ) -> Vec<T> {
        let layers = self.lock();
        let versions = layers.get(name).into_iter();
        let versions = versions.flat_map(|layer| layer.versions.iter().rev());
        versions
            .filter_map(|(number, version)| look(*number, version))
            .collect()
    }

    /// Bytes of the packages of all versions.
    pub(crate) fn stored(&self) -> u64 {
        let layers = self.lock();
        let versions = layers.values().flat_map(|layer| layer.versions.values());
        versions.map(|version| version.code.size).sum()
    }

    /// The names of those that have a version, in order.
    pub(crate) fn names(&self) -> Vec<String> {
        let layers = self.lock();
        let some = layers.values().filter(|layer| !layer.versions.is_empty());
        some.map(|layer| layer.name.clone()).collect()
    }
}

/// That there is no such version.
pub(crate) fn absent() -> Fault {
    not_found("The resource you requested does not exist.")
}
