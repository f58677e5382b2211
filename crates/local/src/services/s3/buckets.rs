//! Buckets and what is set on them.

use std::collections::BTreeMap;

use super::{S3, faults, state::Settings};
use crate::fault::Fault;

impl S3 {
    /// Makes a bucket. In us-east-1 making one's own bucket again succeeds, elsewhere it is
    /// refused.
    pub(super) async fn make_bucket(&self, name: &str) -> Result<(), Fault> {
        check_name(name)?;
        let settings = Settings {
            created: self.core.clock.now_millis(),
            tags: BTreeMap::new(),
            policy: None,
        };
        self.ledger
            .change(|state, batch| {
                if !state.buckets.contains_key(name) {
                    state.put_bucket(name, settings, batch);
                    return Ok(());
                }
                if self.core.region == "us-east-1" {
                    return Ok(());
                }
                let message = "Your previous request to create the named bucket succeeded and \
                               you already own it.";
                Err(Fault::new("BucketAlreadyOwnedByYou", message).with_status(409))
            })
            .await
    }

    pub(super) async fn drop_bucket(&self, name: &str) -> Result<(), Fault> {
        self.ledger
            .change(|state, batch| {
                if !state.bucket(name)?.objects.is_empty() {
                    let message = "The bucket you tried to delete is not empty";
                    return Err(Fault::new("BucketNotEmpty", message).with_status(409));
                }
                state.remove_bucket(name, batch);
                Ok(())
            })
            .await
    }

    /// Looks at a bucket's settings.
    pub(super) fn settings(&self, name: &str) -> Result<Settings, Fault> {
        self.ledger
            .read(|state| Ok(state.bucket(name)?.settings.clone()))
    }

    /// Changes a bucket's settings.
    pub(super) async fn set(
        &self,
        name: &str,
        change: impl FnOnce(&mut Settings),
    ) -> Result<(), Fault> {
        self.ledger
            .change(|state, batch| {
                let mut settings = state.bucket(name)?.settings.clone();
                change(&mut settings);
                state.put_bucket(name, settings, batch);
                Ok(())
            })
            .await
    }

    /// Names with the time of creation.
    pub(super) fn bucket_list(&self) -> Vec<(String, i64)> {
        self.ledger.read(|state| {
            let entry = |(name, bucket): (&String, &super::state::Bucket)| {
                (name.clone(), bucket.settings.created)
            };
            state.buckets.iter().map(entry).collect()
        })
    }

    /// Sets a bucket's policy, which has to be a policy document.
    pub(super) async fn set_policy(&self, name: &str, policy: String) -> Result<(), Fault> {
        let parsed: Option<serde_json::Value> = serde_json::from_str(&policy).ok();
        if parsed.is_none_or(|document| document.get("Statement").is_none()) {
            let message = "Policies must be valid JSON and the first byte must be '{'";
            return Err(Fault::new("MalformedPolicy", message));
        }
        self.set(name, |settings| settings.policy = Some(policy))
            .await
    }

    /// Versions of objects are not kept, so only what asks for none is taken.
    pub(super) fn set_versioning(&self, name: &str, status: Option<&str>) -> Result<(), Fault> {
        self.settings(name)?;
        match status {
            Some("Enabled") => Err(faults::not_implemented("versioning")),
            _ => Ok(()),
        }
    }
}

fn check_name(name: &str) -> Result<(), Fault> {
    if s3s::path::check_bucket_name(name) {
        return Ok(());
    }
    Err(Fault::new(
        "InvalidBucketName",
        "The specified bucket is not valid.",
    ))
}
