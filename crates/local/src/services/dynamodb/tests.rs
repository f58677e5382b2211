use serde_json::json;

use super::*;
use crate::{clock::Clock, core::Config, store::Store};

async fn call(dynamodb: &Arc<DynamoDb>, operation: &str, input: Json) -> Result<Json, Fault> {
    let output = dynamodb.run(operation, input).await?;
    Ok(serde_json::from_slice(&output.json()).unwrap())
}

fn notes() -> Json {
    json!({
        "TableName": "notes",
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}],
    })
}

async fn with_table(core: &Arc<Core>) -> Arc<DynamoDb> {
    let dynamodb = DynamoDb::open(core).unwrap();
    call(&dynamodb, "CreateTable", notes()).await.unwrap();
    dynamodb
}

fn put(condition: Option<&str>) -> Json {
    let mut input = json!({"TableName": "notes", "Item": {"pk": {"S": "a"}, "n": {"N": "1"}}});
    if let Some(condition) = condition {
        input["ConditionExpression"] = json!(condition);
    }
    input
}

#[tokio::test]
async fn a_table_has_our_arn_and_answers_to_it() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&Core::for_tests(dir.path())).await;
    let found = call(&dynamodb, "DescribeTable", json!({"TableName": "notes"}))
        .await
        .unwrap();
    let arn = "arn:aws:dynamodb:us-east-1:000000000000:table/notes";
    assert_eq!(found["Table"]["TableArn"], arn);
    let again = call(&dynamodb, "DescribeTable", json!({"TableName": arn}))
        .await
        .unwrap();
    assert_eq!(again["Table"]["TableName"], "notes");
    let tag = json!({"ResourceArn": arn, "Tags": [{"Key": "team", "Value": "core"}]});
    call(&dynamodb, "TagResource", tag).await.unwrap();
}

#[tokio::test]
async fn a_condition_that_fails_says_so_by_its_code() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&Core::for_tests(dir.path())).await;
    let once = || put(Some("attribute_not_exists(pk)"));
    call(&dynamodb, "PutItem", once()).await.unwrap();
    let fault = call(&dynamodb, "PutItem", once()).await.unwrap_err();
    assert_eq!(fault.code, "ConditionalCheckFailedException");
}

#[tokio::test]
async fn a_cancelled_transaction_gives_its_reasons() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&Core::for_tests(dir.path())).await;
    let write = json!({"TransactItems": [{"Put": put(Some("attribute_exists(pk)"))}]});
    let fault = call(&dynamodb, "TransactWriteItems", write)
        .await
        .unwrap_err();
    assert_eq!(fault.code, "TransactionCanceledException");
    let reasons = fault.detail("CancellationReasons").unwrap();
    assert_eq!(reasons[0]["Code"], "ConditionalCheckFailed");
}

#[tokio::test]
async fn items_survive_a_restart() {
    let dir = tempfile::tempdir().unwrap();
    let core = Core::for_tests(dir.path());
    let dynamodb = with_table(&core).await;
    call(&dynamodb, "PutItem", put(None)).await.unwrap();
    drop(dynamodb);
    let again = DynamoDb::open(&core).unwrap();
    let key = json!({"TableName": "notes", "Key": {"pk": {"S": "a"}}});
    let found = call(&again, "GetItem", key).await.unwrap();
    assert_eq!(found["Item"]["n"]["N"], "1");
}

/// With a clock that stands still, seconds after the epoch.
fn core_at(dir: &std::path::Path, seconds: i64) -> Arc<Core> {
    let mut config = Config::new(dir);
    config.clock = Clock::at(jiff::Timestamp::from_second(seconds).unwrap(), 1e-9);
    Core::new(config, Store::in_memory())
}

#[tokio::test]
async fn items_expire_by_our_clock() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&core_at(dir.path(), 1_000)).await;
    let ttl = json!({"TableName": "notes", "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": true}});
    call(&dynamodb, "UpdateTimeToLive", ttl).await.unwrap();
    let item = json!({"TableName": "notes", "Item": {"pk": {"S": "a"}, "ttl": {"N": "2000"}}});
    call(&dynamodb, "PutItem", item).await.unwrap();
    assert_eq!(sweep::sweep(&dynamodb), 0);
    let later = DynamoDb::open(&core_at(dir.path(), 2_001)).unwrap();
    assert_eq!(sweep::sweep(&later), 1);
}

/// All that a table's stream has.
async fn streamed(dynamodb: &Arc<DynamoDb>) -> Vec<Json> {
    let streams = call(dynamodb, "ListStreams", json!({})).await.unwrap();
    let arn = streams["Streams"][0]["StreamArn"].clone();
    let stream = json!({"StreamArn": arn});
    let stream = call(dynamodb, "DescribeStream", stream).await.unwrap();
    let shard = &stream["StreamDescription"]["Shards"][0]["ShardId"];
    let start = json!({"StreamArn": arn, "ShardId": shard, "ShardIteratorType": "TRIM_HORIZON"});
    let start = call(dynamodb, "GetShardIterator", start).await.unwrap();
    let page = json!({"ShardIterator": start["ShardIterator"]});
    let page = call(dynamodb, "GetRecords", page).await.unwrap();
    page["Records"].as_array().unwrap().clone()
}

#[tokio::test]
async fn a_stream_tells_what_changed_where_and_by_whom() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&core_at(dir.path(), 1_000)).await;
    let view = json!({"StreamEnabled": true, "StreamViewType": "NEW_AND_OLD_IMAGES"});
    let stream = json!({"TableName": "notes", "StreamSpecification": view});
    call(&dynamodb, "UpdateTable", stream).await.unwrap();
    let ttl = json!({"TableName": "notes", "TimeToLiveSpecification": {"AttributeName": "ttl", "Enabled": true}});
    call(&dynamodb, "UpdateTimeToLive", ttl).await.unwrap();
    for text in ["one", "one", "two"] {
        let item = json!({"pk": {"S": "a"}, "ttl": {"N": "2000"}, "text": {"S": text}});
        let item = json!({"TableName": "notes", "Item": item});
        call(&dynamodb, "PutItem", item).await.unwrap();
    }
    let later = DynamoDb::open(&core_at(dir.path(), 2_001)).unwrap();
    assert_eq!(sweep::sweep(&later), 1);
    let records = streamed(&dynamodb).await;
    let names: Vec<&str> = records
        .iter()
        .map(|record| record["eventName"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["INSERT", "MODIFY", "REMOVE"],
        "nothing of no change"
    );
    assert_eq!(records[0]["awsRegion"], "us-east-1");
    assert_eq!(records[1].get("userIdentity"), None);
    let service = json!({"Type": "Service", "PrincipalId": "dynamodb.amazonaws.com"});
    assert_eq!(records[2]["userIdentity"], service);
}

#[tokio::test]
async fn a_table_that_is_missing_is_not_found() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = DynamoDb::open(&Core::for_tests(dir.path())).unwrap();
    let fault = call(&dynamodb, "DescribeTable", json!({"TableName": "none"}))
        .await
        .unwrap_err();
    assert_eq!(
        (fault.code.as_str(), fault.status),
        ("ResourceNotFoundException", 400)
    );
}

#[tokio::test]
async fn recovery_is_remembered() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = with_table(&Core::for_tests(dir.path())).await;
    let on = json!({"TableName": "notes", "PointInTimeRecoverySpecification": {"PointInTimeRecoveryEnabled": true}});
    call(&dynamodb, "UpdateContinuousBackups", on)
        .await
        .unwrap();
    let found = call(
        &dynamodb,
        "DescribeContinuousBackups",
        json!({"TableName": "notes"}),
    )
    .await
    .unwrap();
    let description = &found["ContinuousBackupsDescription"]["PointInTimeRecoveryDescription"];
    assert_eq!(description["PointInTimeRecoveryStatus"], "ENABLED");
}

#[tokio::test]
async fn what_is_not_there_is_named() {
    let dir = tempfile::tempdir().unwrap();
    let dynamodb = DynamoDb::open(&Core::for_tests(dir.path())).unwrap();
    let fault = call(&dynamodb, "CreateGlobalTable", json!({}))
        .await
        .unwrap_err();
    assert!(fault.message.contains("dynamodb:CreateGlobalTable"));
}
