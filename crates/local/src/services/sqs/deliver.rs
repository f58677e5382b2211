//! What other services send to queues, and the way to a dead-letter queue.

use std::sync::Arc;

use uuid::Uuid;

use super::{
    Sqs,
    directory::Cell,
    draft::Terms,
    fault,
    model::MessageAttributeValue,
    model::{MessageAttributes, NewMessage},
    queue::{Draft, Exhausted, Origin, Queue},
    records,
};
use crate::{fault::Fault, principal::Source, store::Batch};

/// A message from another service.
#[derive(Clone, Debug, Default)]
pub struct Outgoing {
    /// The body, 1 MiB at most.
    pub body: Arc<str>,
    /// Message attributes.
    pub attributes: MessageAttributes,
    /// `MessageGroupId`; FIFO queues need one.
    pub group_id: Option<String>,
    /// `MessageDeduplicationId`.
    pub dedup_id: Option<String>,
    /// X-Ray trace header to carry on.
    pub trace_header: Option<String>,
}

impl Outgoing {
    /// A message with this body and nothing else.
    pub fn new(body: impl Into<Arc<str>>) -> Self {
        Self {
            body: body.into(),
            ..Self::default()
        }
    }

    /// The same message with one more attribute of type `String`.
    #[must_use]
    pub fn with_attribute(mut self, name: &str, value: impl Into<String>) -> Self {
        self.attributes
            .insert(name.to_owned(), MessageAttributeValue::text(value));
        self
    }

    fn into_message(self) -> NewMessage {
        let trace = self.trace_header.map(MessageAttributeValue::text);
        NewMessage {
            message_body: self.body,
            message_attributes: self.attributes,
            message_system_attributes: trace
                .map(|trace| ("AWSTraceHeader".to_owned(), trace))
                .into_iter()
                .collect(),
            message_deduplication_id: self.dedup_id,
            message_group_id: self.group_id,
            delay_seconds: None,
        }
    }
}

impl Sqs {
    /// Sends one message to a queue; it is durable when this returns. The answer is its id.
    ///
    /// # Errors
    /// `QueueDoesNotExist`; `AccessDeniedException` when a source is given that the queue's
    /// policy does not let in; what the queue refuses to carry.
    pub async fn deliver(
        &self,
        queue_arn: &str,
        message: Outgoing,
        source: Option<&Source>,
    ) -> Result<String, Fault> {
        let mut sent = self.deliver_batch(queue_arn, vec![message], source).await?;
        let sent = sent.pop();
        sent.unwrap_or_else(|| Err(Fault::internal("a message was sent without a result")))
            .map(|id| id.to_string())
    }

    /// Sends messages to a queue in one go, with a result for each.
    ///
    /// # Errors
    /// `QueueDoesNotExist` and `AccessDeniedException` for all of them.
    pub async fn deliver_batch(
        &self,
        queue_arn: &str,
        messages: Vec<Outgoing>,
        source: Option<&Source>,
    ) -> Result<Vec<Result<Uuid, Fault>>, Fault> {
        let nothing_more = |_: &[Result<Uuid, Fault>]| Batch::new();
        self.deliver_with(queue_arn, messages, source, nothing_more)
            .await
    }

    /// Like [`Sqs::deliver_batch`]; what `settle` makes of the results (ids of those that are
    /// accepted) becomes durable in the same write as the messages, or not at all.
    ///
    /// # Errors
    /// As there; then nothing was written.
    pub async fn deliver_with(
        &self,
        queue_arn: &str,
        messages: Vec<Outgoing>,
        source: Option<&Source>,
        settle: impl FnOnce(&[Result<Uuid, Fault>]) -> Batch,
    ) -> Result<Vec<Result<Uuid, Fault>>, Fault> {
        let cell = self
            .queue_of_arn(queue_arn)
            .ok_or_else(fault::queue_does_not_exist)?;
        let terms = cell.admit(source)?;
        self.check_key(&cell)?;
        let mut drafts = Vec::with_capacity(messages.len());
        let mut results = Vec::with_capacity(messages.len());
        for message in messages {
            let draft = terms.draft(message.into_message());
            results.push(draft.as_ref().map(|draft| draft.id).map_err(Fault::clone));
            drafts.extend(draft);
        }
        let with = settle(&results);
        self.enqueue(&cell, drafts, with).await?;
        Ok(results)
    }

    /// Whether a queue's policy lets a source do `action`; of a queue that is not there it does
    /// not.
    pub(crate) fn lets_in(&self, queue_arn: &str, source: &Source, action: &str) -> bool {
        let cell = self.queue_of_arn(queue_arn);
        cell.is_some_and(|cell| cell.lets(source, action))
    }

    /// Moves messages that were received too often to the dead-letter queue: they are gone here
    /// and there in one write. When the dead-letter queue is gone they stay.
    pub(super) async fn bury(
        &self,
        from: &Cell,
        to: &Cell,
        exhausted: Vec<Exhausted>,
    ) -> Result<(), Fault> {
        let mut drafts = Vec::with_capacity(exhausted.len());
        let mut removal = Batch::new();
        for Exhausted { seq, message } in &exhausted {
            let content = self.content_of_taken(from.id, *seq, message)?;
            records::remove(&mut removal, from.id, (message.due, *seq));
            let is_fifo = to.is_fifo();
            drafts.push(Draft {
                id: message.id,
                content,
                delay: None,
                group: message.group.clone(),
                deduplication: is_fifo.then(|| message.id.to_string().into()),
                origin: Some(Origin {
                    queue: Arc::clone(&from.arn),
                    sent: (!is_fifo).then_some(message.sent),
                    receives: message.receives,
                    first_received: message.first_received,
                }),
            });
        }
        let outcome = self.enqueue(to, drafts, removal).await.map(drop);
        self.conclude(&outcome, from, &exhausted);
        if outcome.is_err() && to.lock().deleted {
            Ok(())
        } else {
            outcome
        }
    }

    /// After a move: messages that could not be moved, because their destination is gone, go
    /// back; what else was known of the others goes. Until then it has done no harm.
    pub(super) fn conclude(&self, outcome: &Result<(), Fault>, from: &Cell, taken: &[Exhausted]) {
        if outcome.is_ok() {
            let forget = |queue: &mut Queue, batch: &mut Batch| queue.moved_away(taken, batch);
            // Nobody waits for it, and of a deleted queue nothing is left.
            let _ = from.change(&self.core.store, forget);
            return;
        }
        let mut queue = from.lock();
        for taken in taken {
            queue.put_in(taken.clone());
        }
    }
}

impl Cell {
    /// What the queue takes, once its policy has let the source in.
    pub(super) fn admit(&self, source: Option<&Source>) -> Result<Terms, Fault> {
        let action = "sqs:SendMessage";
        match source.is_none_or(|source| self.lets(source, action)) {
            true => Ok(Terms::of(&self.lock().record.settings)),
            false => Err(fault::access_denied(action, &self.arn)),
        }
    }

    fn lets(&self, source: &Source, action: &str) -> bool {
        let queue = self.lock();
        let policy = queue.record.settings.policy.as_deref();
        self.parsed_policy.allows(policy, source, action, &self.arn)
    }

    /// Whether it is a FIFO queue.
    pub(super) fn is_fifo(&self) -> bool {
        self.name.ends_with(".fifo")
    }
}
