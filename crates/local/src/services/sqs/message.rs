//! A message in a queue, and the handle of one of its receives.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{content::Content, fault, receives::ReceiveNumber};
use crate::fault::Fault;

/// A message's place in its queue: grows with every message that is sent.
pub(crate) type Seq = u64;

/// Where the record of a message lies: when its delay ends, in milliseconds, 0 without one; and its
/// place in its queue.
pub(crate) type Place = (i64, Seq);

/// All of a message that is kept in memory.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Message {
    pub id: Uuid,
    /// `SentTimestamp`, in milliseconds; retention counts from here.
    pub sent: i64,
    /// When it came into this queue.
    pub since: i64,
    /// Not to be seen before, because of a delay; 0 without one.
    pub due: i64,
    pub bytes: u32,
    pub group: Option<Arc<str>>,
    pub deduplication: Option<Arc<str>>,
    /// ARN of the queue that gave up on it.
    pub dead_letter_source: Option<Arc<str>>,
    pub receives: u32,
    pub first_received: Option<i64>,
    /// Where on disk the receives are counted.
    pub counted: Option<ReceiveNumber>,
    pub state: State,
    /// Absent while it lies only on disk.
    pub content: Option<Arc<Content>>,
}

#[cfg(test)]
impl Message {
    /// A message that was never received, with this id.
    pub(crate) fn of_test(id: u128) -> Self {
        Self {
            id: Uuid::from_u128(id),
            sent: 1,
            since: 2,
            due: 3,
            bytes: 4,
            group: None,
            deduplication: None,
            dead_letter_source: None,
            receives: 0,
            first_received: None,
            counted: None,
            state: State::Ready,
            content: None,
        }
    }
}

/// Whether a message can be received.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Not received, or visible again.
    Ready,
    /// Received and not yet deleted. Times in milliseconds.
    InFlight { since: i64, until: i64 },
}

/// A `SequenceNumber` as clients see it: 20 digits.
pub(crate) fn sequence_number(seq: Seq) -> String {
    format!("{seq:020}")
}

/// One receive of one message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub queue: u64,
    pub seq: Seq,
    /// The how-manieth receive it was.
    pub receive: u32,
}

impl Receipt {
    /// Reads a handle.
    ///
    /// # Errors
    /// `ReceiptHandleIsInvalid` for what no receive ever returned.
    pub(crate) fn parse(handle: &str) -> Result<Self, Fault> {
        let bytes = URL_SAFE_NO_PAD.decode(handle).ok();
        let bytes: [u8; 20] = bytes
            .and_then(|bytes| bytes.try_into().ok())
            .ok_or_else(|| fault::receipt_handle_is_invalid(handle))?;
        let word = |at: usize| {
            let part: [u8; 8] = bytes[at..at + 8].try_into().expect("eight of twenty bytes");
            u64::from_be_bytes(part)
        };
        let receive = u32::from_be_bytes([bytes[16], bytes[17], bytes[18], bytes[19]]);
        Ok(Self {
            queue: word(0),
            seq: word(8),
            receive,
        })
    }

    /// The handle that a client gets.
    pub(crate) fn handle(&self) -> String {
        let mut bytes = [0; 20];
        bytes[..8].copy_from_slice(&self.queue.to_be_bytes());
        bytes[8..16].copy_from_slice(&self.seq.to_be_bytes());
        bytes[16..].copy_from_slice(&self.receive.to_be_bytes());
        URL_SAFE_NO_PAD.encode(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_handle_reads_back() {
        let receipt = Receipt {
            queue: 7,
            seq: u64::MAX,
            receive: 3,
        };
        assert_eq!(Receipt::parse(&receipt.handle()).unwrap(), receipt);
    }

    #[test]
    fn what_is_no_handle_is_refused() {
        for handle in ["", "abc", "?", &"A".repeat(28)] {
            assert_eq!(
                Receipt::parse(handle).unwrap_err().code,
                "ReceiptHandleIsInvalid"
            );
        }
    }
}
