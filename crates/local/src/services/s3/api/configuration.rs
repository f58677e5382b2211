//! What is set on a bucket: versioning, notifications, lifecycle, policy, tags.

use s3s::{S3Request as Req, S3Result, dto::*, s3_error};

use super::{Answer, Api, answer};
use crate::services::s3::{faults::to_s3, settings, translate};

impl Api {
    pub(super) async fn get_bucket_versioning(
        &self,
        req: Req<GetBucketVersioningInput>,
    ) -> Answer<GetBucketVersioningOutput> {
        let versioning = self
            .0
            .settings(&req.input.bucket)
            .map_err(to_s3)?
            .versioning;
        answer(GetBucketVersioningOutput {
            status: settings::status(versioning),
            ..GetBucketVersioningOutput::default()
        })
    }

    pub(super) async fn put_bucket_versioning(
        &self,
        req: Req<PutBucketVersioningInput>,
    ) -> Answer<PutBucketVersioningOutput> {
        let status = req.input.versioning_configuration.status;
        let status = status.as_ref().map(BucketVersioningStatus::as_str);
        self.0
            .set_versioning(&req.input.bucket, status)
            .await
            .map_err(to_s3)?;
        answer(PutBucketVersioningOutput {})
    }

    pub(super) async fn get_bucket_notification_configuration(
        &self,
        req: Req<GetBucketNotificationConfigurationInput>,
    ) -> Answer<GetBucketNotificationConfigurationOutput> {
        let found = self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(settings::shown(found.notifications))
    }

    pub(super) async fn put_bucket_notification_configuration(
        &self,
        req: Req<PutBucketNotificationConfigurationInput>,
    ) -> Answer<PutBucketNotificationConfigurationOutput> {
        let wanted = settings::notifications(req.input.notification_configuration);
        let change = self.0.set_notifications(&req.input.bucket, wanted);
        change.await.map_err(to_s3)?;
        answer(PutBucketNotificationConfigurationOutput {})
    }

    pub(super) async fn get_bucket_lifecycle_configuration(
        &self,
        req: Req<GetBucketLifecycleConfigurationInput>,
    ) -> Answer<GetBucketLifecycleConfigurationOutput> {
        let rules = self.0.settings(&req.input.bucket).map_err(to_s3)?.lifecycle;
        if rules.is_empty() {
            return Err(s3_error!(
                NoSuchLifecycleConfiguration,
                "The lifecycle configuration does not exist"
            ));
        }
        answer(GetBucketLifecycleConfigurationOutput {
            rules: Some(rules.into_iter().map(settings::rule_shown).collect()),
            ..GetBucketLifecycleConfigurationOutput::default()
        })
    }

    pub(super) async fn put_bucket_lifecycle_configuration(
        &self,
        req: Req<PutBucketLifecycleConfigurationInput>,
    ) -> Answer<PutBucketLifecycleConfigurationOutput> {
        let rules = req.input.lifecycle_configuration.map(|wanted| wanted.rules);
        let rules = rules.unwrap_or_default().into_iter().map(settings::rule);
        let rules = rules.collect::<S3Result<Vec<_>>>()?;
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.lifecycle = rules);
        change.await.map_err(to_s3)?;
        answer(PutBucketLifecycleConfigurationOutput::default())
    }

    pub(super) async fn delete_bucket_lifecycle(
        &self,
        req: Req<DeleteBucketLifecycleInput>,
    ) -> Answer<DeleteBucketLifecycleOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.lifecycle.clear());
        change.await.map_err(to_s3)?;
        answer(DeleteBucketLifecycleOutput {})
    }

    pub(super) async fn get_bucket_policy(
        &self,
        req: Req<GetBucketPolicyInput>,
    ) -> Answer<GetBucketPolicyOutput> {
        let policy = self.0.settings(&req.input.bucket).map_err(to_s3)?.policy;
        match policy {
            Some(_) => answer(GetBucketPolicyOutput { policy }),
            None => Err(s3_error!(
                NoSuchBucketPolicy,
                "The bucket policy does not exist"
            )),
        }
    }

    pub(super) async fn put_bucket_policy(
        &self,
        req: Req<PutBucketPolicyInput>,
    ) -> Answer<PutBucketPolicyOutput> {
        let PutBucketPolicyInput { bucket, policy, .. } = req.input;
        self.0.set_policy(&bucket, policy).await.map_err(to_s3)?;
        answer(PutBucketPolicyOutput {})
    }

    pub(super) async fn delete_bucket_policy(
        &self,
        req: Req<DeleteBucketPolicyInput>,
    ) -> Answer<DeleteBucketPolicyOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.policy = None);
        change.await.map_err(to_s3)?;
        answer(DeleteBucketPolicyOutput {})
    }

    pub(super) async fn get_bucket_tagging(
        &self,
        req: Req<GetBucketTaggingInput>,
    ) -> Answer<GetBucketTaggingOutput> {
        let tags = self.0.settings(&req.input.bucket).map_err(to_s3)?.tags;
        if tags.is_empty() {
            return Err(s3_error!(NoSuchTagSet, "The TagSet does not exist"));
        }
        answer(GetBucketTaggingOutput {
            tag_set: translate::tag_set(&tags),
        })
    }

    pub(super) async fn put_bucket_tagging(
        &self,
        req: Req<PutBucketTaggingInput>,
    ) -> Answer<PutBucketTaggingOutput> {
        let tags = translate::tag_map(req.input.tagging);
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.tags = tags);
        change.await.map_err(to_s3)?;
        answer(PutBucketTaggingOutput {})
    }

    pub(super) async fn delete_bucket_tagging(
        &self,
        req: Req<DeleteBucketTaggingInput>,
    ) -> Answer<DeleteBucketTaggingOutput> {
        let change = self
            .0
            .set(&req.input.bucket, |settings| settings.tags.clear());
        change.await.map_err(to_s3)?;
        answer(DeleteBucketTaggingOutput {})
    }
}
