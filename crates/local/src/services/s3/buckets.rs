//! Buckets and what is set on them.

use super::{
    S3,
    cors::Rule,
    notify::{self, Notifications},
    state::Settings,
    versions::Versioning,
};
use crate::fault::Fault;

impl S3 {
    /// Makes a bucket. In us-east-1 making one's own bucket again succeeds, elsewhere it is
    /// refused.
    pub(super) async fn make_bucket(&self, name: &str) -> Result<(), Fault> {
        check_name(name)?;
        let settings = Settings {
            created: self.core.clock.now_millis(),
            ..Settings::default()
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
                let bucket = state.bucket(name)?;
                if !(bucket.objects.is_empty() && bucket.older.is_empty()) {
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

    /// Has a bucket keep versions, or stop it.
    pub(super) async fn set_versioning(
        &self,
        name: &str,
        status: Option<&str>,
    ) -> Result<(), Fault> {
        let versioning = match status {
            Some("Enabled") => Versioning::Enabled,
            Some("Suspended") => Versioning::Suspended,
            _ => {
                let message = "The versioning status must be Enabled or Suspended.";
                return Err(Fault::new(
                    "IllegalVersioningConfigurationException",
                    message,
                ));
            }
        };
        self.set(name, |settings| settings.versioning = versioning)
            .await
    }

    /// Sets which pages may use a bucket.
    pub(super) async fn set_cors(&self, name: &str, rules: Vec<Rule>) -> Result<(), Fault> {
        rules.iter().try_for_each(Rule::check)?;
        self.set(name, |settings| settings.cors = rules).await
    }

    /// Sets whom a bucket tells about its objects, once every destination has taken a test.
    pub(super) async fn set_notifications(
        &self,
        name: &str,
        wanted: Notifications,
    ) -> Result<(), Fault> {
        self.settings(name)?;
        wanted.check()?;
        notify::validate(&self.core, name, &wanted).await?;
        self.set(name, |settings| settings.notifications = wanted)
            .await
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
