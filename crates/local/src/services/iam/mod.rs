//! IAM: roles and policies as resources. Who may do what is decided by the services that are asked.

mod document;
mod faults;
mod model;
mod paging;
mod permission;
mod policies;
mod roles;
mod state;

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
pub(crate) use document::check_permissions;
pub(crate) use permission::Grant;
use state::State;

/// The IAM of one environment.
pub struct Iam {
    core: Arc<Core>,
    ledger: Ledger<State>,
}

impl Iam {
    /// Reads what is stored.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let ledger = Ledger::new(State::load(&core.store)?, core.store.clone());
        let core = Arc::clone(core);
        Ok(Arc::new(Self { core, ledger }))
    }

    /// Whether a role with this ARN exists.
    pub fn has_role(&self, arn: &str) -> bool {
        self.ledger.read(|state| state.role_of(arn).is_some())
    }

    /// The id of a role, and for how many seconds it can be assumed.
    pub(crate) fn role(&self, arn: &str) -> Option<(String, u32)> {
        let look = |role: &state::Role| (role.id.clone(), role.max_session);
        self.ledger.read(|state| state.role_of(arn).map(look))
    }

    fn arn(&self, kind: &str, path: &str, name: &str) -> String {
        format!("arn:aws:iam::{}:{kind}{path}{name}", self.core.account)
    }
}

#[async_trait]
impl Service for Iam {
    fn name(&self) -> &'static str {
        "iam"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Iam, "iam"; {
    "CreateRole" => create_role,
    "GetRole" => get_role,
    "UpdateRole" => update_role,
    "UpdateAssumeRolePolicy" => update_assume_role_policy,
    "DeleteRole" => delete_role,
    "ListRoles" => list_roles,
    "PutRolePolicy" => put_role_policy,
    "GetRolePolicy" => get_role_policy,
    "DeleteRolePolicy" => delete_role_policy,
    "ListRolePolicies" => list_role_policies,
    "AttachRolePolicy" => attach_role_policy,
    "DetachRolePolicy" => detach_role_policy,
    "ListAttachedRolePolicies" => list_attached_role_policies,
    "PutRolePermissionsBoundary" => put_role_permissions_boundary,
    "DeleteRolePermissionsBoundary" => delete_role_permissions_boundary,
    "ListInstanceProfilesForRole" => list_instance_profiles_for_role,
    "TagRole" => tag_role,
    "UntagRole" => untag_role,
    "ListRoleTags" => list_role_tags,
    "CreatePolicy" => create_policy,
    "GetPolicy" => get_policy,
    "DeletePolicy" => delete_policy,
    "ListPolicies" => list_policies,
    "CreatePolicyVersion" => create_policy_version,
    "GetPolicyVersion" => get_policy_version,
    "DeletePolicyVersion" => delete_policy_version,
    "ListPolicyVersions" => list_policy_versions,
    "SetDefaultPolicyVersion" => set_default_policy_version,
    "ListEntitiesForPolicy" => list_entities_for_policy,
});

#[cfg(test)]
mod tests;
