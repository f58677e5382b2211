//! From what a client sends to what a queue takes.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    content::Content,
    digest::{self, hex},
    fault,
    message::sequence_number,
    model::{NewMessage, SentMessage},
    queue::{Draft, Sent},
    settings::Settings,
};
use crate::fault::Fault;

/// What a queue's settings say about the messages that it takes.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terms {
    max_bytes: u32,
    fifo: bool,
    content_deduplication: bool,
}

impl Terms {
    pub(crate) fn of(settings: &Settings) -> Self {
        Self {
            max_bytes: settings.max_message_bytes,
            fifo: settings.fifo,
            content_deduplication: settings.content_deduplication,
        }
    }

    /// Checks a message.
    ///
    /// # Errors
    /// `MissingParameter`, `InvalidParameterValue`, `InvalidMessageContents`.
    pub(crate) fn draft(self, message: NewMessage) -> Result<Draft, Fault> {
        let group = message.message_group_id.as_deref();
        let group = group
            .map(|id| checked_id("MessageGroupId", id))
            .transpose()?;
        if self.fifo && group.is_none() {
            return Err(fault::missing_parameter("MessageGroupId"));
        }
        let deduplication = self.deduplication(&message)?;
        let delay = self.delay(message.delay_seconds)?;
        let content = Content::accept(message, self.max_bytes)?;
        Ok(Draft {
            id: Uuid::new_v4(),
            content: Arc::new(content),
            delay,
            group,
            deduplication,
            origin: None,
        })
    }

    fn delay(self, seconds: Option<i64>) -> Result<Option<u32>, Fault> {
        let Some(seconds) = seconds else {
            return Ok(None);
        };
        if self.fifo && seconds != 0 {
            return Err(not_for_this_type(seconds, "DelaySeconds"));
        }
        match u32::try_from(seconds) {
            // In a FIFO queue the queue's own delay counts.
            Ok(0..=900) if self.fifo => Ok(None),
            Ok(delay @ 0..=900) => Ok(Some(delay)),
            _ => Err(fault::invalid_parameter(format!(
                "Value {seconds} for parameter DelaySeconds is invalid. Reason: DelaySeconds must be >= 0 and <= 900."
            ))),
        }
    }

    fn deduplication(self, message: &NewMessage) -> Result<Option<Arc<str>>, Fault> {
        match message.message_deduplication_id.as_deref() {
            Some(id) if !self.fifo => Err(not_for_this_type(id, "MessageDeduplicationId")),
            Some(id) => checked_id("MessageDeduplicationId", id).map(Some),
            None if !self.fifo => Ok(None),
            None if self.content_deduplication => {
                let digest = Sha256::digest(message.message_body.as_bytes());
                Ok(Some(hex(digest.as_slice()).into()))
            }
            None => Err(fault::invalid_parameter(
                "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided explicitly",
            )),
        }
    }
}

fn checked_id(parameter: &str, id: &str) -> Result<Arc<str>, Fault> {
    let well_formed =
        (1..=128).contains(&id.len()) && id.bytes().all(|byte| byte.is_ascii_graphic());
    if well_formed {
        return Ok(id.into());
    }
    Err(fault::invalid_parameter(format!(
        "Value {id} for parameter {parameter} is invalid. Reason: {parameter} can only include alphanumeric and punctuation characters. 1 to 128 in length."
    )))
}

fn not_for_this_type(value: impl std::fmt::Display, parameter: &str) -> Fault {
    fault::invalid_parameter(format!(
        "Value {value} for parameter {parameter} is invalid. Reason: The request include parameter that is not valid for this queue type."
    ))
}

/// The answer to a message that was sent.
pub(crate) fn answer(content: &Content, sent: Sent, fifo: bool) -> SentMessage {
    SentMessage {
        md5_of_message_body: digest::of_body(&content.body),
        md5_of_message_attributes: digest::of_attributes(&content.attributes),
        md5_of_message_system_attributes: content.trace_md5(),
        message_id: sent.id.to_string(),
        sequence_number: fifo.then(|| sequence_number(sent.seq)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(fifo: bool, content_deduplication: bool) -> Terms {
        Terms {
            max_bytes: 1024,
            fifo,
            content_deduplication,
        }
    }

    fn message() -> NewMessage {
        NewMessage {
            message_body: "hello".into(),
            ..Default::default()
        }
    }

    fn in_group() -> NewMessage {
        NewMessage {
            message_group_id: Some("g".into()),
            ..message()
        }
    }

    #[test]
    fn a_fifo_queue_asks_for_group_and_deduplication() {
        let fault = terms(true, true).draft(message()).unwrap_err();
        assert_eq!(fault.query_code, Some("MissingParameter"));
        let fault = terms(true, false).draft(in_group()).unwrap_err();
        assert!(fault.message.contains("ContentBasedDeduplication"));
    }

    #[test]
    fn content_deduplication_is_the_sha_256_of_the_body() {
        let draft = terms(true, true).draft(in_group()).unwrap();
        assert_eq!(
            draft.deduplication.as_deref(),
            Some("2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824")
        );
    }

    #[test]
    fn parameters_of_the_other_type_of_queue_are_refused() {
        let delayed = NewMessage {
            delay_seconds: Some(1),
            ..in_group()
        };
        assert!(terms(true, true).draft(delayed).is_err());
        let deduplicated = NewMessage {
            message_deduplication_id: Some("d".into()),
            ..message()
        };
        assert!(terms(false, false).draft(deduplicated).is_err());
        assert!(
            terms(false, false).draft(in_group()).is_ok(),
            "fair queues have groups"
        );
    }
}
