//! What is set on a bucket.

use aws_sdk_s3::{
    Client,
    types::{
        BucketLifecycleConfiguration, BucketVersioningStatus, EventBridgeConfiguration,
        ExpirationStatus, LifecycleExpiration, LifecycleRule, LifecycleRuleFilter,
        NotificationConfiguration, VersioningConfiguration,
    },
};

use super::{super::refused_as, BUCKET, tagging};

pub(super) async fn tags(s3: &Client) {
    refused_as!(s3.get_bucket_tagging().bucket(BUCKET), "NoSuchTagSet");
    s3.put_bucket_tagging()
        .bucket(BUCKET)
        .tagging(tagging())
        .send()
        .await
        .unwrap();
    let tags = s3.get_bucket_tagging().bucket(BUCKET).send().await.unwrap();
    assert_eq!(tags.tag_set(), tagging().tag_set());
    s3.delete_bucket_tagging()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
}

pub(super) async fn policy(s3: &Client) {
    refused_as!(s3.get_bucket_policy().bucket(BUCKET), "NoSuchBucketPolicy");
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::shop-bucket/*"}]}"#;
    s3.put_bucket_policy()
        .bucket(BUCKET)
        .policy(policy)
        .send()
        .await
        .unwrap();
    refused_as!(
        s3.put_bucket_policy().bucket(BUCKET).policy("{"),
        "MalformedPolicy"
    );
    let shown = s3.get_bucket_policy().bucket(BUCKET).send().await.unwrap();
    assert_eq!(shown.policy(), Some(policy));
    s3.delete_bucket_policy()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
}

pub(super) async fn notifications(s3: &Client) {
    let bridge = EventBridgeConfiguration::builder().build();
    let notify = NotificationConfiguration::builder()
        .event_bridge_configuration(bridge)
        .build();
    let put = s3.put_bucket_notification_configuration().bucket(BUCKET);
    put.notification_configuration(notify).send().await.unwrap();
    let shown = s3
        .get_bucket_notification_configuration()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    assert!(shown.event_bridge_configuration().is_some());
}

pub(super) async fn versioning(s3: &Client) {
    let on = VersioningConfiguration::builder()
        .status(BucketVersioningStatus::Enabled)
        .build();
    let put = s3
        .put_bucket_versioning()
        .bucket(BUCKET)
        .versioning_configuration(on);
    put.send().await.unwrap();
    let shown = s3
        .get_bucket_versioning()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    assert_eq!(shown.status(), Some(&BucketVersioningStatus::Enabled));
}

pub(super) async fn lifecycle(s3: &Client) {
    refused_as!(
        s3.get_bucket_lifecycle_configuration().bucket(BUCKET),
        "NoSuchLifecycleConfiguration"
    );
    let rule = LifecycleRule::builder()
        .id("old")
        .status(ExpirationStatus::Enabled);
    let rule = rule.filter(LifecycleRuleFilter::builder().prefix("logs/").build());
    let rule = rule
        .expiration(LifecycleExpiration::builder().days(7).build())
        .build()
        .unwrap();
    let rules = BucketLifecycleConfiguration::builder()
        .rules(rule)
        .build()
        .unwrap();
    let put = s3.put_bucket_lifecycle_configuration().bucket(BUCKET);
    put.lifecycle_configuration(rules).send().await.unwrap();
    let shown = s3
        .get_bucket_lifecycle_configuration()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
    assert_eq!(shown.rules()[0].id(), Some("old"));
    s3.delete_bucket_lifecycle()
        .bucket(BUCKET)
        .send()
        .await
        .unwrap();
}
