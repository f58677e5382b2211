//! The stream of a table.

use aws_sdk_dynamodb::types::{StreamSpecification, StreamViewType};
use aws_sdk_dynamodbstreams::types::{OperationType, ShardIteratorType};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde_json::{Value, json};

use super::{Client, TABLE, text};
use crate::sdk::{Aws, client, refused};

pub(super) async fn streams(tables: &Client, aws: &Aws) {
    let images = StreamSpecification::builder()
        .stream_enabled(true)
        .stream_view_type(StreamViewType::NewAndOldImages);
    let update = tables.update_table().table_name(TABLE);
    let update = update.stream_specification(images.build().unwrap());
    update.send().await.unwrap();
    let put = tables.put_item().table_name(TABLE);
    put.item("id", text("streamed")).send().await.unwrap();

    let streams = client!(aws, aws_sdk_dynamodbstreams);
    let listed = streams.list_streams().send().await.unwrap();
    let arn = listed.streams()[0].stream_arn().unwrap();
    let shown = streams.describe_stream().stream_arn(arn);
    let shown = shown.send().await.unwrap();
    let shard = shown.stream_description().unwrap().shards()[0].clone();
    let begin = |arn: &str| {
        let begin = streams.get_shard_iterator().stream_arn(arn);
        let begin = begin.shard_id(shard.shard_id().unwrap());
        begin.shard_iterator_type(ShardIteratorType::TrimHorizon)
    };
    let iterator = begin(arn).send().await.unwrap();
    let iterator = iterator.shard_iterator().unwrap();
    let read = |iterator: &str| streams.get_records().shard_iterator(iterator);
    let page = read(iterator).send().await.unwrap();
    assert_eq!(page.records()[0].event_name(), Some(&OperationType::Insert));
    let next = page.next_shard_iterator().unwrap();
    assert_eq!(read(next).send().await.unwrap().records().len(), 0);
    refused!(read(&old(iterator)), is_expired_iterator_exception);
    let nowhere = format!("{arn}0");
    refused!(begin(&nowhere), is_resource_not_found_exception);
    let shown = streams.describe_stream().stream_arn(&nowhere);
    refused!(shown, is_resource_not_found_exception);
    aws.covers("dynamodbstreams", &[]);
}

/// The same iterator as if it had been given out long ago.
fn old(iterator: &str) -> String {
    let read = STANDARD.decode(iterator).unwrap();
    let mut read: Value = serde_json::from_slice(&read).unwrap();
    assert!(read["issued"].is_i64(), "{read}");
    read["issued"] = json!(0);
    STANDARD.encode(read.to_string())
}
