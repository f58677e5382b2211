//! Roles, their inline policies and what is attached to them.

use super::{
    Iam,
    document::{check_name, check_path, check_permissions, check_policy_arn, check_trust, encoded},
    faults,
    model::{
        self, AttachedPolicies, AttachedPolicy, InstanceProfiles, Nothing, PolicyNames, RoleAnswer,
        Roles, Tags,
    },
    paging::page,
    state::{self, Role, new_id, tag_map},
};
use crate::{fault::Fault, service::Caller};

type Answer<T> = Result<T, Fault>;

impl Iam {
    pub(super) async fn create_role(
        &self,
        input: model::CreateRole,
        _: &Caller,
    ) -> Answer<RoleAnswer> {
        let role = self.new_role(input)?;
        self.ledger
            .change(|state, batch| {
                if state.roles.contains_key(&role.name) {
                    return Err(faults::already_exists("Role", &role.name));
                }
                let answer = model::Role::from(&role);
                state.put_role(role, batch);
                Ok(RoleAnswer { role: answer })
            })
            .await
    }

    fn new_role(&self, input: model::CreateRole) -> Answer<Role> {
        check_name(&input.role_name, "roleName", 64)?;
        check_trust(&input.assume_role_policy_document)?;
        let path = input.path.unwrap_or_else(|| "/".to_owned());
        check_path(&path)?;
        Ok(Role {
            arn: self.arn("role", &path, &input.role_name),
            name: input.role_name,
            path,
            id: new_id("AROA"),
            created: self.core.clock.now_millis(),
            trust: input.assume_role_policy_document,
            description: input.description,
            max_session: session(input.max_session_duration.unwrap_or(3600))?,
            boundary: input.permissions_boundary,
            tags: tag_map(input.tags.unwrap_or_default())?,
            inline: Default::default(),
            attached: Default::default(),
        })
    }

    pub(super) async fn get_role(&self, input: model::RoleName, _: &Caller) -> Answer<RoleAnswer> {
        self.ledger.read(|state| {
            let role = state.role(&input.role_name)?.into();
            Ok(RoleAnswer { role })
        })
    }

    /// Changes one role and answers nothing.
    async fn edit(
        &self,
        name: &str,
        edit: impl FnOnce(&mut Role) -> Answer<()>,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| state.edit_role(name, batch, edit))
            .await?;
        Ok(Nothing {})
    }

    pub(super) async fn update_role(
        &self,
        input: model::UpdateRole,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.edit(&input.role_name, |role| {
            if let Some(seconds) = input.max_session_duration {
                role.max_session = session(seconds)?;
            }
            if let Some(description) = input.description {
                role.description = Some(description);
            }
            Ok(())
        })
        .await
    }

    pub(super) async fn update_assume_role_policy(
        &self,
        input: model::UpdateTrust,
        _: &Caller,
    ) -> Answer<Nothing> {
        check_trust(&input.policy_document)?;
        self.edit(&input.role_name, |role| {
            role.trust = input.policy_document;
            Ok(())
        })
        .await
    }

    pub(super) async fn delete_role(&self, input: model::RoleName, _: &Caller) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                let role = state.role(&input.role_name)?;
                if !role.inline.is_empty() {
                    return Err(faults::delete_conflict(
                        "Cannot delete entity, must delete policies first.",
                    ));
                }
                if !role.attached.is_empty() {
                    return Err(faults::delete_conflict(
                        "Cannot delete entity, must detach all policies first.",
                    ));
                }
                state.remove_role(&input.role_name, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn list_roles(&self, input: model::ListPage, _: &Caller) -> Answer<Roles> {
        let prefix = input.path_prefix.unwrap_or_default();
        self.ledger.read(|state| {
            let found = state
                .roles
                .values()
                .filter(|role| role.path.starts_with(&prefix));
            let (marker, limit) = (input.marker.as_deref(), input.max_items);
            let (roles, marker) = page(found, marker, limit, |role| role.name.clone())?;
            Ok(Roles::of((
                roles.into_iter().map(model::Role::from).collect(),
                marker,
            )))
        })
    }

    pub(super) async fn put_role_policy(
        &self,
        input: model::PutRolePolicy,
        _: &Caller,
    ) -> Answer<Nothing> {
        check_name(&input.policy_name, "policyName", 128)?;
        check_permissions(&input.policy_document)?;
        self.edit(&input.role_name, |role| {
            role.inline.insert(input.policy_name, input.policy_document);
            Ok(())
        })
        .await
    }

    pub(super) async fn get_role_policy(
        &self,
        input: model::RolePolicyName,
        _: &Caller,
    ) -> Answer<model::RolePolicy> {
        self.ledger.read(|state| {
            let role = state.role(&input.role_name)?;
            let document = role
                .inline
                .get(&input.policy_name)
                .ok_or_else(|| faults::no_such("role policy", &input.policy_name))?;
            Ok(model::RolePolicy {
                policy_document: encoded(document),
                role_name: input.role_name,
                policy_name: input.policy_name,
            })
        })
    }

    pub(super) async fn delete_role_policy(
        &self,
        input: model::RolePolicyName,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.edit(&input.role_name, |role| {
            let removed = role.inline.remove(&input.policy_name);
            removed
                .map(|_| ())
                .ok_or_else(|| faults::no_such("role policy", &input.policy_name))
        })
        .await
    }

    pub(super) async fn list_role_policies(
        &self,
        input: model::RolePage,
        _: &Caller,
    ) -> Answer<PolicyNames> {
        self.ledger.read(|state| {
            let names = state.role(&input.role_name)?.inline.keys().cloned();
            let (marker, limit) = (input.marker.as_deref(), input.max_items);
            Ok(PolicyNames::of(page(names, marker, limit, String::clone)?))
        })
    }

    pub(super) async fn attach_role_policy(
        &self,
        input: model::RolePolicyArn,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                check_attachable(state, &input.policy_arn)?;
                state.edit_role(&input.role_name, batch, |role| {
                    role.attached.insert(input.policy_arn);
                    Ok(Nothing {})
                })
            })
            .await
    }

    pub(super) async fn detach_role_policy(
        &self,
        input: model::RolePolicyArn,
        _: &Caller,
    ) -> Answer<Nothing> {
        check_policy_arn(&input.policy_arn)?;
        self.edit(&input.role_name, |role| {
            if role.attached.remove(&input.policy_arn) {
                return Ok(());
            }
            let message = format!("Policy {} was not found.", input.policy_arn);
            Err(Fault::new("NoSuchEntity", message).with_status(404))
        })
        .await
    }

    pub(super) async fn list_attached_role_policies(
        &self,
        input: model::RolePage,
        _: &Caller,
    ) -> Answer<AttachedPolicies> {
        self.ledger.read(|state| {
            let arns = state.role(&input.role_name)?.attached.iter();
            let attached = arns.map(|arn| AttachedPolicy {
                policy_name: arn.rsplit('/').next().unwrap_or_default().to_owned(),
                policy_arn: arn.clone(),
            });
            let (marker, limit) = (input.marker.as_deref(), input.max_items);
            let listed = page(attached, marker, limit, |policy| policy.policy_arn.clone())?;
            Ok(AttachedPolicies::of(listed))
        })
    }

    /// There are no instances here, and no profiles of them.
    pub(super) async fn list_instance_profiles_for_role(
        &self,
        input: model::RolePage,
        _: &Caller,
    ) -> Answer<InstanceProfiles> {
        self.ledger
            .read(|state| state.role(&input.role_name).map(drop))?;
        Ok(InstanceProfiles::of((Vec::new(), None)))
    }

    pub(super) async fn put_role_permissions_boundary(
        &self,
        input: model::Boundary,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                check_attachable(state, &input.permissions_boundary)?;
                state.edit_role(&input.role_name, batch, |role| {
                    role.boundary = Some(input.permissions_boundary);
                    Ok(Nothing {})
                })
            })
            .await
    }

    pub(super) async fn delete_role_permissions_boundary(
        &self,
        input: model::RoleName,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.edit(&input.role_name, |role| {
            role.boundary = None;
            Ok(())
        })
        .await
    }

    pub(super) async fn tag_role(&self, input: model::TagRole, _: &Caller) -> Answer<Nothing> {
        let tags = tag_map(input.tags)?;
        self.edit(&input.role_name, |role| {
            role.tags.extend(tags);
            Ok(())
        })
        .await
    }

    pub(super) async fn untag_role(&self, input: model::UntagRole, _: &Caller) -> Answer<Nothing> {
        self.edit(&input.role_name, |role| {
            role.tags.retain(|key, _| !input.tag_keys.contains(key));
            Ok(())
        })
        .await
    }

    pub(super) async fn list_role_tags(&self, input: model::RolePage, _: &Caller) -> Answer<Tags> {
        self.ledger.read(|state| {
            let tags = model::tag_list(&state.role(&input.role_name)?.tags);
            let (marker, limit) = (input.marker.as_deref(), input.max_items);
            Ok(Tags::of(page(tags, marker, limit, |tag| tag.key.clone())?))
        })
    }
}

fn session(seconds: u32) -> Answer<u32> {
    if (3600..=43200).contains(&seconds) {
        return Ok(seconds);
    }
    let constraint = "Member must have value between 3600 and 43200";
    Err(faults::invalid(
        &seconds.to_string(),
        "maxSessionDuration",
        constraint,
    ))
}

/// Checks that a policy can be attached to a role that is not linked to a service.
fn check_attachable(state: &state::State, arn: &str) -> Answer<()> {
    check_policy_arn(arn)?;
    if arn.starts_with(SERVICE_ROLE_POLICIES) {
        return Err(faults::not_attachable());
    }
    if !is_managed_by_aws(arn) {
        state.policy(arn)?;
    }
    Ok(())
}

/// What begins the ARNs of policies that only service-linked roles have.
const SERVICE_ROLE_POLICIES: &str = "arn:aws:iam::aws:policy/aws-service-role/";

/// Policies of AWS itself are known by their ARN alone.
pub(super) fn is_managed_by_aws(arn: &str) -> bool {
    arn.starts_with("arn:aws:iam::aws:policy/")
}

/// The roles that a managed policy is attached to.
pub(super) fn holders<'a>(state: &'a state::State, arn: &'a str) -> impl Iterator<Item = &'a Role> {
    state
        .roles
        .values()
        .filter(move |role| role.attached.contains(arn))
}
