//! Buckets themselves.

use s3s::{S3Request as Req, dto::*};

use super::{Answer, Api, answer};
use crate::services::s3::{faults::to_s3, objects::timestamp};

impl Api {
    pub(super) async fn create_bucket(
        &self,
        req: Req<CreateBucketInput>,
    ) -> Answer<CreateBucketOutput> {
        let bucket = req.input.bucket;
        self.0.make_bucket(&bucket).await.map_err(to_s3)?;
        answer(CreateBucketOutput {
            location: Some(format!("/{bucket}")),
        })
    }

    pub(super) async fn head_bucket(&self, req: Req<HeadBucketInput>) -> Answer<HeadBucketOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        answer(HeadBucketOutput {
            bucket_region: Some(self.0.core.region.clone()),
            ..HeadBucketOutput::default()
        })
    }

    pub(super) async fn delete_bucket(
        &self,
        req: Req<DeleteBucketInput>,
    ) -> Answer<DeleteBucketOutput> {
        self.0.drop_bucket(&req.input.bucket).await.map_err(to_s3)?;
        answer(DeleteBucketOutput {})
    }

    pub(super) async fn list_buckets(&self, _: Req<ListBucketsInput>) -> Answer<ListBucketsOutput> {
        let bucket = |(name, created): (String, i64)| Bucket {
            name: Some(name),
            creation_date: Some(timestamp(created)),
            ..Bucket::default()
        };
        let owner = Owner {
            id: Some(self.0.core.account.clone()),
            ..Owner::default()
        };
        answer(ListBucketsOutput {
            buckets: Some(self.0.bucket_list().into_iter().map(bucket).collect()),
            owner: Some(owner),
            ..ListBucketsOutput::default()
        })
    }

    pub(super) async fn get_bucket_location(
        &self,
        req: Req<GetBucketLocationInput>,
    ) -> Answer<GetBucketLocationOutput> {
        self.0.settings(&req.input.bucket).map_err(to_s3)?;
        let region = Some(self.0.core.region.clone()).filter(|region| region != "us-east-1");
        answer(GetBucketLocationOutput {
            location_constraint: region.map(BucketLocationConstraint::from),
        })
    }
}
