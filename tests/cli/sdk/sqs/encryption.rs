//! Queues with keys of KMS that cannot be used.

use aws_sdk_sqs::{
    Client,
    types::{QueueAttributeName as Name, SendMessageBatchRequestEntry as Entry},
};

use crate::sdk::{Aws, keys, refused};

pub(super) async fn keys(sqs: &Client, aws: &Aws) {
    let make = sqs.create_queue().queue_name("secret");
    let made = make.send().await.unwrap();
    let url = made.queue_url().unwrap();
    let encrypt = async |key: &str| {
        let set = sqs.set_queue_attributes().queue_url(url);
        let set = set.attributes(Name::KmsMasterKeyId, key);
        set.send().await.unwrap();
    };
    let send = || sqs.send_message().queue_url(url).message_body("m");
    encrypt("alias/aws/sqs").await;
    send().send().await.unwrap();
    encrypt("alias/nothing").await;
    refused!(send(), is_kms_not_found);
    encrypt(&keys::signing(aws).await).await;
    refused!(send(), is_kms_invalid_key_usage);
    let key = keys::usable(aws).await;
    encrypt(&key).await;
    send().send().await.unwrap();
    keys::disable(aws, &key).await;
    refused!(send(), is_kms_disabled);
    refused!(sqs.receive_message().queue_url(url), is_kms_disabled);
    keys::delete(aws, &key).await;
    let entry = Entry::builder().id("a").message_body("m").build().unwrap();
    let batch = sqs.send_message_batch().queue_url(url).entries(entry);
    refused!(batch, is_kms_invalid_state);
    encrypt("alias/aws/sqs").await;
    // What was refused is not there.
    let receive = sqs.receive_message().queue_url(url);
    let got = receive.max_number_of_messages(10).send().await.unwrap();
    assert_eq!(got.messages().len(), 2);
    sqs.delete_queue().queue_url(url).send().await.unwrap();
}
