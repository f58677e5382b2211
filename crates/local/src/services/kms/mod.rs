//! KMS: keys and aliases as resources. Nothing is encrypted: the local environment keeps its data
//! in the clear, and the cryptographic operations are not emulated.

mod aliases;
mod faults;
mod keys;
mod model;
mod paging;
mod state;
mod tags;
mod usable;

use std::sync::Arc;

use async_trait::async_trait;

use crate::{
    core::Core,
    fault::Fault,
    ledger::Ledger,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use state::State;
pub(crate) use usable::Unusable;

/// The KMS of one environment.
pub struct Kms {
    core: Arc<Core>,
    ledger: Ledger<State>,
}

impl Kms {
    /// Reads what is stored.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let ledger = Ledger::new(State::load(&core.store, &core.region)?, core.store.clone());
        let core = Arc::clone(core);
        Ok(Arc::new(Self { core, ledger }))
    }
}

#[async_trait]
impl Service for Kms {
    fn name(&self) -> &'static str {
        "kms"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Kms, "kms"; {
    "CreateKey" => create_key,
    "DescribeKey" => describe_key,
    "ListKeys" => list_keys,
    "UpdateKeyDescription" => update_key_description,
    "EnableKey" => enable_key,
    "DisableKey" => disable_key,
    "ScheduleKeyDeletion" => schedule_key_deletion,
    "CancelKeyDeletion" => cancel_key_deletion,
    "EnableKeyRotation" => enable_key_rotation,
    "DisableKeyRotation" => disable_key_rotation,
    "GetKeyRotationStatus" => get_key_rotation_status,
    "GetKeyPolicy" => get_key_policy,
    "PutKeyPolicy" => put_key_policy,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "ListResourceTags" => list_resource_tags,
    "CreateAlias" => create_alias,
    "UpdateAlias" => update_alias,
    "DeleteAlias" => delete_alias,
    "ListAliases" => list_aliases,
});

#[cfg(test)]
mod tests;
