//! Events with their deliveries, and messages.

use std::{
    collections::{BTreeMap, HashSet},
    time::Duration,
};

use serde_json::json;

use super::{
    Client, Server, all, answered, arn, drain, drain_events, kills, make_queue, put_until_killed,
    url,
};

const CLIENTS: usize = 4;

/// Queue `q` gets every event; `dead` gets every event too, because the second rule's queue is not
/// there; `work` is sent to and received from directly.
async fn set_up(client: &mut Client) {
    for queue in ["q", "dead", "work"] {
        make_queue(client, queue).await;
    }
    let dead = json!({"Id": "t", "Arn": arn("gone"), "DeadLetterConfig": {"Arn": arn("dead")}});
    for (rule, target) in [("r", json!({"Id": "t", "Arn": arn("q")})), ("lost", dead)] {
        let put = json!({"Name": rule, "EventPattern": r#"{"source":["shop"]}"#});
        client.events("PutRule", put).await.unwrap();
        let targets = json!({"Rule": rule, "Targets": [target]});
        client.events("PutTargets", targets).await.unwrap();
    }
}

/// Sends messages until the server is gone; the bodies of those that were acknowledged.
async fn send_until_killed(mut client: Client, name: String) -> Vec<String> {
    let mut acknowledged = Vec::new();
    for number in 0.. {
        let body = format!("{name}-{number}");
        let message = json!({"QueueUrl": url("work"), "MessageBody": body});
        if answered(client.sqs("SendMessage", message).await).is_none() {
            break;
        }
        acknowledged.push(body);
    }
    acknowledged
}

/// What a consumer has done.
#[derive(Default)]
struct Consumed {
    /// Bodies whose deletion was acknowledged.
    deleted: Vec<String>,
    /// Bodies whose deletion was asked for, and nobody knows.
    perhaps: Vec<String>,
}

/// Receives and deletes messages until the server is gone.
async fn consume_until_killed(mut client: Client) -> Consumed {
    let mut consumed = Consumed::default();
    let ask = json!({"QueueUrl": url("work"), "MaxNumberOfMessages": 10});
    while let Some(received) = answered(client.sqs("ReceiveMessage", ask.clone()).await) {
        for message in received["Messages"].as_array().into_iter().flatten() {
            let body = message["Body"].as_str().unwrap().to_owned();
            let delete =
                json!({"QueueUrl": url("work"), "ReceiptHandle": message["ReceiptHandle"]});
            match answered(client.sqs("DeleteMessage", delete).await) {
                Some(_) => consumed.deleted.push(body),
                None => consumed.perhaps.push(body),
            }
        }
    }
    consumed
}

async fn settled(client: &mut Client) {
    loop {
        let listed = client
            .events("ListEventDeliveries", json!({"Limit": 1000}))
            .await
            .unwrap();
        let events = listed["Events"].as_array().unwrap();
        let mut rules = events
            .iter()
            .flat_map(|event| event["Rules"].as_array().unwrap());
        if rules.all(|rule| rule["State"] == "DELIVERED" || rule["State"] == "DEAD_LETTERED") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What clients were told over all rounds.
#[derive(Default)]
struct Told {
    events: Vec<String>,
    sent: Vec<String>,
    consumed: Consumed,
}

impl Told {
    /// One round: clients work until the process is killed.
    async fn round(&mut self, server: Server, round: usize) {
        let (mut putting, mut sending) = (Vec::new(), Vec::new());
        for number in 0..CLIENTS {
            putting.push(tokio::spawn(put_until_killed(server.client().await)));
            let name = format!("{round}-{number}");
            sending.push(tokio::spawn(send_until_killed(server.client().await, name)));
        }
        let consuming = tokio::spawn(consume_until_killed(server.client().await));
        server.killed_soon().await;
        self.events.extend(all(putting).await.concat());
        self.sent.extend(all(sending).await.concat());
        let consumed = consuming.await.unwrap();
        self.consumed.deleted.extend(consumed.deleted);
        self.consumed.perhaps.extend(consumed.perhaps);
    }

    fn check_events(&self, queue: &str, found: &BTreeMap<String, usize>) {
        let lost = self
            .events
            .iter()
            .filter(|id| !found.contains_key(*id))
            .count();
        assert_eq!(lost, 0, "of {} events in {queue}", self.events.len());
        let twice = found.values().filter(|times| **times > 1).count();
        assert_eq!(twice, 0, "message and outcome are one write, in {queue}");
    }

    fn check_messages(&self, left: &BTreeMap<String, usize>) {
        let Consumed { deleted, perhaps } = &self.consumed;
        let back = deleted
            .iter()
            .filter(|body| left.contains_key(*body))
            .count();
        assert_eq!(
            back,
            0,
            "of {} messages were deleted and came back",
            deleted.len()
        );
        let known: HashSet<&String> = left.keys().chain(deleted).chain(perhaps).collect();
        let lost = self
            .sent
            .iter()
            .filter(|body| !known.contains(body))
            .count();
        assert_eq!(lost, 0, "of {} messages are lost", self.sent.len());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_acknowledged_event_and_message_is_accounted_for_however_often_the_process_is_killed()
{
    let directory = tempfile::tempdir().unwrap();
    let mut told = Told::default();
    let kills = kills();
    for round in 0..kills {
        let server = Server::start(directory.path());
        if round == 0 {
            set_up(&mut server.client().await).await;
        }
        told.round(server, round).await;
    }
    assert!(!told.events.is_empty() && !told.sent.is_empty(), "no load");
    let server = Server::start(directory.path());
    let mut client = server.client().await;
    settled(&mut client).await;
    for queue in ["q", "dead"] {
        told.check_events(queue, &drain_events(&mut client, queue).await);
    }
    told.check_messages(&drain(&mut client, "work").await);
}
