//! What roles may do for the services that assume them.

use coagent_template::{
    policy::{Decision, Policy, Principal, Request},
    wiring,
};
use serde_json::Value as Json;

use super::{
    Iam,
    state::{Role, State},
};
use crate::{arn::Arn, principal::Source};

/// What the policies of a role say of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Grant {
    /// They allow it, or it cannot be known: roles of other accounts are not here, nor are most
    /// policies that AWS manages.
    Allowed,
    /// They do not speak of it: the policy of the resource decides.
    Silent,
    /// They deny it, or the role cannot be assumed; why.
    Denied(String),
}

impl Iam {
    /// Whether `service` can assume a role: it exists and trusts the service.
    ///
    /// # Errors
    /// Why not.
    pub(crate) fn assumable(&self, role_arn: &str, service: &Source) -> Result<(), String> {
        if self.is_elsewhere(role_arn) {
            return Ok(());
        }
        self.ledger.read(|state| {
            let role = state.role_of(role_arn);
            let role = role.ok_or_else(|| format!("there is no role {role_arn}"))?;
            let trust = policy(&role.trust);
            let request = Request {
                principal: Some(Principal::Service(&service.principal)),
                action: "sts:AssumeRole",
                resource: role_arn,
                context: &service.context(),
            };
            match trust.allows(&request) {
                Decision::Denied { .. } => Err(format!(
                    "the trust policy of {role_arn} does not let {} assume it",
                    service.principal
                )),
                Decision::Allowed { .. } | Decision::Unknown => Ok(()),
            }
        })
    }

    /// What a role that `service` assumes may do.
    pub(crate) fn grant(
        &self,
        role_arn: &str,
        service: &Source,
        action: &str,
        resource: &str,
    ) -> Grant {
        if self.is_elsewhere(role_arn) {
            return Grant::Allowed;
        }
        if let Err(why) = self.assumable(role_arn, service) {
            return Grant::Denied(why);
        }
        self.ledger.read(|state| {
            let role = state.role_of(role_arn);
            role.map_or(Grant::Silent, |role| granted(state, role, action, resource))
        })
    }

    fn is_elsewhere(&self, role_arn: &str) -> bool {
        Arn::parse(role_arn).is_some_and(|arn| arn.account != self.core.account)
    }
}

fn granted(state: &State, role: &Role, action: &str, resource: &str) -> Grant {
    let role = permissions(state, role);
    let request = Request {
        principal: None,
        action,
        resource,
        context: &[],
    };
    if role.permissions.denies(&request) {
        return Grant::Denied(format!(
            "an identity-based policy denies the {action} action"
        ));
    }
    match role.may(action, resource) {
        Decision::Denied { .. } => Grant::Silent,
        Decision::Allowed { .. } | Decision::Unknown => Grant::Allowed,
    }
}

/// The role with all its policies, inline and attached, as templates' roles are read.
fn permissions(state: &State, role: &Role) -> wiring::Role {
    let (known, managed): (Vec<_>, Vec<_>) = role
        .attached
        .iter()
        .partition(|arn| state.policies.contains_key(*arn));
    let mut permissions = Policy::default();
    let attached = known.into_iter().map(|arn| &state.policies[arn]);
    let attached = attached.map(super::state::Policy::default_document);
    for document in role.inline.values().map(String::as_str).chain(attached) {
        permissions.extend(policy(document));
    }
    wiring::Role {
        permissions,
        managed: managed.into_iter().cloned().collect(),
        ..wiring::Role::default()
    }
}

/// A document that cannot be read allows nothing.
fn policy(document: &str) -> Policy {
    let document: Json = serde_json::from_str(document).unwrap_or_default();
    Policy::from_json(&document).unwrap_or_default()
}
