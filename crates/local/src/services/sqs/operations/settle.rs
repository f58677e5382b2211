//! Deleting messages, hiding them longer or no longer, deleting all.

use super::batch;
use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        directory::Cell,
        fault,
        message::Receipt,
        model::{
            BatchResult, ChangeMessageVisibility, ChangeMessageVisibilityBatch, DeleteMessage,
            DeleteMessageBatch, DoneEntry, Nothing, OfQueue,
        },
    },
};

impl Sqs {
    pub(crate) async fn delete_message(
        &self,
        input: DeleteMessage,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let mut outcomes = self.delete_all(&cell, vec![input.receipt_handle]).await?;
        outcomes.pop().unwrap_or(Ok(())).map(|()| Nothing {})
    }

    pub(crate) async fn delete_message_batch(
        &self,
        input: DeleteMessageBatch,
        _: &Caller,
    ) -> Result<BatchResult<DoneEntry>, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        batch::check(&input.entries)?;
        let (ids, handles): (Vec<_>, Vec<_>) = input
            .entries
            .into_iter()
            .map(|entry| (entry.id, entry.receipt_handle))
            .unzip();
        let outcomes = self.delete_all(&cell, handles).await?;
        Ok(batch::results(done(ids, outcomes)))
    }

    async fn delete_all(
        &self,
        cell: &Cell,
        handles: Vec<String>,
    ) -> Result<Vec<Result<(), Fault>>, Fault> {
        let now = self.now();
        let (outcomes, commit) = cell.change(&self.core.store, |queue, batch| {
            handles
                .iter()
                .map(|handle| queue.delete(receipt_of(cell, handle)?, now, batch))
                .collect::<Vec<_>>()
        })?;
        commit.durable().await?;
        let deleted = outcomes
            .iter()
            .filter(|outcome| matches!(outcome, Ok(true)))
            .count();
        cell.tally.deleted(deleted);
        if cell.is_fifo() {
            // The next of the group can go now.
            cell.arrived.notify_waiters();
        }
        Ok(outcomes
            .into_iter()
            .map(|outcome| outcome.map(drop))
            .collect())
    }

    pub(crate) async fn change_message_visibility(
        &self,
        input: ChangeMessageVisibility,
        _: &Caller,
    ) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        self.hide(&cell, &input.receipt_handle, input.visibility_timeout)?;
        Ok(Nothing {})
    }

    pub(crate) async fn change_message_visibility_batch(
        &self,
        input: ChangeMessageVisibilityBatch,
        _: &Caller,
    ) -> Result<BatchResult<DoneEntry>, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        batch::check(&input.entries)?;
        let (ids, outcomes) = input
            .entries
            .into_iter()
            .map(|entry| {
                let outcome = match entry.visibility_timeout {
                    Some(seconds) => self.hide(&cell, &entry.receipt_handle, seconds),
                    None => Err(fault::missing_parameter("VisibilityTimeout")),
                };
                (entry.id, outcome)
            })
            .unzip();
        Ok(batch::results(done(ids, outcomes)))
    }

    /// Visibility is not durable: after a restart all that was in flight can be received again.
    fn hide(&self, cell: &Cell, handle: &str, seconds: i64) -> Result<(), Fault> {
        let seconds = match u32::try_from(seconds) {
            Ok(seconds @ 0..=43_200) => seconds,
            _ => {
                return Err(fault::invalid_parameter(format!(
                    "Value {seconds} for parameter VisibilityTimeout is invalid. Reason: VisibilityTimeout must be an integer between 0 and 43200."
                )));
            }
        };
        let receipt = receipt_of(cell, handle)?;
        cell.lock().hide(receipt, seconds, self.now())?;
        cell.arrived.notify_waiters();
        Ok(())
    }

    pub(crate) async fn purge_queue(&self, input: OfQueue, _: &Caller) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let now = self.now();
        let store = &self.core.store;
        let (outcome, commit) =
            cell.change(store, |queue, batch| queue.purge(now, store, batch))?;
        outcome?;
        commit.durable().await?;
        Ok(Nothing {})
    }
}

/// A handle of this queue; one of another queue, or of an earlier one of this name, is invalid.
fn receipt_of(cell: &Cell, handle: &str) -> Result<Receipt, Fault> {
    let receipt = Receipt::parse(handle)?;
    if receipt.queue == cell.id {
        return Ok(receipt);
    }
    Err(fault::receipt_handle_is_invalid(handle))
}

fn done(
    ids: Vec<String>,
    outcomes: Vec<Result<(), Fault>>,
) -> Vec<(String, Result<DoneEntry, Fault>)> {
    let with_id = |(id, outcome): (String, Result<(), Fault>)| {
        (id.clone(), outcome.map(|()| DoneEntry { id }))
    };
    ids.into_iter().zip(outcomes).map(with_id).collect()
}
