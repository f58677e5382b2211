//! A message outside of its queue: a line of NDJSON with everything that it needs to go back.

use serde::{Deserialize, Serialize};

use super::message::{Message, Outgoing};

/// A message and the queue that it was in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Exported {
    /// ARN of the queue.
    pub(crate) queue: String,
    /// The message.
    pub(crate) message: Message,
}

impl Exported {
    /// Reads a line.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub(crate) fn read(line: &str) -> Result<Self, String> {
        let read: Self = serde_json::from_str(line)
            .map_err(|cause| format!("it is no line of `coagent dlq export`: {cause}"))?;
        match read.message.id.is_empty() {
            true => Err("the message has no id".to_owned()),
            false => Ok(read),
        }
    }

    /// The line, with its end.
    pub(crate) fn line(&self) -> String {
        serde_json::to_string(self).expect("strings and maps of strings are JSON") + "\n"
    }
}

/// What is sent to a queue for a message to be there again, as it was. SQS itself gives a new id
/// and a new time, and counts receives anew.
pub(crate) fn again(message: &Message, to: &str) -> Outgoing {
    let fifo = to.ends_with(".fifo");
    let group = message.group.clone();
    Outgoing {
        body: message.body.clone(),
        attributes: message.attributes.clone(),
        trace: message.trace.clone(),
        group: group.or_else(|| fifo.then(|| message.id.clone())),
        deduplication: fifo.then(|| message.id.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_comes_back_as_it_was() {
        let message = Message {
            id: "m".into(),
            body: "not json\n".into(),
            trace: Some("Root=1".into()),
            ..Message::default()
        };
        let exported = Exported {
            queue: "arn".into(),
            message,
        };
        assert_eq!(Exported::read(exported.line().trim_end()), Ok(exported));
    }

    #[test]
    fn what_is_no_export_is_refused() {
        assert!(Exported::read("{}").unwrap_err().contains("dlq export"));
        let nameless = r#"{"queue":"a","message":{"id":"","body":"b"}}"#;
        assert!(Exported::read(nameless).is_err());
    }

    #[test]
    fn a_fifo_queue_takes_a_message_once() {
        let message = Message {
            id: "m".into(),
            group: Some("g".into()),
            ..Message::default()
        };
        let sent = again(&message, "arn:q.fifo");
        assert_eq!(
            (sent.group.as_deref(), sent.deduplication.as_deref()),
            (Some("g"), Some("m"))
        );
        assert_eq!(again(&message, "arn:q").deduplication, None);
    }
}
