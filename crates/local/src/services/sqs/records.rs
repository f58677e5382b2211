//! How queues and messages lie on disk.
//!
//! A message is one line of JSON about it, then its body as it is, then its attributes as JSON
//! where it has any, so that a start reads the first line only. How often it was received lies
//! apart, since that is written often and is small; in the line is what another queue had counted.

use std::{borrow::Cow, collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::{
    content::Content,
    deduplication::{self, Earlier},
    message::{Message, Place, Seq, State},
    model::MessageAttributes,
    settings::Settings,
};
use crate::store::{Batch, StoreError, Table};

/// Queues by name.
pub(crate) const QUEUES: Table = Table("sqs.queues");
/// Messages without a delay, by queue and place.
pub(crate) const MESSAGES: Table = Table("sqs.messages");
/// Messages that were sent with one, by queue, when it ends, and place.
pub(crate) const DELAYED: Table = Table("sqs.delayed");
/// Messages that memory knows only as a span, by queue and the first place.
pub(crate) const SPANS: Table = Table("sqs.spans");
/// Receives by queue and number.
pub(crate) const RECEIVES: Table = Table("sqs.receives");
/// Deduplication ids by queue and key.
pub(crate) const DEDUPLICATION: Table = Table("sqs.deduplication");
/// Up to where places are reserved, by queue.
pub(crate) const RESERVED: Table = Table("sqs.reserved");
/// Message move tasks by handle.
pub(crate) const MOVES: Table = Table("sqs.moves");

/// A queue without its messages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct QueueRecord {
    /// Never used again, also not by a queue of the same name.
    pub id: u64,
    pub name: String,
    pub arn: String,
    pub settings: Settings,
    #[serde(default)]
    pub tags: BTreeMap<String, String>,
    /// Seconds since the epoch.
    pub created: i64,
    /// Seconds since the epoch.
    pub modified: i64,
}

impl QueueRecord {
    pub(crate) fn save(&self, batch: &mut Batch) {
        batch.put(QUEUES, self.name.as_str(), self);
    }
}

/// The key of a message in its tables.
pub(crate) fn key(queue: u64, seq: Seq) -> [u8; 16] {
    let mut key = [0; 16];
    key[..8].copy_from_slice(&queue.to_be_bytes());
    key[8..].copy_from_slice(&seq.to_be_bytes());
    key
}

/// The queue and place that a key is of.
pub(crate) fn parse_key(key: &[u8]) -> Option<(u64, Seq)> {
    let (queue, seq) = key.split_at_checked(8)?;
    Some((number(queue)?, number(seq)?))
}

/// The key of a message that was sent with a delay.
pub(crate) fn delayed_key(queue: u64, (end, seq): Place) -> [u8; 24] {
    let mut key = [0; 24];
    key[..8].copy_from_slice(&queue.to_be_bytes());
    key[8..16].copy_from_slice(&end.to_be_bytes());
    key[16..].copy_from_slice(&seq.to_be_bytes());
    key
}

/// The place that such a key is of.
pub(crate) fn parse_delayed_key(key: &[u8]) -> Option<Place> {
    let (end, seq) = key.get(8..)?.split_at_checked(8)?;
    Some((i64::from_be_bytes(end.try_into().ok()?), number(seq)?))
}

/// Where the record of a message lies.
pub(crate) fn home(queue: u64, place: Place) -> (Table, Vec<u8>) {
    match place {
        (0, seq) => (MESSAGES, key(queue, seq).to_vec()),
        place => (DELAYED, delayed_key(queue, place).to_vec()),
    }
}

/// The key of a deduplication id.
pub(crate) fn deduplication_key(queue: u64, key: &deduplication::Key) -> [u8; 24] {
    let mut bytes = [0; 24];
    bytes[..8].copy_from_slice(&queue.to_be_bytes());
    bytes[8..].copy_from_slice(key);
    bytes
}

/// The queue and the deduplication id that such a key is of.
pub(crate) fn parse_deduplication_key(key: &[u8]) -> Option<(u64, deduplication::Key)> {
    let (queue, key) = key.split_at_checked(8)?;
    Some((number(queue)?, key.try_into().ok()?))
}

#[derive(Deserialize, Serialize)]
struct Header<'a> {
    id: &'a str,
    sent: i64,
    /// When it is not when it was sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    since: Option<i64>,
    #[serde(default, skip_serializing_if = "is_zero")]
    due: i64,
    /// When it is more than the body.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    bytes: Option<u32>,
    /// The length of the body.
    body: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    group: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    dedup: Option<Arc<str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<Arc<str>>,
    /// How often it was received in the queue that gave up on it, and when first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    received: Option<(u32, i64)>,
}

fn is_zero(number: &i64) -> bool {
    *number == 0
}

/// The content of a message but its body.
#[derive(Default, Deserialize, Serialize)]
struct Rest<'a> {
    attributes: Cow<'a, MessageAttributes>,
    trace: Option<Cow<'a, str>>,
}

/// Writes a message with its content.
pub(crate) fn save(batch: &mut Batch, queue: u64, seq: Seq, message: &Message, content: &Content) {
    let mut id = Uuid::encode_buffer();
    let body = u32::try_from(content.body.len()).unwrap_or(u32::MAX);
    let header = Header {
        id: message.id.hyphenated().encode_lower(&mut id),
        sent: message.sent,
        since: (message.since != message.sent).then_some(message.since),
        due: message.due,
        bytes: (message.bytes != body).then_some(message.bytes),
        body,
        group: message.group.clone(),
        dedup: message.deduplication.clone(),
        from: message.dead_letter_source.clone(),
        received: message
            .first_received
            .map(|first| (message.receives, first)),
    };
    let (table, key) = home(queue, (message.due, seq));
    batch.put_with(table, key, |mut bytes| {
        serde_json::to_writer(&mut bytes, &header).expect("plain data goes into memory");
        bytes.push(b'\n');
        bytes.extend_from_slice(content.body.as_bytes());
        if !content.attributes.is_empty() || content.trace.is_some() {
            let rest = Rest {
                attributes: Cow::Borrowed(&content.attributes),
                trace: content.trace.as_deref().map(Cow::Borrowed),
            };
            serde_json::to_writer(bytes, &rest).expect("plain data goes into memory");
        }
    });
}

/// Removes a message.
pub(crate) fn remove(batch: &mut Batch, queue: u64, place: Place) {
    let (table, key) = home(queue, place);
    batch.delete(table, key);
}

/// Writes up to where a queue's places are reserved.
pub(crate) fn save_reserved(batch: &mut Batch, queue: u64, reserved: Seq) {
    batch.put_bytes(RESERVED, queue.to_be_bytes(), reserved.to_be_bytes());
}

/// The queue and the place of a record of that.
pub(crate) fn read_reserved(key: &[u8], record: &[u8]) -> Option<(u64, Seq)> {
    Some((number(key)?, number(record)?))
}

fn number(bytes: &[u8]) -> Option<u64> {
    bytes.try_into().ok().map(u64::from_be_bytes)
}

/// Writes what a deduplication id stands for.
pub(crate) fn save_earlier(
    batch: &mut Batch,
    queue: u64,
    key: &deduplication::Key,
    earlier: &Earlier,
) {
    batch.put(DEDUPLICATION, deduplication_key(queue, key), earlier);
}

/// A message without its content, as a start reads it.
pub(crate) fn read_header(record: &[u8]) -> Option<Message> {
    let (header, _) = split(record)?;
    let (receives, first_received) = header.received.unzip();
    Some(Message {
        id: Uuid::parse_str(header.id).ok()?,
        sent: header.sent,
        since: header.since.unwrap_or(header.sent),
        due: header.due,
        bytes: header.bytes.unwrap_or(header.body),
        group: header.group,
        deduplication: header.dedup,
        dead_letter_source: header.from,
        receives: receives.unwrap_or_default(),
        first_received,
        counted: None,
        state: State::Ready,
        content: None,
    })
}

/// The content of a message.
pub(crate) fn read_content(record: &[u8]) -> Option<Content> {
    let (header, content) = split(record)?;
    let (body, rest) = content.split_at_checked(header.body as usize)?;
    let rest = match rest {
        [] => Rest::default(),
        rest => serde_json::from_slice(rest).ok()?,
    };
    Some(Content {
        body: std::str::from_utf8(body).ok()?.into(),
        attributes: rest.attributes.into_owned(),
        trace: rest.trace.map(Cow::into_owned),
    })
}

fn split(record: &[u8]) -> Option<(Header<'_>, &[u8])> {
    let end = record.iter().position(|byte| *byte == b'\n')?;
    let header = serde_json::from_slice(&record[..end]).ok()?;
    Some((header, &record[end + 1..]))
}

/// Says that a record is not one of ours.
pub(crate) fn unreadable(what: &str) -> StoreError {
    StoreError::Failed(format!(
        "a {what} of a queue is not as this version writes it"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::sqs::model::MessageAttributeValue;

    /// As most messages are: all that is known of it follows from when it was sent and its body.
    #[test]
    fn what_follows_from_the_rest_is_not_written_and_reads_back() {
        let message = Message {
            since: 1,
            due: 0,
            bytes: 5,
            ..Message::of_test(7)
        };
        let content = Content {
            body: "hello".into(),
            ..Content::default()
        };
        let mut batch = Batch::new();
        save(&mut batch, 1, 2, &message, &content);
        let record = batch.of_table(MESSAGES).next().unwrap().1.unwrap();
        let written = String::from_utf8(record.to_vec()).unwrap();
        let expected = r#"{"id":"00000000-0000-0000-0000-000000000007","sent":1,"body":5}"#;
        assert_eq!(written, format!("{expected}\nhello"));
        assert_eq!(read_header(&record), Some(message));
    }

    #[test]
    fn a_message_reads_back_with_and_without_attributes() {
        let attributes =
            MessageAttributes::from([("a".to_owned(), MessageAttributeValue::text("v"))]);
        let plain = Content {
            body: "line\none {\"é\":1}".into(),
            ..Content::default()
        };
        let full = Content {
            attributes,
            trace: Some("Root=1".to_owned()),
            ..plain.clone()
        };
        for content in [plain, full] {
            let message = Message {
                content: None,
                due: 0,
                group: Some("g\n".into()),
                receives: 2,
                first_received: Some(3),
                ..Message::of_test(7)
            };
            let mut batch = Batch::new();
            save(&mut batch, 1, 2, &message, &content);
            let record = batch.of_table(MESSAGES).next().unwrap().1.unwrap();
            assert_eq!(read_content(&record), Some(content));
            assert_eq!(read_header(&record), Some(message));
        }
    }
}
