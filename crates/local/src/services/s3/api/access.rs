//! Who may use a bucket and its objects. There is one account here, which owns all; what is set is
//! kept and shown.

use s3s::{S3Request as Req, S3Response as Resp, dto::*};

use super::{Answer, Api, answer};
use crate::{
    fault::Fault,
    services::s3::{
        faults::to_s3,
        state::{Access, PublicBlock},
    },
};

impl Api {
    fn owner(&self) -> Owner {
        Owner {
            id: Some(self.0.core.account.clone()),
            ..Owner::default()
        }
    }

    /// The owner may all, nobody else anything.
    fn grants(&self) -> Vec<Grant> {
        let owner = Grantee {
            display_name: None,
            email_address: None,
            id: Some(self.0.core.account.clone()),
            type_: Type::from_static(Type::CANONICAL_USER),
            uri: None,
        };
        vec![Grant {
            grantee: Some(owner),
            permission: Some(Permission::from_static(Permission::FULL_CONTROL)),
        }]
    }

    pub(super) async fn get_bucket_acl(
        &self,
        req: Req<GetBucketAclInput>,
    ) -> Answer<GetBucketAclOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(GetBucketAclOutput {
            grants: Some(self.grants()),
            owner: Some(self.owner()),
        })
    }

    pub(super) async fn get_object_acl(
        &self,
        req: Req<GetObjectAclInput>,
    ) -> Answer<GetObjectAclOutput> {
        let GetObjectAclInput {
            bucket,
            key,
            version_id,
            ..
        } = req.input;
        let found = self.0.find(&bucket, &key, version_id.as_deref());
        found.map_err(to_s3)?;
        answer(GetObjectAclOutput {
            grants: Some(self.grants()),
            owner: Some(self.owner()),
            ..GetObjectAclOutput::default()
        })
    }

    pub(super) async fn get_public_access_block(
        &self,
        req: Req<GetPublicAccessBlockInput>,
    ) -> Answer<GetPublicAccessBlockOutput> {
        let access = self.0.settings(&req.input.bucket).map_err(to_s3)?.access;
        let Some(block) = access.public_block else {
            let message = "The public access block configuration was not found";
            let missing = Fault::new("NoSuchPublicAccessBlockConfiguration", message);
            return Err(to_s3(missing.with_status(404)));
        };
        answer(GetPublicAccessBlockOutput {
            public_access_block_configuration: Some(PublicAccessBlockConfiguration {
                block_public_acls: Some(block.block_acls),
                block_public_policy: Some(block.block_policy),
                ignore_public_acls: Some(block.ignore_acls),
                restrict_public_buckets: Some(block.restrict_buckets),
            }),
        })
    }

    pub(super) async fn put_public_access_block(
        &self,
        req: Req<PutPublicAccessBlockInput>,
    ) -> Answer<PutPublicAccessBlockOutput> {
        let wanted = req.input.public_access_block_configuration;
        let block = PublicBlock {
            block_acls: wanted.block_public_acls.unwrap_or(false),
            block_policy: wanted.block_public_policy.unwrap_or(false),
            ignore_acls: wanted.ignore_public_acls.unwrap_or(false),
            restrict_buckets: wanted.restrict_public_buckets.unwrap_or(false),
        };
        self.set_access(&req.input.bucket, |access| {
            access.public_block = Some(block)
        })
        .await?;
        answer(PutPublicAccessBlockOutput {})
    }

    pub(super) async fn delete_public_access_block(
        &self,
        req: Req<DeletePublicAccessBlockInput>,
    ) -> Answer<DeletePublicAccessBlockOutput> {
        self.set_access(&req.input.bucket, |access| access.public_block = None)
            .await?;
        gone(DeletePublicAccessBlockOutput {})
    }

    pub(super) async fn get_bucket_ownership_controls(
        &self,
        req: Req<GetBucketOwnershipControlsInput>,
    ) -> Answer<GetBucketOwnershipControlsOutput> {
        let access = self.0.settings(&req.input.bucket).map_err(to_s3)?.access;
        let Some(ownership) = access.ownership else {
            let message = "The bucket ownership controls were not found";
            let missing = Fault::new("OwnershipControlsNotFoundError", message);
            return Err(to_s3(missing.with_status(404)));
        };
        let rule = OwnershipControlsRule {
            object_ownership: ownership.into(),
        };
        answer(GetBucketOwnershipControlsOutput {
            ownership_controls: Some(OwnershipControls { rules: vec![rule] }),
        })
    }

    pub(super) async fn put_bucket_ownership_controls(
        &self,
        req: Req<PutBucketOwnershipControlsInput>,
    ) -> Answer<PutBucketOwnershipControlsOutput> {
        let rule = req.input.ownership_controls.rules.into_iter().next();
        let ownership = rule.map(|rule| rule.object_ownership.as_str().to_owned());
        self.set_access(&req.input.bucket, |access| access.ownership = ownership)
            .await?;
        answer(PutBucketOwnershipControlsOutput {})
    }

    pub(super) async fn delete_bucket_ownership_controls(
        &self,
        req: Req<DeleteBucketOwnershipControlsInput>,
    ) -> Answer<DeleteBucketOwnershipControlsOutput> {
        self.set_access(&req.input.bucket, |access| access.ownership = None)
            .await?;
        gone(DeleteBucketOwnershipControlsOutput {})
    }

    async fn set_access(
        &self,
        bucket: &str,
        change: impl FnOnce(&mut Access),
    ) -> s3s::S3Result<()> {
        let set = self.0.set(bucket, |settings| change(&mut settings.access));
        set.await.map_err(to_s3)
    }
}

fn gone<T>(output: T) -> Answer<T> {
    let mut answer = Resp::new(output);
    answer.status = Some(http::StatusCode::NO_CONTENT);
    Ok(answer)
}
