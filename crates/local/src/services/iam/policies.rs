//! Managed policies and their versions.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};

use super::{
    Iam,
    document::{check_name, check_path, check_permissions},
    faults,
    model::{self, Entities, Nothing, Policies, PolicyAnswer, VersionAnswer, Versions},
    paging::page,
    roles::{holders, is_managed_by_aws},
    state::{Policy, Version, new_id, tag_map},
};
use crate::{fault::Fault, service::Caller};

type Answer<T> = Result<T, Fault>;

/// The most versions that a policy keeps.
const VERSIONS: usize = 5;
/// When AWS made the first of its policies: 2015-02-06.
const FIRST: i64 = 1_423_247_986_000;

impl Iam {
    pub(super) async fn create_policy(
        &self,
        input: model::CreatePolicy,
        _: &Caller,
    ) -> Answer<PolicyAnswer> {
        let policy = self.new_policy(input)?;
        self.ledger
            .change(|state, batch| {
                if state.policies.contains_key(&policy.arn) {
                    let message = format!(
                        "A policy called {} already exists. Duplicate names are not allowed.",
                        policy.name
                    );
                    return Err(Fault::new("EntityAlreadyExists", message).with_status(409));
                }
                let answer = model::Policy::new(&policy, 0);
                state.put_policy(policy, batch);
                Ok(PolicyAnswer { policy: answer })
            })
            .await
    }

    fn new_policy(&self, input: model::CreatePolicy) -> Answer<Policy> {
        check_name(&input.policy_name, "policyName", 128)?;
        check_permissions(&input.policy_document)?;
        let path = input.path.unwrap_or_else(|| "/".to_owned());
        check_path(&path)?;
        let created = self.core.clock.now_millis();
        let first = Version {
            document: input.policy_document,
            created,
        };
        Ok(Policy {
            arn: self.arn("policy", &path, &input.policy_name),
            name: input.policy_name,
            path,
            id: new_id("ANPA"),
            created,
            updated: created,
            description: input.description,
            tags: tag_map(input.tags.unwrap_or_default())?,
            versions: [(1, first)].into(),
            default: 1,
            newest: 1,
        })
    }

    pub(super) async fn get_policy(
        &self,
        input: model::PolicyArn,
        _: &Caller,
    ) -> Answer<PolicyAnswer> {
        self.ledger.read(|state| {
            let attachments = state.attachments(&input.policy_arn);
            let policy = match managed_by_aws(&input.policy_arn) {
                Some(policy) => model::Policy::new(&policy, attachments),
                None => model::Policy::new(state.policy(&input.policy_arn)?, attachments),
            };
            Ok(PolicyAnswer { policy })
        })
    }

    pub(super) async fn delete_policy(
        &self,
        input: model::PolicyArn,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                let policy = state.policy(&input.policy_arn)?;
                if state.attachments(&input.policy_arn) > 0 {
                    return Err(faults::delete_conflict(
                        "Cannot delete a policy attached to entities.",
                    ));
                }
                if policy.versions.len() > 1 {
                    return Err(faults::delete_conflict(
                        "This policy has more than one version. Before you delete a policy, you \
                         must delete the policy's versions. The default version is deleted with \
                         the policy.",
                    ));
                }
                state.remove_policy(&input.policy_arn, batch);
                Ok(Nothing {})
            })
            .await
    }

    pub(super) async fn list_policies(
        &self,
        input: model::ListPage,
        _: &Caller,
    ) -> Answer<Policies> {
        let prefix = input.path_prefix.unwrap_or_default();
        let attached_only = input.only_attached.unwrap_or(false);
        if input.scope.as_deref() == Some("AWS") {
            return Ok(Policies::of((Vec::new(), None)));
        }
        self.ledger.read(|state| {
            let all = state
                .policies
                .values()
                .filter(|policy| policy.path.starts_with(&prefix));
            let listed = all
                .map(|policy| (policy, state.attachments(&policy.arn)))
                .filter(|(_, attachments)| !attached_only || *attachments > 0);
            let (marker, limit) = (input.marker.as_deref(), input.max_items);
            let (found, marker) = page(listed, marker, limit, |(policy, _)| policy.arn.clone())?;
            let found = found
                .into_iter()
                .map(|(policy, count)| model::Policy::new(policy, count));
            Ok(Policies::of((found.collect(), marker)))
        })
    }

    pub(super) async fn create_policy_version(
        &self,
        input: model::CreatePolicyVersion,
        _: &Caller,
    ) -> Answer<VersionAnswer> {
        check_permissions(&input.policy_document)?;
        let created = self.core.clock.now_millis();
        let version = Version {
            document: input.policy_document,
            created,
        };
        let by_default = input.set_as_default.unwrap_or(false);
        self.ledger
            .change(|state, batch| {
                state.edit_policy(&input.policy_arn, batch, |policy| {
                    add_version(policy, version, by_default)
                })
            })
            .await
    }

    pub(super) async fn get_policy_version(
        &self,
        input: model::PolicyVersionId,
        _: &Caller,
    ) -> Answer<VersionAnswer> {
        self.ledger.read(|state| {
            let policy = state.policy(&input.policy_arn)?;
            let number = number_of(policy, &input.version_id)?;
            let policy_version = model::Version::new(policy, number, &policy.versions[&number]);
            Ok(VersionAnswer { policy_version })
        })
    }

    pub(super) async fn delete_policy_version(
        &self,
        input: model::PolicyVersionId,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                state.edit_policy(&input.policy_arn, batch, |policy| {
                    let number = number_of(policy, &input.version_id)?;
                    if number == policy.default {
                        return Err(faults::delete_conflict(
                            "Cannot delete the default version of a policy.",
                        ));
                    }
                    policy.versions.remove(&number);
                    Ok(Nothing {})
                })
            })
            .await
    }

    pub(super) async fn list_policy_versions(
        &self,
        input: model::PolicyArn,
        _: &Caller,
    ) -> Answer<Versions> {
        self.ledger.read(|state| {
            let policy = state.policy(&input.policy_arn)?;
            let newest_first = policy.versions.iter().rev();
            let versions = newest_first
                .map(|(number, version)| model::Version::new(policy, *number, version).summary());
            Ok(Versions::of((versions.collect(), None)))
        })
    }

    pub(super) async fn set_default_policy_version(
        &self,
        input: model::PolicyVersionId,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.ledger
            .change(|state, batch| {
                state.edit_policy(&input.policy_arn, batch, |policy| {
                    policy.default = number_of(policy, &input.version_id)?;
                    Ok(Nothing {})
                })
            })
            .await
    }

    pub(super) async fn list_entities_for_policy(
        &self,
        input: model::PolicyArn,
        _: &Caller,
    ) -> Answer<Entities> {
        self.ledger.read(|state| {
            if !is_managed_by_aws(&input.policy_arn) {
                state.policy(&input.policy_arn)?;
            }
            let roles = holders(state, &input.policy_arn).map(|role| model::PolicyRole {
                role_name: role.name.clone(),
                role_id: role.id.clone(),
            });
            Ok(Entities::of((roles.collect(), None)))
        })
    }
}

/// What the ARN of a policy of AWS says about it. Its document is not known here.
fn managed_by_aws(arn: &str) -> Option<Policy> {
    let resource = arn.split_once(":policy").map(|(_, place)| place);
    let (path, name) = resource
        .filter(|_| is_managed_by_aws(arn))?
        .rsplit_once('/')?;
    let digest = hex(&Sha256::digest(arn)).to_uppercase();
    Some(Policy {
        name: name.to_owned(),
        path: format!("{path}/"),
        id: format!("ANPA{}", &digest[..17]),
        arn: arn.to_owned(),
        created: FIRST,
        updated: FIRST,
        description: None,
        tags: BTreeMap::new(),
        versions: BTreeMap::new(),
        default: 1,
        newest: 1,
    })
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn add_version(policy: &mut Policy, version: Version, by_default: bool) -> Answer<VersionAnswer> {
    if policy.versions.len() >= VERSIONS {
        return Err(faults::limit_exceeded(
            "A managed policy can have up to 5 versions. Before you create a new version, you \
             must delete an existing version.",
        ));
    }
    policy.newest += 1;
    policy.updated = version.created;
    if by_default {
        policy.default = policy.newest;
    }
    let answer = model::Version::new(policy, policy.newest, &version).summary();
    policy.versions.insert(policy.newest, version);
    Ok(VersionAnswer {
        policy_version: answer,
    })
}

/// The number of version `v3`, when the policy has it.
fn number_of(policy: &Policy, id: &str) -> Answer<u32> {
    let number = id.strip_prefix('v').and_then(|text| text.parse().ok());
    number
        .filter(|number| policy.versions.contains_key(number))
        .ok_or_else(|| {
            let message = format!(
                "Policy {} version {id} does not exist or is not attachable.",
                policy.arn
            );
            Fault::new("NoSuchEntity", message).with_status(404)
        })
}
