//! Looking into a queue without taking anything out.
//!
//! SQS shows a message only to who receives it, and hides it from others then. So messages are
//! received, and shown again when all have been seen; each counts one receive more for it.

use super::{held::Held, hidden::Hidden};
use crate::{
    aws::{Aws, sqs::Queue},
    error::Result,
    plan::{message::Message, seen::Seen as Met},
};

/// Seconds that messages stay hidden when this process is stopped while it looks.
const HIDDEN: i32 = 60;
/// Answers in a row without anything new after which a queue is at its end: SQS asks only some of
/// its servers each time.
pub(super) const QUIET: u32 = 2;

/// What was seen in a queue, the oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Seen {
    /// The messages that were wanted.
    pub(crate) messages: Vec<Message>,
    /// How many others were seen.
    pub(crate) others: usize,
    /// Whether an empty answer was the end, and not the limit.
    pub(crate) to_the_end: bool,
    /// What others have hidden, when the end was seen.
    pub(crate) hidden: Option<Hidden>,
}

/// Looks until `limit` wanted messages were seen, or no more come.
pub(crate) async fn peek(
    aws: &Aws,
    queue: &Queue,
    limit: usize,
    mut wanted: impl FnMut(&Message) -> bool,
) -> Result<Seen> {
    let mut seen = Seen::default();
    let mut others = 0;
    let more = |seen: &Seen| seen.messages.len() < limit;
    let to_the_end = pass(aws, queue, |messages| {
        let (kept, passed): (Vec<_>, Vec<_>) = messages.into_iter().partition(&mut wanted);
        others += passed.len();
        seen.messages.extend(kept);
        Ok(more(&seen))
    })
    .await?;
    seen.to_the_end = to_the_end && seen.messages.len() <= limit;
    seen.others = others;
    seen.messages.truncate(limit);
    seen.hidden = at_the_end(aws, queue, seen.to_the_end).await?;
    seen.messages.sort_by_key(|message| message.sent);
    Ok(seen)
}

/// Shows every message once to `visit`, which says whether it wants more; whether no more came.
pub(crate) async fn pass(
    aws: &Aws,
    queue: &Queue,
    mut visit: impl FnMut(Vec<Message>) -> Result<bool>,
) -> Result<bool> {
    let mut held = Held::default();
    let seen = look(aws, queue, &mut visit, &mut held).await;
    // Also when looking failed: others are waiting for what was hidden.
    held.show(aws, &queue.url).await?;
    seen
}

/// What others have hidden in a queue, when its end was seen.
pub(crate) async fn at_the_end(
    aws: &Aws,
    queue: &Queue,
    to_the_end: bool,
) -> Result<Option<Hidden>> {
    match to_the_end {
        true => Hidden::of(aws, queue).await.map(Some),
        false => Ok(None),
    }
}

async fn look(
    aws: &Aws,
    queue: &Queue,
    visit: &mut impl FnMut(Vec<Message>) -> Result<bool>,
    held: &mut Held,
) -> Result<bool> {
    let sqs = aws.sqs();
    let (mut known, mut quiet) = (Met::default(), 0);
    while quiet < QUIET {
        let received = sqs.receive(&queue.url, HIDDEN, wait(aws)).await?;
        for message in &received {
            held.add(&message.receipt)?;
        }
        let news: Vec<_> = received
            .into_iter()
            .filter(|message| known.insert(&message.id))
            .collect();
        // Nothing new: none are left, or those that were seen first are shown again already.
        quiet = if news.is_empty() { quiet + 1 } else { 0 };
        if !visit(news)? {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Seconds that a receive waits. On AWS an answer without waiting asks only some of the servers,
/// so that empty does not mean that there is nothing.
pub(crate) fn wait(aws: &Aws) -> i32 {
    if aws.place.local.is_some() { 0 } else { 1 }
}
