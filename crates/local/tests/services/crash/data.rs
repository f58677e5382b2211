//! Objects with their notifications, published messages, items and metrics.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    time::Duration,
};

use coagent_local::clock::Clock;
use serde_json::{Value, json};

use super::{Client, Failure, Server, all, answered, arn, drain, kills};

/// What each of the writers wrote, by its name.
type Written = BTreeMap<&'static str, BTreeSet<String>>;

const WRITERS: [&str; 4] = ["objects", "messages", "items", "metrics"];
const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:topic";

async fn set_up(client: &mut Client) {
    for (queue, service) in [("noticed", "s3"), ("published", "sns")] {
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage",
            "Principal": {"Service": format!("{service}.amazonaws.com")}, "Resource": "*"}]});
        let attributes = json!({"Policy": policy.to_string(), "VisibilityTimeout": "43200"});
        let queue = json!({"QueueName": queue, "Attributes": attributes});
        client.sqs("CreateQueue", queue).await.unwrap();
    }
    client.put("/objects", "").await.unwrap();
    let notice = format!(
        "<NotificationConfiguration><QueueConfiguration><Queue>{}</Queue>\
         <Event>s3:ObjectCreated:*</Event></QueueConfiguration></NotificationConfiguration>",
        arn("noticed")
    );
    client.put("/objects?notification", &notice).await.unwrap();
    let topic = [
        ("Action", "CreateTopic"),
        ("Version", "2010-03-31"),
        ("Name", "topic"),
    ];
    client.query(&topic).await.unwrap();
    let queue = arn("published");
    let subscribe = [
        ("Action", "Subscribe"),
        ("Version", "2010-03-31"),
        ("TopicArn", TOPIC),
        ("Protocol", "sqs"),
        ("Endpoint", &queue),
        ("Attributes.entry.1.key", "RawMessageDelivery"),
        ("Attributes.entry.1.value", "true"),
    ];
    client.query(&subscribe).await.unwrap();
    let table = json!({"TableName": "items", "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "pk", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "pk", "KeyType": "HASH"}]});
    client
        .json("DynamoDB_20120810.CreateTable", table)
        .await
        .unwrap();
}

/// One write of a writer.
async fn write(client: &mut Client, writer: &str, name: &str) -> Result<(), Failure> {
    match writer {
        "objects" => client
            .put(&format!("/objects/{name}"), name)
            .await
            .map(drop),
        "messages" => {
            let publish = [
                ("Action", "Publish"),
                ("Version", "2010-03-31"),
                ("TopicArn", TOPIC),
                ("Message", name),
            ];
            client.query(&publish).await.map(drop)
        }
        "items" => {
            let put = json!({"TableName": "items", "Item": {"pk": {"S": name}}});
            client
                .json("DynamoDB_20120810.PutItem", put)
                .await
                .map(drop)
        }
        _ => {
            let put =
                json!({"Namespace": "crash", "MetricData": [{"MetricName": "writes", "Value": 1}]});
            let target = "GraniteServiceVersion20100801.PutMetricData";
            client.json(target, put).await.map(drop)
        }
    }
}

/// Writes until the server is gone; the names of what was acknowledged.
async fn write_until_killed(
    mut client: Client,
    writer: &'static str,
    round: usize,
) -> (&'static str, Vec<String>) {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let name = format!("{round}-{number}");
        if answered(write(&mut client, writer, &name).await).is_none() {
            break;
        }
        acknowledged.push(name);
    }
    (writer, acknowledged)
}

async fn written_under_fire(directory: &Path) -> Written {
    let mut written = Written::new();
    for round in 0..kills() {
        let server = Server::start(directory);
        let mut writing = Vec::new();
        for writer in WRITERS {
            let client = server.client().await;
            writing.push(tokio::spawn(write_until_killed(client, writer, round)));
        }
        server.killed_soon().await;
        for (writer, names) in all(writing).await {
            written.entry(writer).or_default().extend(names);
        }
    }
    written
}

/// The names that are not in a queue, which is looked at until it has them all.
async fn missing_in(client: &mut Client, queue: &str, names: &BTreeSet<String>) -> usize {
    let key = |body: String| {
        let notice: Value = serde_json::from_str(&body).unwrap_or_default();
        let key = notice["Records"][0]["s3"]["object"]["key"].as_str();
        key.map_or(body, str::to_owned)
    };
    let mut found = BTreeSet::new();
    for _ in 0..300 {
        found.extend(drain(client, queue).await.into_keys().map(key));
        if names.is_subset(&found) {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    names.difference(&found).count()
}

async fn counted(client: &mut Client) -> f64 {
    let now = Clock::system().now_millis() / 1000;
    let ask = json!({"Namespace": "crash", "MetricName": "writes", "Statistics": ["SampleCount"],
        "Period": 3600, "StartTime": now - 7200, "EndTime": now + 3600});
    let target = "GraniteServiceVersion20100801.GetMetricStatistics";
    let found = client.json(target, ask).await.unwrap();
    let points = found["Datapoints"].as_array().unwrap().iter();
    points
        .map(|point| point["SampleCount"].as_f64().unwrap())
        .sum()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_written_is_there_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let server = Server::start(directory.path());
    set_up(&mut server.client().await).await;
    drop(server);
    let written = written_under_fire(directory.path()).await;
    assert!(written.values().all(|names| !names.is_empty()), "no load");
    let server = Server::start(directory.path());
    let client = &mut server.client().await;
    for name in &written["objects"] {
        let body = client.get(&format!("/objects/{name}")).await.unwrap();
        assert_eq!(&body, name);
    }
    assert_eq!(missing_in(client, "noticed", &written["objects"]).await, 0);
    assert_eq!(
        missing_in(client, "published", &written["messages"]).await,
        0
    );
    for name in &written["items"] {
        let ask = json!({"TableName": "items", "Key": {"pk": {"S": name}}});
        let found = client.json("DynamoDB_20120810.GetItem", ask).await.unwrap();
        assert_eq!(found["Item"]["pk"]["S"], json!(name));
    }
    // One that was not answered may have been written, too, whenever the process was killed.
    let (most, least) = (written["metrics"].len() + kills(), written["metrics"].len());
    let found = counted(client).await;
    assert!(
        found >= least as f64 && found <= most as f64,
        "{least} <= {found}"
    );
}
