//! What KMS remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::faults;
use crate::{
    arn::Arn,
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const KEYS: Table = Table("kms.keys");
const ALIASES: Table = Table("kms.aliases");

/// Keys by id; aliases by name (`alias/NAME`) with the id of their key.
pub(super) struct State {
    region: String,
    pub(super) keys: BTreeMap<String, Key>,
    pub(super) aliases: BTreeMap<String, String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Key {
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) created: i64,
    pub(super) description: String,
    pub(super) enabled: bool,
    pub(super) rotated: bool,
    pub(super) usage: String,
    pub(super) spec: String,
    pub(super) policy: String,
    pub(super) tags: BTreeMap<String, String>,
    /// When the key is deleted, milliseconds since the epoch.
    pub(super) deletion: Option<i64>,
}

impl State {
    pub(super) fn load(store: &Store, region: &str) -> Result<Self, StoreError> {
        Ok(Self {
            region: region.to_owned(),
            keys: store.load(KEYS)?.into_iter().collect(),
            aliases: store.load(ALIASES)?.into_iter().collect(),
        })
    }

    /// The key that an id, an ARN or an alias means.
    pub(super) fn key(&self, wanted: &str) -> Result<&Key, Fault> {
        let name = self.name(wanted)?;
        let alias = self.aliases.get(name.as_str());
        let id = alias.unwrap_or(&name);
        self.keys.get(id).ok_or_else(|| not_found(wanted))
    }

    /// The id or alias that an ARN of this Region names; any other text as it is.
    fn name(&self, wanted: &str) -> Result<String, Fault> {
        if !wanted.starts_with("arn:") {
            return Ok(wanted.to_owned());
        }
        let arn = Arn::parse(wanted).filter(|arn| arn.service == "kms");
        let arn = arn.ok_or_else(|| faults::arn(wanted))?;
        if arn.region != self.region {
            return Err(faults::arn(&arn.region));
        }
        match arn.resource.split_once('/') {
            Some(("key", id)) => Ok(id.to_owned()),
            Some(("alias", _)) => Ok(arn.resource),
            _ => Err(faults::arn(wanted)),
        }
    }

    pub(super) fn put_key(&mut self, key: Key, batch: &mut Batch) {
        batch.put(KEYS, key.id.as_str(), &key);
        self.keys.insert(key.id.clone(), key);
    }

    /// Removes keys whose waiting period is over at `now`, and their aliases.
    pub(super) fn sweep(&mut self, now: i64, batch: &mut Batch) {
        let over = |key: &&Key| key.deletion.is_some_and(|at| at <= now);
        let gone: Vec<String> = self
            .keys
            .values()
            .filter(over)
            .map(|key| key.id.clone())
            .collect();
        for id in gone {
            batch.delete(KEYS, id.as_str());
            self.keys.remove(&id);
            let names: Vec<String> = self.aliases_of(&id).cloned().collect();
            names.iter().for_each(|name| self.remove_alias(name, batch));
        }
    }

    pub(super) fn aliases_of<'a>(&'a self, id: &'a str) -> impl Iterator<Item = &'a String> {
        let of_key = move |(_, key): &(&String, &String)| key.as_str() == id;
        self.aliases.iter().filter(of_key).map(|(name, _)| name)
    }

    pub(super) fn put_alias(&mut self, name: &str, key: String, batch: &mut Batch) {
        batch.put(ALIASES, name, &key);
        self.aliases.insert(name.to_owned(), key);
    }

    pub(super) fn remove_alias(&mut self, name: &str, batch: &mut Batch) {
        batch.delete(ALIASES, name);
        self.aliases.remove(name);
    }
}

fn not_found(wanted: &str) -> Fault {
    let message = if wanted.contains("alias/") {
        format!("Alias {wanted} is not found.")
    } else {
        format!("Key '{wanted}' does not exist")
    };
    Fault::new("NotFoundException", message)
}
