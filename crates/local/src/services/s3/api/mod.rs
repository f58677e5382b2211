//! The operations of S3 as `s3s` calls them. Those that are not here answer `NotImplemented`.

mod access;
mod attributes;
mod buckets;
mod configuration;
mod cors;
mod defaults;
mod listing;
mod multipart;
mod objects;
mod part_copy;

use std::sync::Arc;

use async_trait::async_trait;
use s3s::{S3Request as Req, S3Response as Resp, S3Result, dto::*};

use super::S3;

/// S3 as `s3s` sees it.
pub(super) struct Api(pub(super) Arc<S3>);

type Answer<T> = S3Result<Resp<T>>;

fn answer<T>(output: T) -> Answer<T> {
    Ok(Resp::new(output))
}

/// Names each operation once: by its name in the model, its method, its input and its output.
macro_rules! operations {
    ($($name:ident $method:ident($input:ty) -> $output:ty;)*) => {
        /// The operations that clients reach through HTTP.
        pub(super) const OPERATIONS: &[&str] = &[$(stringify!($name)),*];

        #[async_trait]
        impl s3s::S3 for Api {
            $(async fn $method(&self, req: Req<$input>) -> Answer<$output> {
                // The method of the type itself, not this one of the trait.
                Self::$method(self, req).await
            })*
        }
    };
}

operations! {
    CreateBucket create_bucket(CreateBucketInput) -> CreateBucketOutput;
    HeadBucket head_bucket(HeadBucketInput) -> HeadBucketOutput;
    DeleteBucket delete_bucket(DeleteBucketInput) -> DeleteBucketOutput;
    ListBuckets list_buckets(ListBucketsInput) -> ListBucketsOutput;
    GetBucketLocation get_bucket_location(GetBucketLocationInput) -> GetBucketLocationOutput;
    GetBucketVersioning get_bucket_versioning(GetBucketVersioningInput) -> GetBucketVersioningOutput;
    PutBucketVersioning put_bucket_versioning(PutBucketVersioningInput) -> PutBucketVersioningOutput;
    GetBucketNotificationConfiguration get_bucket_notification_configuration(GetBucketNotificationConfigurationInput) -> GetBucketNotificationConfigurationOutput;
    PutBucketNotificationConfiguration put_bucket_notification_configuration(PutBucketNotificationConfigurationInput) -> PutBucketNotificationConfigurationOutput;
    GetBucketLifecycleConfiguration get_bucket_lifecycle_configuration(GetBucketLifecycleConfigurationInput) -> GetBucketLifecycleConfigurationOutput;
    PutBucketLifecycleConfiguration put_bucket_lifecycle_configuration(PutBucketLifecycleConfigurationInput) -> PutBucketLifecycleConfigurationOutput;
    DeleteBucketLifecycle delete_bucket_lifecycle(DeleteBucketLifecycleInput) -> DeleteBucketLifecycleOutput;
    ListObjectVersions list_object_versions(ListObjectVersionsInput) -> ListObjectVersionsOutput;
    GetBucketPolicy get_bucket_policy(GetBucketPolicyInput) -> GetBucketPolicyOutput;
    PutBucketPolicy put_bucket_policy(PutBucketPolicyInput) -> PutBucketPolicyOutput;
    DeleteBucketPolicy delete_bucket_policy(DeleteBucketPolicyInput) -> DeleteBucketPolicyOutput;
    GetBucketTagging get_bucket_tagging(GetBucketTaggingInput) -> GetBucketTaggingOutput;
    PutBucketTagging put_bucket_tagging(PutBucketTaggingInput) -> PutBucketTaggingOutput;
    DeleteBucketTagging delete_bucket_tagging(DeleteBucketTaggingInput) -> DeleteBucketTaggingOutput;
    GetBucketCors get_bucket_cors(GetBucketCorsInput) -> GetBucketCorsOutput;
    PutBucketCors put_bucket_cors(PutBucketCorsInput) -> PutBucketCorsOutput;
    DeleteBucketCors delete_bucket_cors(DeleteBucketCorsInput) -> DeleteBucketCorsOutput;
    GetBucketAcl get_bucket_acl(GetBucketAclInput) -> GetBucketAclOutput;
    GetObjectAcl get_object_acl(GetObjectAclInput) -> GetObjectAclOutput;
    GetPublicAccessBlock get_public_access_block(GetPublicAccessBlockInput) -> GetPublicAccessBlockOutput;
    PutPublicAccessBlock put_public_access_block(PutPublicAccessBlockInput) -> PutPublicAccessBlockOutput;
    DeletePublicAccessBlock delete_public_access_block(DeletePublicAccessBlockInput) -> DeletePublicAccessBlockOutput;
    GetBucketOwnershipControls get_bucket_ownership_controls(GetBucketOwnershipControlsInput) -> GetBucketOwnershipControlsOutput;
    PutBucketOwnershipControls put_bucket_ownership_controls(PutBucketOwnershipControlsInput) -> PutBucketOwnershipControlsOutput;
    DeleteBucketOwnershipControls delete_bucket_ownership_controls(DeleteBucketOwnershipControlsInput) -> DeleteBucketOwnershipControlsOutput;
    GetBucketEncryption get_bucket_encryption(GetBucketEncryptionInput) -> GetBucketEncryptionOutput;
    GetBucketLogging get_bucket_logging(GetBucketLoggingInput) -> GetBucketLoggingOutput;
    GetBucketAccelerateConfiguration get_bucket_accelerate_configuration(GetBucketAccelerateConfigurationInput) -> GetBucketAccelerateConfigurationOutput;
    GetBucketRequestPayment get_bucket_request_payment(GetBucketRequestPaymentInput) -> GetBucketRequestPaymentOutput;
    GetBucketWebsite get_bucket_website(GetBucketWebsiteInput) -> GetBucketWebsiteOutput;
    GetBucketReplication get_bucket_replication(GetBucketReplicationInput) -> GetBucketReplicationOutput;
    GetObjectLockConfiguration get_object_lock_configuration(GetObjectLockConfigurationInput) -> GetObjectLockConfigurationOutput;
    GetObjectAttributes get_object_attributes(GetObjectAttributesInput) -> GetObjectAttributesOutput;
    PutObject put_object(PutObjectInput) -> PutObjectOutput;
    GetObject get_object(GetObjectInput) -> GetObjectOutput;
    HeadObject head_object(HeadObjectInput) -> HeadObjectOutput;
    DeleteObject delete_object(DeleteObjectInput) -> DeleteObjectOutput;
    DeleteObjects delete_objects(DeleteObjectsInput) -> DeleteObjectsOutput;
    CopyObject copy_object(CopyObjectInput) -> CopyObjectOutput;
    ListObjectsV2 list_objects_v2(ListObjectsV2Input) -> ListObjectsV2Output;
    ListObjects list_objects(ListObjectsInput) -> ListObjectsOutput;
    GetObjectTagging get_object_tagging(GetObjectTaggingInput) -> GetObjectTaggingOutput;
    PutObjectTagging put_object_tagging(PutObjectTaggingInput) -> PutObjectTaggingOutput;
    DeleteObjectTagging delete_object_tagging(DeleteObjectTaggingInput) -> DeleteObjectTaggingOutput;
    CreateMultipartUpload create_multipart_upload(CreateMultipartUploadInput) -> CreateMultipartUploadOutput;
    UploadPart upload_part(UploadPartInput) -> UploadPartOutput;
    UploadPartCopy upload_part_copy(UploadPartCopyInput) -> UploadPartCopyOutput;
    CompleteMultipartUpload complete_multipart_upload(CompleteMultipartUploadInput) -> CompleteMultipartUploadOutput;
    AbortMultipartUpload abort_multipart_upload(AbortMultipartUploadInput) -> AbortMultipartUploadOutput;
    ListParts list_parts(ListPartsInput) -> ListPartsOutput;
    ListMultipartUploads list_multipart_uploads(ListMultipartUploadsInput) -> ListMultipartUploadsOutput;
}
