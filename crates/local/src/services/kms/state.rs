//! What KMS remembers.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const KEYS: Table = Table("kms.keys");
const ALIASES: Table = Table("kms.aliases");

/// Keys by id; aliases by name (`alias/NAME`) with the id of their key.
pub(super) struct State {
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
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            keys: store.load(KEYS)?.into_iter().collect(),
            aliases: store.load(ALIASES)?.into_iter().collect(),
        })
    }

    /// The key that an id, an ARN or an alias means.
    pub(super) fn key(&self, wanted: &str) -> Result<&Key, Fault> {
        let name = wanted
            .rsplit_once(":alias/")
            .map(|(_, name)| format!("alias/{name}"));
        let alias = self.aliases.get(name.as_deref().unwrap_or(wanted));
        let id = alias.map_or_else(
            || wanted.rsplit_once(":key/").map_or(wanted, |(_, id)| id),
            String::as_str,
        );
        self.keys.get(id).ok_or_else(|| not_found(wanted))
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
