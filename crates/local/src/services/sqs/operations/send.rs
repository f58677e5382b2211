//! Sending messages, one or ten.

use std::sync::Arc;

use super::batch;
use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        content::sent_bytes,
        directory::Cell,
        draft::{Terms, answer},
        fault,
        model::{BatchResult, SendMessage, SendMessageBatch, SentEntry, SentMessage},
        queue::{Draft, Sent},
        settings::MAX_BYTES,
    },
    store::Batch,
};

impl Sqs {
    pub(crate) async fn send_message(
        &self,
        mut input: SendMessage,
        _: &Caller,
    ) -> Result<SentMessage, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        self.check_key(&cell)?;
        let terms = Terms::of(&cell.lock().record.settings);
        let draft = terms.draft(input.message())?;
        let content = Arc::clone(&draft.content);
        let sent = self.enqueue(&cell, vec![draft], Batch::new()).await?;
        let sent = sent
            .into_iter()
            .next()
            .ok_or_else(|| Fault::internal("a message was sent without a result"))?;
        Ok(answer(&content, sent, cell.is_fifo()))
    }

    pub(crate) async fn send_message_batch(
        &self,
        input: SendMessageBatch,
        _: &Caller,
    ) -> Result<BatchResult<SentEntry>, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        batch::check(&input.entries)?;
        let mut messages = Vec::with_capacity(input.entries.len());
        for mut entry in input.entries {
            let message = entry.message();
            messages.push((entry.id, message));
        }
        let bytes: usize = messages
            .iter()
            .map(|(_, message)| sent_bytes(message))
            .sum();
        if bytes > MAX_BYTES {
            return Err(fault::batch_too_long(bytes));
        }
        self.check_key(&cell)?;
        let terms = Terms::of(&cell.lock().record.settings);
        let checked: Vec<_> = messages
            .into_iter()
            .map(|(id, message)| (id, terms.draft(message)))
            .collect();
        let drafts = checked
            .iter()
            .filter_map(|(_, draft)| draft.as_ref().ok().cloned())
            .collect();
        let mut sent = self.enqueue(&cell, drafts, Batch::new()).await?.into_iter();
        let outcomes = checked.into_iter().map(|(id, draft)| {
            let entry = draft.and_then(|draft| {
                let sent = sent
                    .next()
                    .ok_or_else(|| Fault::internal("a message was sent without a result"))?;
                let sent = answer(&draft.content, sent, cell.is_fifo());
                Ok(SentEntry {
                    id: id.clone(),
                    sent,
                })
            });
            (id, entry)
        });
        Ok(batch::results(outcomes.collect()))
    }

    /// Takes messages in, together with other changes that must be durable with them.
    pub(crate) async fn enqueue(
        &self,
        cell: &Cell,
        drafts: Vec<Draft>,
        with: Batch,
    ) -> Result<Vec<Sent>, Fault> {
        let now = self.now();
        let bytes: u64 = drafts
            .iter()
            .map(|draft| draft.content.bytes() as u64)
            .sum();
        // What a redrive policy moves is not sent, AWS says of `NumberOfMessagesSent`.
        let is_sent: Vec<bool> = drafts.iter().map(|draft| draft.origin.is_none()).collect();
        let ((sent, span), commit) = cell.change(&self.core.store, |queue, batch| {
            batch.extend(with);
            batch.reserve(bytes as usize + drafts.len() * RECORD);
            let drafts = drafts.into_iter();
            let sent = drafts.map(|draft| queue.send(draft, now, batch));
            (sent.collect::<Vec<_>>(), queue.set_aside(batch))
        })?;
        let counted = sent.iter().zip(is_sent).filter(|(_, is_sent)| *is_sent);
        cell.tally.sent(counted.map(|(sent, _)| sent.is_new), bytes);
        cell.arrived.notify_waiters();
        commit.durable().await?;
        let new = sent.iter().filter(|sent| sent.is_new);
        cell.lock().cool(new.map(|sent| (sent.due, sent.seq)));
        cell.drop_from_memory(span);
        Ok(sent)
    }
}

/// Bytes of a message's record beside its content, about.
const RECORD: usize = 256;
