//! Typed calls, as the protocol layer makes them, with the other services beside.

mod archives;
mod bus_log;
mod dead_letters;
mod delivery;
mod durable;
mod put_events;
mod rules;
mod schedules;
mod words;

use std::{sync::Arc, time::Duration};

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    clock::Clock,
    cloud::Cloud,
    core::{Config, Core},
    fault::Fault,
    service::{Caller, Input},
    store::Store,
};

/// An environment on a store in memory, on a clock that runs 100 times as fast.
struct Bench {
    cloud: Arc<Cloud>,
    dir: TempDir,
}

impl Bench {
    fn new() -> Self {
        let noon = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        Self::on(
            Store::in_memory(),
            Clock::at(noon, 100.0),
            TempDir::new().unwrap(),
        )
    }

    fn on(store: Store, clock: Clock, dir: TempDir) -> Self {
        let config = Config {
            clock,
            ..Config::new(dir.path())
        };
        let cloud = Cloud::open(Core::new(config, store)).unwrap();
        Self { cloud, dir }
    }

    /// The same store, as a new process finds it.
    fn restart(self) -> Self {
        let core = &self.cloud.core;
        core.stop();
        Self::on(core.store.clone(), core.clock, self.dir)
    }

    async fn call(&self, service: &str, operation: &str, input: Value) -> Result<Value, Fault> {
        let caller = Caller {
            access_key: "test".into(),
            region: "us-east-1".into(),
            request_id: "r".into(),
        };
        let body = serde_json::to_vec(&input).unwrap();
        let output = self
            .cloud
            .dispatch(service, operation, Input::Json(body.into()), &caller)
            .await?;
        Ok(serde_json::from_slice(&output.json()).unwrap())
    }

    async fn ok(&self, operation: &str, input: Value) -> Value {
        self.call("events", operation, input).await.unwrap()
    }

    async fn fault(&self, operation: &str, input: Value) -> Fault {
        self.call("events", operation, input).await.unwrap_err()
    }

    async fn code(&self, operation: &str, input: Value) -> String {
        self.fault(operation, input).await.code
    }

    async fn sqs(&self, operation: &str, input: Value) -> Value {
        self.call("sqs", operation, input).await.unwrap()
    }

    /// A role that EventBridge may assume, which may do one thing; its ARN.
    async fn role(&self, name: &str, action: &str) -> String {
        let trust = json!({"Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole",
            "Principal": {"Service": "events.amazonaws.com"}}]});
        let input = json!({"RoleName": name, "AssumeRolePolicyDocument": trust.to_string()});
        let made = self.call("iam", "CreateRole", input).await.unwrap();
        let policy = json!({"Statement": [{"Effect": "Allow", "Action": action, "Resource": "*"}]});
        let input =
            json!({"RoleName": name, "PolicyName": "p", "PolicyDocument": policy.to_string()});
        self.call("iam", "PutRolePolicy", input).await.unwrap();
        made["Role"]["Arn"].as_str().unwrap().to_owned()
    }

    /// A queue that rules may send to.
    async fn open_queue(&self, name: &str) -> String {
        let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
            "Action": "sqs:SendMessage", "Resource": queue_arn(name)}]});
        let attributes = json!({"Policy": policy.to_string()});
        let created = self
            .sqs(
                "CreateQueue",
                json!({"QueueName": name, "Attributes": attributes}),
            )
            .await;
        created["QueueUrl"].as_str().unwrap().to_owned()
    }

    /// A queue that no rule may send to.
    async fn closed_queue(&self, name: &str) -> String {
        let created = self.sqs("CreateQueue", json!({"QueueName": name})).await;
        created["QueueUrl"].as_str().unwrap().to_owned()
    }

    /// A rule for events of source `shop` with one target.
    async fn rule(&self, name: &str, target: Value) {
        let pattern = json!({"source": ["shop"]}).to_string();
        self.ok("PutRule", json!({"Name": name, "EventPattern": pattern}))
            .await;
        self.ok("PutTargets", json!({"Rule": name, "Targets": [target]}))
            .await;
    }

    /// Puts an event of source `shop` and returns its id.
    async fn put(&self, detail: Value) -> String {
        let put = self
            .ok("PutEvents", json!({"Entries": [entry(detail)]}))
            .await;
        put["Entries"][0]["EventId"].as_str().unwrap().to_owned()
    }

    /// Waits for a message and deletes it.
    async fn receive(&self, queue: &str) -> Value {
        let input = json!({"QueueUrl": queue, "WaitTimeSeconds": 20, "MessageAttributeNames": ["All"],
            "AttributeNames": ["All"]});
        loop {
            let received = self.sqs("ReceiveMessage", input.clone()).await;
            if let Some(message) = received["Messages"].get(0) {
                let handle = &message["ReceiptHandle"];
                self.sqs(
                    "DeleteMessage",
                    json!({"QueueUrl": queue, "ReceiptHandle": handle}),
                )
                .await;
                return message.clone();
            }
        }
    }

    async fn depth(&self, queue: &str) -> String {
        let input = json!({"QueueUrl": queue, "AttributeNames": ["ApproximateNumberOfMessages"]});
        let found = self.sqs("GetQueueAttributes", input).await;
        found["Attributes"]["ApproximateNumberOfMessages"]
            .as_str()
            .unwrap()
            .to_owned()
    }

    /// Waits until every delivery has ended.
    async fn settled(&self) {
        while self.cloud.events.open_deliveries() > 0 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }

    /// Waits until an event's deliveries have ended and returns them.
    async fn deliveries(&self, event_id: &str) -> Vec<Value> {
        self.settled().await;
        let described = self
            .ok("DescribeEventDelivery", json!({"EventId": event_id}))
            .await;
        described["Rules"].as_array().unwrap().clone()
    }
}

fn entry(detail: Value) -> Value {
    json!({"Source": "shop", "DetailType": "Order", "Detail": detail.to_string()})
}

fn queue_arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}

fn rule_arn(name: &str) -> String {
    format!("arn:aws:events:us-east-1:000000000000:rule/{name}")
}

fn to_queue(name: &str) -> Value {
    json!({"Id": "t", "Arn": queue_arn(name)})
}

fn body(message: &Value) -> Value {
    serde_json::from_str(message["Body"].as_str().unwrap()).unwrap()
}
