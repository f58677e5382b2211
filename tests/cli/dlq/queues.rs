//! A local environment with a queue and its dead-letter queue, and what tests do with them.

use std::{collections::BTreeMap, fs, path::PathBuf};

use aws_sdk_sqs::{
    Client,
    types::{
        Message, MessageAttributeValue, MessageSystemAttributeName, QueueAttributeName,
        SendMessageBatchRequestEntry, builders::MessageAttributeValueBuilder,
    },
};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::common::{World, local::eventually, sdk};

/// A local environment with a queue `work` whose dead letters go to `dlq`.
pub(super) struct Queues {
    pub(super) world: World,
    pub(super) client: Client,
    pub(super) runtime: Runtime,
}

impl Queues {
    pub(super) fn new() -> Self {
        let queues = Self::none();
        queues.create("dlq", &[]);
        queues.create("work", &dead_letters_to("dlq"));
        queues
    }

    /// A local environment without queues.
    pub(super) fn none() -> Self {
        let world = World::new();
        world.ok("local start");
        Self::of(world, Runtime::new().expect("a runtime"))
    }

    /// With a client for the local environment that runs.
    pub(super) fn of(world: World, runtime: Runtime) -> Self {
        let config = sdk::config(&world);
        Self {
            world,
            client: Client::new(&config),
            runtime,
        }
    }

    /// What a killed process held is shown again after 300 seconds; they pass quickly.
    pub(super) fn after_the_visibility_timeout(self) -> Self {
        self.world.ok("local stop");
        self.world.ok("local start --clock-speed 1000");
        let hurried = Self::of(self.world, self.runtime);
        hurried.after_hidden("dlq");
        hurried.world.ok("local stop");
        hurried.world.ok("local start");
        Self::of(hurried.world, hurried.runtime)
    }

    /// Waits until nothing in a queue is hidden any more.
    pub(super) fn after_hidden(&self, queue: &str) {
        eventually("what was hidden is shown", || {
            let hidden = QueueAttributeName::ApproximateNumberOfMessagesNotVisible;
            (self.count(queue, hidden) == "0").then_some(())
        });
    }

    /// One of the counts that a queue has.
    pub(super) fn count(&self, queue: &str, name: QueueAttributeName) -> String {
        let call = self
            .client
            .get_queue_attributes()
            .queue_url(self.url(queue));
        let call = call.attribute_names(name.clone());
        let answer = self.runtime.block_on(call.send()).expect("attributes");
        answer.attributes.expect("attributes")[&name].clone()
    }

    pub(super) fn create(&self, name: &str, attributes: &[(QueueAttributeName, String)]) {
        let mut call = self.client.create_queue().queue_name(name);
        for (name, value) in attributes {
            call = call.attributes(name.clone(), value);
        }
        self.runtime.block_on(call.send()).expect("a queue");
    }

    pub(super) fn url(&self, queue: &str) -> String {
        let call = self.client.get_queue_url().queue_name(queue);
        let answer = self.runtime.block_on(call.send()).expect("a queue");
        answer.queue_url.expect("a URL")
    }

    pub(super) fn send(
        &self,
        queue: &str,
        body: &str,
        attributes: &[(&str, MessageAttributeValue)],
    ) -> String {
        let mut call = self.client.send_message().queue_url(self.url(queue));
        for (name, value) in attributes {
            call = call.message_attributes(*name, value.clone());
        }
        let answer = self.runtime.block_on(call.message_body(body).send());
        answer.expect("sent").message_id.expect("an id")
    }

    /// Sends so many events, `e0` to the last; the id of the message that each is in.
    pub(super) fn send_many(&self, queue: &str, count: usize) -> BTreeMap<String, String> {
        let url = self.url(queue);
        let mut ids = BTreeMap::new();
        for start in (0..count).step_by(10) {
            let entries = (start..count.min(start + 10)).map(entry).collect();
            let call = self.client.send_message_batch().queue_url(&url);
            let sent = self
                .runtime
                .block_on(call.set_entries(Some(entries)).send());
            let sent = sent.expect("sent");
            assert!(sent.failed.is_empty());
            let sent = sent.successful.into_iter();
            ids.extend(sent.map(|sent| (sent.message_id, sent.id)));
        }
        ids
    }

    /// Up to ten messages of a queue with all that they have, hidden for so many seconds.
    pub(super) fn receive(&self, queue: &str, seconds: i32) -> Vec<Message> {
        let call = self.client.receive_message().queue_url(self.url(queue));
        let call = call
            .max_number_of_messages(10)
            .visibility_timeout(seconds)
            .message_attribute_names("All")
            .message_system_attribute_names(MessageSystemAttributeName::All);
        let received = self.runtime.block_on(call.send()).expect("received");
        received.messages.unwrap_or_default()
    }

    /// Receives and shows again at once, which counts one receive; whether there was anything.
    pub(super) fn look(&self, queue: &str) -> bool {
        !self.receive(queue, 0).is_empty()
    }

    /// Everything in a queue; it is hidden from then on.
    pub(super) fn take(&self, queue: &str) -> Vec<Message> {
        let more = || Some(self.receive(queue, 600)).filter(|messages| !messages.is_empty());
        std::iter::from_fn(more).flatten().collect()
    }

    /// The one journal that there is.
    pub(super) fn journal(&self) -> PathBuf {
        let dir = self.world.dir().join(".coagent/redrive");
        let mut found = fs::read_dir(dir).expect("journals");
        found.next().expect("a journal").expect("a file").path()
    }

    pub(super) fn redrive(&self, line: &str) -> Value {
        let ran = self.world.run(&format!("dlq redrive {line} --output json"));
        let mut answer: Value =
            serde_json::from_str(&ran.stdout).unwrap_or_else(|cause| panic!("{cause}\n{ran}"));
        answer["code"] = ran.code.into();
        answer
    }
}

fn entry(n: usize) -> SendMessageBatchRequestEntry {
    let id = format!("e{n}");
    let body = json!({ "id": id }).to_string();
    let entry = SendMessageBatchRequestEntry::builder().id(id);
    entry.message_body(body).build().expect("an entry")
}

/// The policy by which SQS moves what was received once.
pub(super) fn dead_letters_to(queue: &str) -> [(QueueAttributeName, String); 1] {
    let policy = json!({ "deadLetterTargetArn": arn(queue), "maxReceiveCount": 1 });
    [(QueueAttributeName::RedrivePolicy, policy.to_string())]
}

pub(super) fn arn(queue: &str) -> String {
    format!("arn:aws:sqs:us-east-1:000000000000:{queue}")
}

pub(super) fn text(value: &str) -> MessageAttributeValue {
    let value = attribute("String").string_value(value);
    value.build().expect("built")
}

pub(super) fn attribute(kind: &str) -> MessageAttributeValueBuilder {
    MessageAttributeValue::builder().data_type(kind)
}

/// How many items of an answer are in each state.
pub(super) fn states(answer: &Value) -> BTreeMap<String, usize> {
    let mut states = BTreeMap::new();
    for item in answer["items"].as_array().expect("items") {
        let state = item["state"].as_str().expect("a state");
        *states.entry(state.to_owned()).or_default() += 1;
    }
    states
}
