//! What a mapping of a stream gives up, in a bucket.

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType,
    ScalarAttributeType, StreamSpecification, StreamViewType,
};
use aws_sdk_lambda::{
    Client,
    types::{DestinationConfig, EventSourcePosition, OnFailure},
};
use serde_json::Value;

use super::super::{Aws, refused, until};

const BUCKET: &str = "given-up";

/// A table with a stream; the stream's ARN.
async fn table(dynamodb: &aws_sdk_dynamodb::Client) -> String {
    let attribute = AttributeDefinition::builder()
        .attribute_name("id")
        .attribute_type(ScalarAttributeType::S);
    let key = KeySchemaElement::builder()
        .attribute_name("id")
        .key_type(KeyType::Hash);
    let stream = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewImage);
    let made = dynamodb
        .create_table()
        .table_name("orders")
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(attribute.build().unwrap())
        .key_schema(key.build().unwrap())
        .stream_specification(stream.build().unwrap())
        .send()
        .await
        .unwrap();
    let made = made.table_description().unwrap();
    made.latest_stream_arn().unwrap().to_owned()
}

fn to(arn: &str) -> DestinationConfig {
    let on_failure = OnFailure::builder().destination(arn).build();
    DestinationConfig::builder().on_failure(on_failure).build()
}

/// The function `work` fails on whatever it gets.
pub(super) async fn records(lambda: &Client, aws: &Aws) {
    let (dynamodb, s3) = (
        aws_sdk_dynamodb::Client::new(&aws.config),
        aws_sdk_s3::Client::new(&aws.config),
    );
    let stream = table(&dynamodb).await;
    s3.create_bucket().bucket(BUCKET).send().await.unwrap();
    let create = |destination: &str| {
        lambda
            .create_event_source_mapping()
            .function_name("work")
            .event_source_arn(&stream)
            .starting_position(EventSourcePosition::TrimHorizon)
            .maximum_retry_attempts(0)
            .destination_config(to(destination))
    };
    refused!(
        create("arn:aws:events:us-east-1:000000000000:event-bus/b"),
        is_invalid_parameter_value_exception
    );
    let made = create(&format!("arn:aws:s3:::{BUCKET}"));
    let made = made.send().await.unwrap();
    let id = made.uuid().unwrap();
    let item = dynamodb.put_item().table_name("orders");
    let item = item.item("id", AttributeValue::S("order-1".to_owned()));
    item.send().await.unwrap();
    let keys = async || {
        let listed = s3.list_objects_v2().bucket(BUCKET).send().await.unwrap();
        let keys = listed.contents().iter().filter_map(|object| object.key());
        keys.map(str::to_owned).collect::<Vec<_>>()
    };
    until("the bucket has a record", || async {
        !keys().await.is_empty()
    })
    .await;
    let key = keys().await.remove(0);
    let object = s3.get_object().bucket(BUCKET).key(&key).send().await;
    let body = object.unwrap().body.collect().await.unwrap().into_bytes();
    let record: Value = serde_json::from_slice(&body).unwrap();
    check_record(&record);
    check_key(&key, id, record["DDBStreamBatchInfo"]["shardId"].as_str());
    let delete = lambda.delete_event_source_mapping().uuid(id);
    delete.send().await.unwrap();
}

/// `aws/lambda/UUID/SHARD/YYYY/MM/DD/YYYY-MM-DDTHH.MM.SS-UUID`.
fn check_key(key: &str, id: &str, shard: Option<&str>) {
    let start = format!("aws/lambda/{id}/{}/", shard.unwrap());
    let rest = key.strip_prefix(&start);
    let rest = rest.unwrap_or_else(|| panic!("{key} does not begin with {start}"));
    let parts: Vec<&str> = rest.split('/').collect();
    let [year, month, day, name] = parts[..] else {
        panic!("{key}")
    };
    assert!(name.starts_with(&format!("{year}-{month}-{day}T")), "{key}");
    assert_eq!(name.len(), "2026-11-21T00.00.00-".len() + 36, "{key}");
}

/// The metadata, and what only buckets get: the event.
fn check_record(record: &Value) {
    let context = &record["requestContext"];
    assert_eq!(context["condition"], "RetryAttemptsExhausted", "{record}");
    assert_eq!(record["DDBStreamBatchInfo"]["batchSize"], 1);
    let image = &record["payload"]["Records"][0]["dynamodb"]["NewImage"];
    assert_eq!(image["id"]["S"], "order-1", "{record}");
}
