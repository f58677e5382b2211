//! The wire types of Amazon SQS, members named as in the service's model.

mod batches;
mod messages;
mod moves;
mod queues;

pub(crate) use batches::*;
pub(crate) use messages::{
    ChangeMessageVisibility, DeleteMessage, Message, NewMessage, ReceiveMessage, ReceivedMessages,
    SendEntry, SendMessage, SentMessage,
};
pub use messages::{MessageAttributeValue, MessageAttributes};
pub(crate) use moves::*;
pub(crate) use queues::*;
