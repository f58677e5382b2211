//! The queue at the other end of a mapping, as any client of SQS sees it.

use crate::{
    arn::Arn,
    core::{Core, Peers},
    fault::Fault,
    protocol::value::Value,
};

/// Messages of one call, as SQS allows.
const CALL: usize = 10;

/// A queue.
pub(crate) struct Queue {
    cloud: Peers,
    url: String,
}

/// A message as SQS gave it.
#[derive(Clone, Debug)]
pub(super) struct Received {
    pub(super) id: String,
    pub(super) handle: String,
    pub(super) fields: Value,
}

impl Queue {
    /// The queue of an ARN. `None` while the environment starts or stops, or for no ARN.
    pub(crate) fn of(core: &Core, arn: &str) -> Option<Self> {
        let name = Arn::parse(arn)?.resource;
        let url = format!("{}/{}/{name}", core.endpoint(), core.account);
        Some(Self {
            cloud: core.cloud()?,
            url,
        })
    }

    async fn call(&self, operation: &str, members: Vec<(&str, Value)>) -> Result<Value, Fault> {
        let mut input = Value::empty();
        input.set("QueueUrl", Value::Text(self.url.clone()));
        members
            .into_iter()
            .for_each(|(name, value)| input.set(name, value));
        self.cloud.call("sqs", operation, input).await
    }

    /// Seconds for which a received message stays hidden.
    ///
    /// # Errors
    /// `QueueDoesNotExist`.
    pub(crate) async fn visibility(&self) -> Result<u32, Fault> {
        let names = Value::List(vec![Value::Text("VisibilityTimeout".to_owned())]);
        let answer = self
            .call("GetQueueAttributes", vec![("AttributeNames", names)])
            .await?;
        let attributes = answer.get("Attributes");
        let text = attributes.and_then(|all| all.get("VisibilityTimeout")?.scalar_text());
        Ok(text.and_then(|text| text.parse().ok()).unwrap_or(30))
    }

    /// Up to `limit` messages; waits so many seconds for the first.
    pub(super) async fn receive(&self, limit: usize, wait: i64) -> Result<Vec<Received>, Fault> {
        let all = || Value::List(vec![Value::Text("All".to_owned())]);
        let limit = i64::try_from(limit.min(CALL)).unwrap_or(1);
        let members = vec![
            ("MaxNumberOfMessages", Value::Int(limit)),
            ("WaitTimeSeconds", Value::Int(wait)),
            ("AttributeNames", all()),
            ("MessageAttributeNames", all()),
        ];
        let mut answer = self.call("ReceiveMessage", members).await?;
        let Some(Value::List(messages)) = answer.take("Messages") else {
            return Ok(Vec::new());
        };
        Ok(messages.into_iter().filter_map(received).collect())
    }

    /// Deletes messages, ten at a time. What cannot be deleted comes again, as on AWS.
    pub(super) async fn delete(&self, messages: &[Received]) -> Result<(), Fault> {
        for some in messages.chunks(CALL) {
            let entry = |(index, message): (usize, &Received)| {
                let mut entry = Value::empty();
                entry.set("Id", Value::Text(index.to_string()));
                entry.set("ReceiptHandle", Value::Text(message.handle.clone()));
                entry
            };
            let entries = some.iter().enumerate().map(entry).collect();
            self.call(
                "DeleteMessageBatch",
                vec![("Entries", Value::List(entries))],
            )
            .await?;
        }
        Ok(())
    }
}

fn received(fields: Value) -> Option<Received> {
    Some(Received {
        id: fields.get("MessageId")?.scalar_text()?,
        handle: fields.get("ReceiptHandle")?.scalar_text()?,
        fields,
    })
}
