//! What IAM remembers.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{document::check_policy_arn, faults, model::Tag};
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const ROLES: Table = Table("iam.roles");
const POLICIES: Table = Table("iam.policies");

/// Roles by name, policies by ARN.
pub(super) struct State {
    pub(super) roles: BTreeMap<String, Role>,
    pub(super) policies: BTreeMap<String, Policy>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Role {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) arn: String,
    /// Milliseconds since the epoch.
    pub(super) created: i64,
    pub(super) trust: String,
    pub(super) description: Option<String>,
    /// Seconds, 3,600 to 43,200.
    pub(super) max_session: u32,
    pub(super) boundary: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    pub(super) inline: BTreeMap<String, String>,
    pub(super) attached: BTreeSet<String>,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Policy {
    pub(super) name: String,
    pub(super) path: String,
    pub(super) id: String,
    pub(super) arn: String,
    pub(super) created: i64,
    pub(super) updated: i64,
    pub(super) description: Option<String>,
    pub(super) tags: BTreeMap<String, String>,
    /// By number: 1 is `v1`.
    pub(super) versions: BTreeMap<u32, Version>,
    pub(super) default: u32,
    /// The number of the newest version there ever was.
    pub(super) newest: u32,
}

#[derive(Clone, Serialize, Deserialize)]
pub(super) struct Version {
    pub(super) document: String,
    pub(super) created: i64,
}

impl Policy {
    pub(super) fn default_document(&self) -> &str {
        self.versions
            .get(&self.default)
            .map_or("", |version| version.document.as_str())
    }
}

impl State {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        Ok(Self {
            roles: store.load(ROLES)?.into_iter().collect(),
            policies: store.load(POLICIES)?.into_iter().collect(),
        })
    }

    pub(super) fn role(&self, name: &str) -> Result<&Role, Fault> {
        self.roles
            .get(name)
            .ok_or_else(|| faults::no_such("role", name))
    }

    pub(super) fn role_of(&self, arn: &str) -> Option<&Role> {
        let name = arn.rsplit('/').next()?;
        self.roles.get(name).filter(|role| role.arn == arn)
    }

    pub(super) fn policy(&self, arn: &str) -> Result<&Policy, Fault> {
        let missing = || match check_policy_arn(arn) {
            Ok(()) => faults::no_such_policy(arn),
            Err(fault) => fault,
        };
        self.policies.get(arn).ok_or_else(missing)
    }

    /// How many roles a policy is attached to.
    pub(super) fn attachments(&self, arn: &str) -> u32 {
        let holders = self.roles.values();
        holders.filter(|role| role.attached.contains(arn)).count() as u32
    }

    pub(super) fn put_role(&mut self, role: Role, batch: &mut Batch) {
        batch.put(ROLES, role.name.as_str(), &role);
        self.roles.insert(role.name.clone(), role);
    }

    pub(super) fn remove_role(&mut self, name: &str, batch: &mut Batch) {
        batch.delete(ROLES, name);
        self.roles.remove(name);
    }

    pub(super) fn put_policy(&mut self, policy: Policy, batch: &mut Batch) {
        batch.put(POLICIES, policy.arn.as_str(), &policy);
        self.policies.insert(policy.arn.clone(), policy);
    }

    pub(super) fn remove_policy(&mut self, arn: &str, batch: &mut Batch) {
        batch.delete(POLICIES, arn);
        self.policies.remove(arn);
    }

    /// Changes one role in a copy, so that a refusal leaves it as it was.
    pub(super) fn edit_role<T>(
        &mut self,
        name: &str,
        batch: &mut Batch,
        edit: impl FnOnce(&mut Role) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut role = self.role(name)?.clone();
        let answer = edit(&mut role)?;
        self.put_role(role, batch);
        Ok(answer)
    }

    /// Changes one policy in a copy, so that a refusal leaves it as it was.
    pub(super) fn edit_policy<T>(
        &mut self,
        arn: &str,
        batch: &mut Batch,
        edit: impl FnOnce(&mut Policy) -> Result<T, Fault>,
    ) -> Result<T, Fault> {
        let mut policy = self.policy(arn)?.clone();
        let answer = edit(&mut policy)?;
        self.put_policy(policy, batch);
        Ok(answer)
    }
}

/// Tags as a map. At most 50, and each key once, however it is written.
pub(super) fn tag_map(tags: Vec<Tag>) -> Result<BTreeMap<String, String>, Fault> {
    if tags.len() > 50 {
        return Err(faults::limit_exceeded(
            "The number of tags has reached the maximum limit.",
        ));
    }
    let keys: BTreeSet<_> = tags.iter().map(|tag| tag.key.to_lowercase()).collect();
    if keys.len() < tags.len() {
        return Err(faults::invalid_input(
            "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
        ));
    }
    Ok(tags.into_iter().map(|tag| (tag.key, tag.value)).collect())
}

/// An id such as `AROA` and 17 characters more.
pub(super) fn new_id(prefix: &str) -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    let tail = (0..17).map(|_| char::from(LETTERS[fastrand::usize(..LETTERS.len())]));
    prefix.chars().chain(tail).collect()
}
