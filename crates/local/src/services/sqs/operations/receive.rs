//! Receiving messages: at once, or when one comes.

use std::sync::{Arc, PoisonError};

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        content::Content,
        directory::Cell,
        fault,
        message::{Message, Place, Receipt, Seq},
        model::{ReceiveMessage, ReceivedMessages},
        queue::Handed,
        records,
        render::View,
        settings::Settings,
    },
};

/// A receive, checked.
struct Ask {
    max: usize,
    visibility: u32,
    /// Milliseconds.
    wait: i64,
    attempt: Option<String>,
}

impl Ask {
    fn of(input: &ReceiveMessage, settings: &Settings) -> Result<Self, Fault> {
        let max = in_range("MaxNumberOfMessages", input.max_number_of_messages, 1, 10)?;
        let visibility = in_range("VisibilityTimeout", input.visibility_timeout, 0, 43_200)?;
        let wait = in_range("WaitTimeSeconds", input.wait_time_seconds, 0, 20)?;
        let attempt = input
            .receive_request_attempt_id
            .clone()
            .filter(|_| settings.fifo);
        Ok(Self {
            max: max.unwrap_or(1) as usize,
            visibility: visibility.unwrap_or(settings.visibility),
            wait: i64::from(wait.unwrap_or(settings.receive_wait)) * 1000,
            attempt,
        })
    }
}

fn in_range(name: &str, value: Option<i64>, least: u32, most: u32) -> Result<Option<u32>, Fault> {
    let Some(value) = value else {
        return Ok(None);
    };
    match u32::try_from(value) {
        Ok(number) if (least..=most).contains(&number) => Ok(Some(number)),
        _ => Err(fault::invalid_parameter(format!(
            "Value {value} for parameter {name} is invalid. Reason: Must be between {least} and {most}, if provided."
        ))),
    }
}

impl Sqs {
    pub(crate) async fn receive_message(
        &self,
        input: ReceiveMessage,
        _: &Caller,
    ) -> Result<ReceivedMessages, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let ask = Ask::of(&input, &cell.lock().record.settings)?;
        let view = View::of(&input)?;
        self.check_key(&cell)?;
        let handed = self.wait_for_messages(&cell, &ask).await?;
        let fifo = cell.is_fifo();
        let mut messages = Vec::with_capacity(handed.len());
        for handed in &handed {
            let content = self.content_of(handed)?;
            messages.push(view.show(handed, &content, fifo, &self.core.account));
        }
        Ok(ReceivedMessages { messages })
    }

    /// Looks, and looks again whenever a message arrives or becomes visible, until the wait is
    /// over.
    async fn wait_for_messages(&self, cell: &Cell, ask: &Ask) -> Result<Vec<Handed>, Fault> {
        let deadline = self.now() + ask.wait;
        loop {
            let mut arrived = std::pin::pin!(cell.arrived.notified());
            arrived.as_mut().enable();
            let asked = self.now();
            let handed = self.receive_now(cell, ask).await?;
            if !handed.is_empty() || self.now() >= deadline {
                cell.tally.received(handed.len());
                return Ok(handed);
            }
            let next = cell
                .lock()
                .next_due(asked)
                .unwrap_or(deadline)
                .min(deadline);
            tokio::select! {
                () = arrived => {}
                () = self.core.clock.sleep_until(next) => {}
            }
        }
    }

    async fn receive_now(&self, cell: &Cell, ask: &Ask) -> Result<Vec<Handed>, Fault> {
        let now = self.now();
        if let Some(handed) = repeated(cell, ask, now) {
            return Ok(handed);
        }
        let redrive = cell.lock().record.settings.redrive.clone();
        let dead_letters = redrive
            .as_ref()
            .and_then(|redrive| self.queue_of_arn(&redrive.dead_letter_target_arn));
        // Without its dead-letter queue a message stays where it is.
        let most = redrive
            .filter(|_| dead_letters.is_some())
            .map(|redrive| redrive.max_receive_count);
        let (found, commit) = cell.change(&self.core.store, |queue, batch| {
            if queue.is_over_limit() {
                return Err(fault::over_limit());
            }
            let store = &self.core.store;
            Ok(queue.receive(ask.max, ask.visibility, most, now, store, batch)?)
        })?;
        let found = found?;
        if let Some(dead_letters) = dead_letters.filter(|_| !found.exhausted.is_empty()) {
            self.bury(cell, &dead_letters, found.exhausted).await?;
        }
        commit.durable().await?;
        keep_attempt(cell, ask, &found.handed, now);
        Ok(found.handed)
    }

    /// The content of a message, from memory or from disk.
    pub(crate) fn content_of(&self, handed: &Handed) -> Result<Arc<Content>, Fault> {
        match &handed.body {
            Some(content) => Ok(Arc::clone(content)),
            None => self.read_content(handed.receipt.queue, (handed.due, handed.receipt.seq)),
        }
    }

    /// The content of a message that was taken out of its queue.
    pub(crate) fn content_of_taken(
        &self,
        queue: u64,
        seq: Seq,
        message: &Message,
    ) -> Result<Arc<Content>, Fault> {
        match &message.content {
            Some(content) => Ok(Arc::clone(content)),
            None => self.read_content(queue, (message.due, seq)),
        }
    }

    /// The content of a message on disk.
    fn read_content(&self, queue: u64, place: Place) -> Result<Arc<Content>, Fault> {
        let (table, key) = records::home(queue, place);
        let record = self.core.store.get(table, &key)?;
        let content = record.as_deref().and_then(records::read_content);
        content.map(Arc::new).ok_or_else(|| {
            let (_, seq) = place;
            Fault::internal(format!("the content of message {seq} is not in the store"))
        })
    }
}

fn repeated(cell: &Cell, ask: &Ask, now: i64) -> Option<Vec<Handed>> {
    let attempts = cell.attempts.lock().unwrap_or_else(PoisonError::into_inner);
    let receipts: Vec<Receipt> = attempts.earlier(ask.attempt.as_deref()?, now)?;
    cell.lock().receive_again(&receipts, ask.visibility, now)
}

fn keep_attempt(cell: &Cell, ask: &Ask, handed: &[Handed], now: i64) {
    let Some(attempt) = ask.attempt.as_deref().filter(|_| !handed.is_empty()) else {
        return;
    };
    let receipts = handed.iter().map(|handed| handed.receipt).collect();
    let mut attempts = cell.attempts.lock().unwrap_or_else(PoisonError::into_inner);
    attempts.keep(attempt, receipts, now);
}
