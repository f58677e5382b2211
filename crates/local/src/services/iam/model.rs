//! The wire types of IAM.

use serde::{Deserialize, Serialize};

use super::{document::encoded, state};
use crate::wire::Timestamp;

macro_rules! input {
    ($(#[$doc:meta])* $name:ident { $($required:ident),* $(; $($optional:ident: $type:ty),*)? }) => {
        $(#[$doc])*
        #[derive(Debug, Deserialize)]
        #[serde(rename_all = "PascalCase")]
        pub(super) struct $name {
            $(pub(super) $required: String,)*
            $($(#[serde(default)] pub(super) $optional: Option<$type>,)*)?
        }
    };
}

input!(CreateRole { role_name, assume_role_policy_document;
    path: String, description: String, max_session_duration: u32,
    permissions_boundary: String, tags: Vec<Tag> });
input!(UpdateRole { role_name; description: String, max_session_duration: u32 });
input!(UpdateTrust {
    role_name,
    policy_document
});
input!(RoleName { role_name });
input!(RolePage { role_name; marker: String, max_items: usize });
input!(PutRolePolicy {
    role_name,
    policy_name,
    policy_document
});
input!(RolePolicyName {
    role_name,
    policy_name
});
input!(RolePolicyArn {
    role_name,
    policy_arn
});
input!(Boundary {
    role_name,
    permissions_boundary
});
input!(ListPage { ; path_prefix: String, marker: String, max_items: usize, scope: String, only_attached: bool });
input!(CreatePolicy { policy_name, policy_document; path: String, description: String, tags: Vec<Tag> });
input!(PolicyArn { policy_arn });
input!(CreatePolicyVersion { policy_arn, policy_document; set_as_default: bool });
input!(PolicyVersionId {
    policy_arn,
    version_id
});

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct TagRole {
    pub(super) role_name: String,
    pub(super) tags: Vec<Tag>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct UntagRole {
    pub(super) role_name: String,
    pub(super) tag_keys: Vec<String>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Tag {
    pub(super) key: String,
    #[serde(default)]
    pub(super) value: String,
}

/// An answer that returns nothing.
#[derive(Debug, Serialize)]
pub(super) struct Nothing {}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RoleAnswer {
    pub(super) role: Role,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Role {
    path: String,
    role_name: String,
    role_id: String,
    arn: String,
    create_date: Timestamp,
    assume_role_policy_document: String,
    description: Option<String>,
    max_session_duration: u32,
    permissions_boundary: Option<AttachedBoundary>,
    tags: Vec<Tag>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct AttachedBoundary {
    permissions_boundary_type: &'static str,
    permissions_boundary_arn: String,
}

impl From<&state::Role> for Role {
    fn from(role: &state::Role) -> Self {
        let boundary = role.boundary.clone().map(|arn| AttachedBoundary {
            permissions_boundary_type: "Policy",
            permissions_boundary_arn: arn,
        });
        Self {
            path: role.path.clone(),
            role_name: role.name.clone(),
            role_id: role.id.clone(),
            arn: role.arn.clone(),
            create_date: Timestamp::from_millis(role.created),
            assume_role_policy_document: encoded(&role.trust),
            description: role.description.clone(),
            max_session_duration: role.max_session,
            permissions_boundary: boundary,
            tags: tag_list(&role.tags),
        }
    }
}

pub(super) fn tag_list(tags: &std::collections::BTreeMap<String, String>) -> Vec<Tag> {
    let tag = |(key, value): (&String, &String)| Tag {
        key: key.clone(),
        value: value.clone(),
    };
    tags.iter().map(tag).collect()
}

/// One page of a list under the member name that the operation has.
macro_rules! pages {
    ($($name:ident { $member:ident: $type:ty })*) => {
        $(
            #[derive(Debug, Serialize)]
            #[serde(rename_all = "PascalCase")]
            pub(super) struct $name {
                pub(super) $member: Vec<$type>,
                is_truncated: bool,
                marker: Option<String>,
            }

            impl $name {
                pub(super) fn of((items, marker): (Vec<$type>, Option<String>)) -> Self {
                    Self { $member: items, is_truncated: marker.is_some(), marker }
                }
            }
        )*
    };
}

pages! {
    Roles { roles: Role }
    PolicyNames { policy_names: String }
    AttachedPolicies { attached_policies: AttachedPolicy }
    Tags { tags: Tag }
    Policies { policies: Policy }
    Versions { versions: Version }
    Entities { policy_roles: PolicyRole }
    InstanceProfiles { instance_profiles: String }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyRole {
    pub(super) role_name: String,
    pub(super) role_id: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct AttachedPolicy {
    pub(super) policy_name: String,
    pub(super) policy_arn: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct RolePolicy {
    pub(super) role_name: String,
    pub(super) policy_name: String,
    pub(super) policy_document: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct PolicyAnswer {
    pub(super) policy: Policy,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Policy {
    policy_name: String,
    policy_id: String,
    arn: String,
    path: String,
    default_version_id: String,
    attachment_count: u32,
    permissions_boundary_usage_count: u32,
    is_attachable: bool,
    description: Option<String>,
    create_date: Timestamp,
    update_date: Timestamp,
    tags: Vec<Tag>,
}

impl Policy {
    pub(super) fn new(policy: &state::Policy, attachment_count: u32) -> Self {
        Self {
            policy_name: policy.name.clone(),
            policy_id: policy.id.clone(),
            arn: policy.arn.clone(),
            path: policy.path.clone(),
            default_version_id: format!("v{}", policy.default),
            attachment_count,
            permissions_boundary_usage_count: 0,
            is_attachable: true,
            description: policy.description.clone(),
            create_date: Timestamp::from_millis(policy.created),
            update_date: Timestamp::from_millis(policy.updated),
            tags: tag_list(&policy.tags),
        }
    }
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct VersionAnswer {
    pub(super) policy_version: Version,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Version {
    document: Option<String>,
    version_id: String,
    is_default_version: bool,
    create_date: Timestamp,
}

impl Version {
    pub(super) fn new(policy: &state::Policy, number: u32, version: &state::Version) -> Self {
        Self {
            document: Some(encoded(&version.document)),
            version_id: format!("v{number}"),
            is_default_version: policy.default == number,
            create_date: Timestamp::from_millis(version.created),
        }
    }

    /// As lists and creation answer: without the document.
    pub(super) fn summary(self) -> Self {
        Self {
            document: None,
            ..self
        }
    }
}
