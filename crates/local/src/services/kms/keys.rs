//! Keys: their life, rotation and policy.

use super::{
    Kms, faults,
    model::{self, KeyAnswer, KeyEntry, Keys, Metadata, Nothing},
    paging::page,
    state::Key,
    tags,
};
use crate::{fault::Fault, service::Caller, wire::Timestamp};

type Answer<T> = Result<T, Fault>;

const DAY: i64 = 86_400_000;
/// Bytes of a key policy at most.
const POLICY: usize = 32 * 1024;
/// The one kind of key that is rotated.
pub(super) const SYMMETRIC: &str = "SYMMETRIC_DEFAULT";

impl Kms {
    pub(super) async fn create_key(
        &self,
        input: model::CreateKey,
        _: &Caller,
    ) -> Answer<KeyAnswer> {
        let key = self.new_key(input)?;
        let key_metadata = Metadata::new(&key, &self.core.account);
        self.ledger
            .change(|state, batch| {
                state.put_key(key, batch);
                Ok(KeyAnswer { key_metadata })
            })
            .await
    }

    fn new_key(&self, input: model::CreateKey) -> Answer<Key> {
        if let Some(store) = input.custom_key_store_id {
            return Err(faults::no_key_store(&store));
        }
        let policy = input.policy.unwrap_or_else(|| self.default_policy());
        check_policy(&policy)?;
        let id = uuid::Uuid::new_v4().to_string();
        Ok(Key {
            arn: self.core.arn("kms", &format!("key/{id}")),
            id,
            created: self.core.clock.now_millis(),
            description: input.description.unwrap_or_default(),
            enabled: true,
            rotated: false,
            usage: input
                .key_usage
                .unwrap_or_else(|| "ENCRYPT_DECRYPT".to_owned()),
            spec: input.key_spec.unwrap_or_else(|| SYMMETRIC.to_owned()),
            policy,
            tags: tags::of_new(input.tags)?,
            deletion: None,
        })
    }

    /// What KMS gives a key that comes without a policy.
    fn default_policy(&self) -> String {
        serde_json::json!({
            "Version": "2012-10-17",
            "Id": "key-default-1",
            "Statement": [{
                "Sid": "Enable IAM User Permissions",
                "Effect": "Allow",
                "Principal": { "AWS": format!("arn:aws:iam::{}:root", self.core.account) },
                "Action": "kms:*",
                "Resource": "*",
            }],
        })
        .to_string()
    }

    /// Looks at one key.
    pub(super) fn look<T>(&self, wanted: &str, look: impl FnOnce(&Key) -> T) -> Answer<T> {
        self.ledger.read(|state| state.key(wanted).map(look))
    }

    /// Changes one key. Keys whose waiting period is over go on the way.
    async fn edit<T>(&self, wanted: &str, edit: impl FnOnce(&mut Key) -> Answer<T>) -> Answer<T> {
        let now = self.core.clock.now_millis();
        self.ledger
            .change(|state, batch| {
                state.sweep(now, batch);
                let mut key = state.key(wanted)?.clone();
                let answer = edit(&mut key)?;
                state.put_key(key, batch);
                Ok(answer)
            })
            .await
    }

    pub(super) async fn describe_key(&self, input: model::KeyId, _: &Caller) -> Answer<KeyAnswer> {
        let key_metadata =
            self.look(&input.key_id, |key| Metadata::new(key, &self.core.account))?;
        Ok(KeyAnswer { key_metadata })
    }

    pub(super) async fn list_keys(&self, input: model::Page, _: &Caller) -> Answer<Keys> {
        let (marker, limit) = (input.marker.as_deref(), input.limit.unwrap_or(100));
        self.ledger.read(|state| {
            let (keys, next_marker) =
                page(state.keys.values(), marker, limit, |key| key.id.clone())?;
            let entry = |key: &Key| KeyEntry {
                key_id: key.id.clone(),
                key_arn: key.arn.clone(),
            };
            Ok(Keys {
                keys: keys.into_iter().map(entry).collect(),
                truncated: next_marker.is_some(),
                next_marker,
            })
        })
    }

    pub(super) async fn update_key_description(
        &self,
        input: model::Describe,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.edit(&input.key_id, |key| {
            key.description = input.description;
            Ok(Nothing {})
        })
        .await
    }

    pub(super) async fn enable_key(&self, input: model::KeyId, _: &Caller) -> Answer<Nothing> {
        self.switch(&input.key_id, |key| {
            key.enabled = true;
            Ok(())
        })
        .await
    }

    pub(super) async fn disable_key(&self, input: model::KeyId, _: &Caller) -> Answer<Nothing> {
        self.switch(&input.key_id, |key| {
            key.enabled = false;
            Ok(())
        })
        .await
    }

    pub(super) async fn enable_key_rotation(
        &self,
        input: model::KeyId,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.rotate(&input.key_id, true).await
    }

    pub(super) async fn disable_key_rotation(
        &self,
        input: model::KeyId,
        _: &Caller,
    ) -> Answer<Nothing> {
        self.rotate(&input.key_id, false).await
    }

    /// Changes a key that is not about to be deleted.
    pub(super) async fn switch(
        &self,
        wanted: &str,
        change: impl FnOnce(&mut Key) -> Answer<()>,
    ) -> Answer<Nothing> {
        self.edit(wanted, |key| {
            refuse_pending(key)?;
            change(key)?;
            Ok(Nothing {})
        })
        .await
    }

    /// A key that is not enabled keeps its rotation as it is.
    async fn rotate(&self, wanted: &str, rotated: bool) -> Answer<Nothing> {
        self.edit(wanted, |key| {
            refuse_asymmetric(key)?;
            refuse_pending(key)?;
            if !key.enabled {
                let message = format!("{} is disabled.", key.arn);
                return Err(Fault::new("DisabledException", message));
            }
            key.rotated = rotated;
            Ok(Nothing {})
        })
        .await
    }

    pub(super) async fn schedule_key_deletion(
        &self,
        input: model::ScheduleDeletion,
        _: &Caller,
    ) -> Answer<model::Deletion> {
        let days = input.pending_window_in_days.unwrap_or(30);
        if !(7..=30).contains(&days) {
            let message = format!("PendingWindowInDays must be between 7 and 30, not {days}.");
            return Err(Fault::validation(message));
        }
        let at = self.core.clock.now_millis() + i64::from(days) * DAY;
        self.edit(&input.key_id, |key| {
            refuse_pending(key)?;
            key.deletion = Some(at);
            Ok(model::Deletion {
                key_id: key.arn.clone(),
                key_state: model::state_of(key),
                deletion_date: Timestamp::from_millis(at),
                pending_window_in_days: days,
            })
        })
        .await
    }

    pub(super) async fn cancel_key_deletion(
        &self,
        input: model::KeyId,
        _: &Caller,
    ) -> Answer<serde_json::Value> {
        self.edit(&input.key_id, |key| {
            if key.deletion.is_none() {
                let message = format!("{} is not pending deletion.", key.arn);
                return Err(Fault::new("KMSInvalidStateException", message));
            }
            key.deletion = None;
            key.enabled = false;
            Ok(serde_json::json!({ "KeyId": key.arn }))
        })
        .await
    }

    pub(super) async fn get_key_rotation_status(
        &self,
        input: model::KeyId,
        _: &Caller,
    ) -> Answer<model::Rotation> {
        self.look(&input.key_id, |key| {
            refuse_asymmetric(key)?;
            Ok(model::Rotation {
                key_rotation_enabled: key.rotated,
                key_id: key.arn.clone(),
            })
        })?
    }

    pub(super) async fn get_key_policy(
        &self,
        input: model::KeyId,
        _: &Caller,
    ) -> Answer<model::Policy> {
        self.look(&input.key_id, |key| model::Policy {
            policy: key.policy.clone(),
            policy_name: "default",
        })
    }

    pub(super) async fn put_key_policy(
        &self,
        input: model::PutPolicy,
        _: &Caller,
    ) -> Answer<Nothing> {
        check_policy(&input.policy)?;
        self.switch(&input.key_id, |key| {
            key.policy = input.policy;
            Ok(())
        })
        .await
    }
}

fn refuse_asymmetric(key: &Key) -> Answer<()> {
    if key.spec == SYMMETRIC {
        return Ok(());
    }
    Err(faults::asymmetric(&key.arn))
}

fn refuse_pending(key: &Key) -> Answer<()> {
    if key.deletion.is_none() {
        return Ok(());
    }
    let message = format!("{} is pending deletion.", key.arn);
    Err(Fault::new("KMSInvalidStateException", message))
}

fn check_policy(policy: &str) -> Answer<()> {
    if policy.len() > POLICY {
        let message = format!("The key policy is longer than {POLICY} bytes.");
        return Err(faults::limit(message));
    }
    match serde_json::from_str::<serde_json::Value>(policy) {
        Ok(document) if document.get("Statement").is_some() => Ok(()),
        _ => Err(Fault::new(
            "MalformedPolicyDocumentException",
            "The key policy is not valid JSON with a Statement.",
        )),
    }
}
