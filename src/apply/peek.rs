//! Looking into a queue without taking anything out.
//!
//! SQS shows a message only to who receives it, and hides it from others then. So messages are
//! received, and shown again when all have been seen; each counts one receive more for it.

use std::collections::HashSet;

use futures_util::{StreamExt, TryStreamExt, stream};

use crate::{
    aws::{
        Aws,
        sqs::{BATCH, Queue},
    },
    error::Result,
    plan::message::Message,
};

/// Seconds that messages stay hidden when this process is stopped while it looks.
const HIDDEN: i32 = 60;
/// Requests at the same time.
const CALLS: usize = 8;

/// What was seen in a queue, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The messages that were wanted.
    pub(crate) messages: Vec<Message>,
    /// How many others were seen.
    pub(crate) others: usize,
    /// Whether an empty answer was the end, and not the limit.
    pub(crate) to_the_end: bool,
}

/// Looks until `limit` wanted messages were seen, or no more come.
pub(crate) async fn peek(
    aws: &Aws,
    queue: &Queue,
    limit: usize,
    wanted: impl Fn(&Message) -> bool,
) -> Result<Seen> {
    let mut receipts = Vec::new();
    let seen = look(aws, queue, limit, wanted, &mut receipts).await;
    // Also when looking failed: others are waiting for what was hidden.
    show(aws, &queue.url, &receipts).await?;
    seen
}

async fn look(
    aws: &Aws,
    queue: &Queue,
    limit: usize,
    wanted: impl Fn(&Message) -> bool,
    receipts: &mut Vec<String>,
) -> Result<Seen> {
    let sqs = aws.sqs();
    let mut known = HashSet::new();
    let mut seen = Seen::default();
    while seen.messages.len() < limit {
        let received = sqs.receive(&queue.url, HIDDEN, wait(aws)).await?;
        receipts.extend(received.iter().map(|message| message.receipt.clone()));
        let news: Vec<_> = received
            .into_iter()
            .filter(|message| known.insert(message.id.clone()))
            .collect();
        // Nothing new: none are left, or those that were seen first are shown again already.
        if news.is_empty() {
            seen.to_the_end = true;
            break;
        }
        let (kept, others): (Vec<_>, Vec<_>) = news.into_iter().partition(&wanted);
        seen.others += others.len();
        seen.messages.extend(kept);
    }
    seen.to_the_end &= seen.messages.len() <= limit;
    seen.messages.truncate(limit);
    seen.messages.sort_by_key(|message| message.sent);
    Ok(seen)
}

/// Shows messages again to everybody.
pub(crate) async fn show(aws: &Aws, url: &str, receipts: &[String]) -> Result<()> {
    let sqs = aws.sqs();
    let batches = receipts.chunks(BATCH).map(|batch| {
        let sqs = sqs.clone();
        async move {
            let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
            sqs.hide(url, &batch, 0).await
        }
    });
    stream::iter(batches)
        .buffer_unordered(CALLS)
        .try_collect()
        .await
}

/// Seconds that a receive waits. On AWS an answer without waiting asks only some of the servers,
/// so that empty does not mean that there is nothing.
pub(crate) fn wait(aws: &Aws) -> i32 {
    if aws.place.local.is_some() { 0 } else { 1 }
}
