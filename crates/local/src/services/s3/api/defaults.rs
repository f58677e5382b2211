//! What a bucket has that nothing was set on: tools read it all after they have made one.

use s3s::{S3Request as Req, dto::*};

use super::{Answer, Api, answer};
use crate::{fault::Fault, services::s3::faults::to_s3};

impl Api {
    pub(super) async fn get_bucket_encryption(
        &self,
        req: Req<GetBucketEncryptionInput>,
    ) -> Answer<GetBucketEncryptionOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let by_default = ServerSideEncryptionByDefault {
            kms_master_key_id: None,
            sse_algorithm: ServerSideEncryption::from_static(ServerSideEncryption::AES256),
        };
        let rule = ServerSideEncryptionRule {
            apply_server_side_encryption_by_default: Some(by_default),
            bucket_key_enabled: Some(false),
        };
        let rules = vec![rule];
        answer(GetBucketEncryptionOutput {
            server_side_encryption_configuration: Some(ServerSideEncryptionConfiguration { rules }),
        })
    }

    pub(super) async fn get_bucket_logging(
        &self,
        req: Req<GetBucketLoggingInput>,
    ) -> Answer<GetBucketLoggingOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(GetBucketLoggingOutput::default())
    }

    pub(super) async fn get_bucket_accelerate_configuration(
        &self,
        req: Req<GetBucketAccelerateConfigurationInput>,
    ) -> Answer<GetBucketAccelerateConfigurationOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(GetBucketAccelerateConfigurationOutput::default())
    }

    pub(super) async fn get_bucket_request_payment(
        &self,
        req: Req<GetBucketRequestPaymentInput>,
    ) -> Answer<GetBucketRequestPaymentOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(GetBucketRequestPaymentOutput {
            payer: Some(Payer::from_static(Payer::BUCKET_OWNER)),
        })
    }

    pub(super) async fn get_bucket_website(
        &self,
        req: Req<GetBucketWebsiteInput>,
    ) -> Answer<GetBucketWebsiteOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let message = "The specified bucket does not have a website configuration";
        let missing = Fault::new("NoSuchWebsiteConfiguration", message);
        Err(to_s3(missing.with_status(404)))
    }

    pub(super) async fn get_bucket_replication(
        &self,
        req: Req<GetBucketReplicationInput>,
    ) -> Answer<GetBucketReplicationOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let message = "The replication configuration was not found";
        let missing = Fault::new("ReplicationConfigurationNotFoundError", message);
        Err(to_s3(missing.with_status(404)))
    }

    pub(super) async fn get_object_lock_configuration(
        &self,
        req: Req<GetObjectLockConfigurationInput>,
    ) -> Answer<GetObjectLockConfigurationOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let message = "Object Lock configuration does not exist for this bucket";
        let missing = Fault::new("ObjectLockConfigurationNotFoundError", message);
        Err(to_s3(missing.with_status(404)))
    }
}
