//! Archives: every event that was acknowledged is in the archive, and a replay brings it back.

use std::{collections::BTreeMap, time::Duration};

use coagent_local::clock::Clock;
use serde_json::{Value, json};

use super::{Client, Server, all, arn, drain_events, kills, make_queue, put_until_killed};

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";
const ARCHIVE: &str = "arn:aws:events:us-east-1:000000000000:archive/all";
/// How often a replay is cut off.
const CUTS: usize = 3;

/// What is replayed goes into the queue `again`.
async fn set_up(client: &mut Client) {
    let archive = json!({"ArchiveName": "all", "EventSourceArn": BUS});
    client.events("CreateArchive", archive).await.unwrap();
    make_queue(client, "again").await;
    let pattern = r#"{"source":["shop"],"replay-name":["again"]}"#;
    let rule = json!({"Name": "again", "EventPattern": pattern});
    client.events("PutRule", rule).await.unwrap();
    let target = json!({"Id": "t", "Arn": arn("again")});
    let targets = json!({"Rule": "again", "Targets": [target]});
    client.events("PutTargets", targets).await.unwrap();
}

async fn archived(client: &mut Client) -> Value {
    let ask = json!({"ArchiveName": "all"});
    client.events("DescribeArchive", ask).await.unwrap()["EventCount"].clone()
}

/// A replay of all there is, which has to be taken up again and again. The server that ends it.
async fn replay(mut server: Server, directory: &std::path::Path) -> Server {
    let now = Clock::system().now_millis() / 1000;
    let replay = json!({"ReplayName": "again", "EventSourceArn": ARCHIVE, "Destination": {"Arn": BUS},
        "EventStartTime": now - 86_400, "EventEndTime": now + 60});
    let mut client = server.client().await;
    client.events("StartReplay", replay).await.unwrap();
    for _ in 0..CUTS {
        server.killed_soon().await;
        server = Server::start(directory);
    }
    let mut client = server.client().await;
    let ask = json!({"ReplayName": "again"});
    loop {
        let shown = client.events("DescribeReplay", ask.clone()).await.unwrap();
        match shown["State"].as_str().unwrap() {
            "COMPLETED" => return server,
            "STARTING" | "RUNNING" => tokio::time::sleep(Duration::from_millis(20)).await,
            other => panic!("the replay is {other}: {shown}"),
        }
    }
}

/// The events of the queue, when there are as many as there should be.
async fn delivered(client: &mut Client, wanted: &Value) -> BTreeMap<String, usize> {
    let mut found = BTreeMap::new();
    for _ in 0..600 {
        found.extend(drain_events(client, "again").await);
        if *wanted == json!(found.len()) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("{} of {wanted} events were replayed", found.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_event_is_archived_and_replayed_however_often_the_process_is_killed() {
    let directory = tempfile::tempdir().unwrap();
    let mut acknowledged = Vec::new();
    for round in 0..kills() {
        let server = Server::start(directory.path());
        if round == 0 {
            set_up(&mut server.client().await).await;
        }
        let mut putting = Vec::new();
        for _ in 0..2 {
            putting.push(tokio::spawn(put_until_killed(server.client().await)));
        }
        server.killed_soon().await;
        acknowledged.extend(all(putting).await.concat());
    }
    assert!(!acknowledged.is_empty(), "no load");
    let server = Server::start(directory.path());
    let count = archived(&mut server.client().await).await;
    let server = replay(server, directory.path()).await;
    let mut client = server.client().await;
    let replayed = delivered(&mut client, &count).await;
    let lost = acknowledged.iter().filter(|id| !replayed.contains_key(*id));
    assert_eq!(lost.count(), 0, "of {} events", acknowledged.len());
    // What is replayed is not archived again.
    assert_eq!(archived(&mut client).await, count);
}
