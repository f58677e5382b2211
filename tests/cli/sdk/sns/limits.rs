//! What topics have only so many of, and keys of KMS that they cannot use.

use aws_sdk_sns::{Client, types::PublishBatchRequestEntry as Entry};
use serde_json::json;

use super::{QUEUE, TOPIC};
use crate::sdk::{Aws, keys, refused};

const POLICY: &str = r#"{"kind":["order"]}"#;

/// A topic has at most 200 filter policies.
pub(super) async fn filters(sns: &Client, aws: &Aws) {
    let subscribe = |n: usize| {
        json!({
            "TopicArn": TOPIC,
            "Protocol": "sqs",
            "Endpoint": format!("{QUEUE}-{n}"),
            "Attributes": { "FilterPolicy": POLICY },
        })
    };
    aws.fill("sns", "Subscribe", (0..200).map(subscribe)).await;
    let subscribe = || {
        let subscribe = sns.subscribe().topic_arn(TOPIC).protocol("sqs");
        subscribe.endpoint(format!("{QUEUE}-200"))
    };
    refused!(
        subscribe().attributes("FilterPolicy", POLICY),
        is_filter_policy_limit_exceeded_exception
    );
    let made = subscribe().send().await.unwrap();
    let arn = made.subscription_arn().unwrap();
    let set = sns.set_subscription_attributes().subscription_arn(arn);
    let set = set.attribute_name("FilterPolicy").attribute_value(POLICY);
    refused!(set, is_filter_policy_limit_exceeded_exception);
}

pub(super) async fn keys(sns: &Client, aws: &Aws) {
    let made = sns.create_topic().name("secret").send().await.unwrap();
    let topic = made.topic_arn().unwrap();
    let encrypt = async |key: &str| {
        let set = sns.set_topic_attributes().topic_arn(topic);
        let set = set.attribute_name("KmsMasterKeyId").attribute_value(key);
        set.send().await.unwrap();
    };
    let publish = || sns.publish().topic_arn(topic).message("m");
    encrypt("alias/aws/sns").await;
    publish().send().await.unwrap();
    encrypt("alias/nothing").await;
    refused!(publish(), is_kms_not_found_exception);
    let key = keys::usable(aws).await;
    encrypt(&key).await;
    publish().send().await.unwrap();
    keys::disable(aws, &key).await;
    refused!(publish(), is_kms_disabled_exception);
    keys::delete(aws, &key).await;
    let entry = Entry::builder().id("a").message("m").build().unwrap();
    let batch = sns.publish_batch().topic_arn(topic);
    refused!(
        batch.publish_batch_request_entries(entry),
        is_kms_invalid_state_exception
    );
}
