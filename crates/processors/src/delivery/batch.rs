//! Events that come through a queue: a batch of messages, each with an event as its body.

use serde_json::{Value, json};

use super::entry::{Invocation, Processors};
use crate::processors::ProcessorInfo;
use crate::seams::SeamError;

/// The messages of an invocation by an event source mapping of SQS; `None` for a single event.
pub fn messages(payload: &Value) -> Option<&[Value]> {
    let records = payload.get("Records")?.as_array()?;
    let of_queue = |record: &Value| record["eventSource"] == "aws:sqs";
    (!records.is_empty() && records.iter().all(of_queue)).then_some(records.as_slice())
}

impl Processors {
    /// Hands the event of each message to a processor, one after another. The answer names the
    /// messages that failed, which the mapping must ask for (`ReportBatchItemFailures`). After a
    /// failure, a FIFO queue gets all that follow back, too.
    ///
    /// # Errors
    /// The last failure when no message was handled, so that a mapping that does not ask which
    /// failed tries them again as well.
    pub async fn deliver_batch(
        &self,
        processor: &'static ProcessorInfo,
        messages: &[Value],
        invocation: &Invocation,
    ) -> Result<Value, SeamError> {
        let mut failed = Vec::new();
        let mut last = None;
        for message in messages {
            if last.is_some() && is_ordered(message) {
                failed.push(message);
                continue;
            }
            let delivered = self.deliver(processor, event(message), invocation).await;
            if let Err(error) = delivered {
                failed.push(message);
                last = Some(error);
            }
        }
        match last {
            Some(error) if failed.len() == messages.len() => Err(error),
            _ => Ok(answer(&failed)),
        }
    }
}

/// The event in a message; a body that is no JSON stays text, which no processor takes for an event.
fn event(message: &Value) -> Value {
    let body = &message["body"];
    let read = body
        .as_str()
        .and_then(|text| serde_json::from_str(text).ok());
    read.unwrap_or_else(|| body.clone())
}

fn is_ordered(message: &Value) -> bool {
    let source = message["eventSourceARN"].as_str();
    source.is_some_and(|arn| arn.ends_with(".fifo"))
}

fn answer(failed: &[&Value]) -> Value {
    let failures = failed
        .iter()
        .map(|message| json!({"itemIdentifier": message["messageId"]}));
    json!({"batchItemFailures": failures.collect::<Vec<_>>()})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_messages_of_a_queue_are_a_batch() {
        let records = |source: &str| json!({"Records": [{"eventSource": source, "body": "{}"}]});
        assert_eq!(messages(&records("aws:sqs")).map(<[Value]>::len), Some(1));
        assert_eq!(messages(&records("aws:kinesis")), None);
        assert_eq!(messages(&json!({"Records": []})), None);
        assert_eq!(messages(&json!({"detail": {"Records": []}})), None);
    }

    #[test]
    fn a_body_that_is_no_json_stays_text() {
        assert_eq!(event(&json!({"body": "{\"id\": 1}"})), json!({"id": 1}));
        assert_eq!(event(&json!({"body": "{"})), json!("{"));
    }
}
