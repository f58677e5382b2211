//! What tools look at once they have made a bucket, and what pages of other origins may.

use aws_sdk_s3::{
    Client,
    types::{
        CorsConfiguration, CorsRule, ObjectAttributes, ObjectOwnership, OwnershipControls,
        OwnershipControlsRule, Payer, Permission, PublicAccessBlockConfiguration,
        ServerSideEncryption, StorageClass,
    },
};

use super::{super::refused_as, BUCKET};

pub(super) async fn bucket(s3: &Client) {
    let shown = s3.get_bucket_encryption().bucket(BUCKET).send().await;
    let shown = shown.unwrap();
    let rules = shown.server_side_encryption_configuration().unwrap();
    let rule = rules.rules()[0].apply_server_side_encryption_by_default();
    assert_eq!(rule.unwrap().sse_algorithm(), &ServerSideEncryption::Aes256);
    let logging = s3.get_bucket_logging().bucket(BUCKET).send().await;
    assert!(logging.unwrap().logging_enabled().is_none());
    let fast = s3.get_bucket_accelerate_configuration().bucket(BUCKET);
    assert_eq!(fast.send().await.unwrap().status(), None);
    let pays = s3.get_bucket_request_payment().bucket(BUCKET).send().await;
    assert_eq!(pays.unwrap().payer(), Some(&Payer::BucketOwner));
    refused_as!(
        s3.get_bucket_website().bucket(BUCKET),
        "NoSuchWebsiteConfiguration"
    );
    refused_as!(
        s3.get_bucket_replication().bucket(BUCKET),
        "ReplicationConfigurationNotFoundError"
    );
    refused_as!(
        s3.get_object_lock_configuration().bucket(BUCKET),
        "ObjectLockConfigurationNotFoundError"
    );
}

pub(super) async fn access(s3: &Client) {
    let acl = s3.get_bucket_acl().bucket(BUCKET).send().await.unwrap();
    assert_eq!(acl.grants()[0].permission(), Some(&Permission::FullControl));
    public_block(s3).await;
    let owned = || s3.get_bucket_ownership_controls().bucket(BUCKET);
    let shown = async || {
        let shown = owned().send().await.unwrap();
        let rules = shown.ownership_controls().unwrap().rules();
        rules[0].object_ownership().clone()
    };
    assert_eq!(shown().await, ObjectOwnership::BucketOwnerEnforced);
    let rule = OwnershipControlsRule::builder().object_ownership(ObjectOwnership::ObjectWriter);
    let wanted = OwnershipControls::builder().rules(rule.build().unwrap());
    let put = s3.put_bucket_ownership_controls().bucket(BUCKET);
    let put = put.ownership_controls(wanted.build().unwrap());
    put.send().await.unwrap();
    assert_eq!(shown().await, ObjectOwnership::ObjectWriter);
    let delete = s3.delete_bucket_ownership_controls().bucket(BUCKET);
    delete.send().await.unwrap();
    refused_as!(owned(), "OwnershipControlsNotFoundError");
}

async fn public_block(s3: &Client) {
    let get = || s3.get_public_access_block().bucket(BUCKET);
    let shown = async || {
        let shown = get().send().await.unwrap();
        let block = shown.public_access_block_configuration().unwrap();
        (block.block_public_acls(), block.restrict_public_buckets())
    };
    assert_eq!(shown().await, (Some(true), Some(true)));
    let wanted = PublicAccessBlockConfiguration::builder().block_public_acls(true);
    let put = s3.put_public_access_block().bucket(BUCKET);
    let put = put.public_access_block_configuration(wanted.build());
    put.send().await.unwrap();
    assert_eq!(shown().await, (Some(true), Some(false)));
    let delete = s3.delete_public_access_block().bucket(BUCKET);
    delete.send().await.unwrap();
    refused_as!(get(), "NoSuchPublicAccessBlockConfiguration");
}

pub(super) async fn cors(s3: &Client) {
    let get = || s3.get_bucket_cors().bucket(BUCKET);
    refused_as!(get(), "NoSuchCORSConfiguration");
    let put = |method, origin| {
        let rule = CorsRule::builder().allowed_methods(method);
        let rule = rule.allowed_origins(origin).max_age_seconds(60);
        let rules = CorsConfiguration::builder().cors_rules(rule.build().unwrap());
        let put = s3.put_bucket_cors().bucket(BUCKET);
        put.cors_configuration(rules.build().unwrap())
    };
    refused_as!(put("PATCH", "*"), "InvalidRequest");
    refused_as!(put("GET", "*.*"), "InvalidRequest");
    put("GET", "https://shop.example").send().await.unwrap();
    let shown = get().send().await.unwrap();
    let rule = &shown.cors_rules()[0];
    assert_eq!(rule.allowed_origins(), ["https://shop.example"]);
    assert_eq!(rule.max_age_seconds(), Some(60));
    let delete = s3.delete_bucket_cors().bucket(BUCKET);
    delete.send().await.unwrap();
    refused_as!(get(), "NoSuchCORSConfiguration");
}

pub(super) async fn object(s3: &Client) {
    let acl = s3.get_object_acl().bucket(BUCKET).key("a/one");
    let acl = acl.send().await.unwrap();
    assert_eq!(acl.grants()[0].permission(), Some(&Permission::FullControl));
    let ask = s3.get_object_attributes().bucket(BUCKET).key("a/one");
    let ask = ask.object_attributes(ObjectAttributes::ObjectSize);
    let ask = ask.object_attributes(ObjectAttributes::StorageClass);
    let shown = ask.send().await.unwrap();
    assert_eq!(shown.object_size(), Some(5));
    assert_eq!(shown.storage_class(), Some(&StorageClass::Standard));
    assert_eq!(shown.e_tag(), None);
}
