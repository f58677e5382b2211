//! Typed calls, as the protocol layer makes them.

mod backlog;
mod batches;
mod dead_letters;
mod delivery;
mod durable;
mod metrics;
mod queues;
mod waiting;

use std::sync::Arc;

use serde_json::{Value, json};

use super::Sqs;
use crate::{
    clock::Clock,
    core::{Config, Core},
    fault::Fault,
    protocol::value::Value as Tree,
    service::{Caller, Input, Service},
    store::Store,
};

/// The service alone on a store in memory, on a clock that runs 100 times as fast.
struct Bench {
    core: Arc<Core>,
    sqs: Arc<Sqs>,
}

impl Bench {
    fn new() -> Self {
        Self::with_memory(8192)
    }

    /// Queues keep so many messages in memory.
    fn with_memory(messages: usize) -> Self {
        let noon = jiff::Timestamp::from_second(1_800_000_000).unwrap();
        Self::on(Store::in_memory(), Clock::at(noon, 100.0), messages)
    }

    fn on(store: Store, clock: Clock, queue_memory: usize) -> Self {
        let config = Config {
            clock,
            queue_memory,
            ..Config::new(std::env::temp_dir())
        };
        let core = Core::new(config, store);
        let sqs = Sqs::open(&core).unwrap();
        Self { core, sqs }
    }

    /// The same store, as a new process finds it.
    fn restart(self) -> Self {
        self.core.stop();
        let Core {
            store,
            clock,
            queue_memory,
            ..
        } = &*self.core;
        Self::on(store.clone(), *clock, *queue_memory)
    }

    async fn call(&self, operation: &str, input: Value) -> Result<Value, Fault> {
        let body = serde_json::to_vec(&input).unwrap();
        self.take(operation, Input::Json(body.into())).await
    }

    async fn tree(&self, operation: &str, input: Tree) -> Result<Value, Fault> {
        self.take(operation, Input::Tree(input)).await
    }

    async fn take(&self, operation: &str, input: Input) -> Result<Value, Fault> {
        let caller = Caller {
            access_key: "test".into(),
            region: "us-east-1".into(),
            request_id: "r".into(),
        };
        let output = self.sqs.call(operation, input, &caller).await?;
        Ok(serde_json::from_slice(&output.json()).unwrap())
    }

    async fn ok(&self, operation: &str, input: Value) -> Value {
        self.call(operation, input).await.unwrap()
    }

    async fn code(&self, operation: &str, input: Value) -> String {
        let fault = self.call(operation, input).await.unwrap_err();
        fault.query_code.map_or(fault.code, str::to_owned)
    }

    async fn queue(&self, name: &str, attributes: Value) -> String {
        let created = self
            .ok(
                "CreateQueue",
                json!({"QueueName": name, "Attributes": attributes}),
            )
            .await;
        created["QueueUrl"].as_str().unwrap().to_owned()
    }

    async fn send(&self, url: &str, body: &str) -> Value {
        self.ok("SendMessage", json!({"QueueUrl": url, "MessageBody": body}))
            .await
    }

    async fn receive(&self, url: &str) -> Vec<Value> {
        let input = json!({"QueueUrl": url, "MaxNumberOfMessages": 10, "AttributeNames": ["All"],
            "MessageAttributeNames": ["All"]});
        let received = self.ok("ReceiveMessage", input).await;
        received["Messages"].as_array().cloned().unwrap_or_default()
    }

    async fn attribute(&self, url: &str, name: &str) -> String {
        let found = self
            .ok(
                "GetQueueAttributes",
                json!({"QueueUrl": url, "AttributeNames": [name]}),
            )
            .await;
        found["Attributes"][name]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    }
}

fn arn(name: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{name}")
}
