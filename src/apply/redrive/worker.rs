//! One of the workers of a redrive: batch after batch from receive to delete.
//!
//! The order of the steps is what keeps every message: announced on the disk, sent, the answer on
//! the disk, and only then deleted.

use super::{
    Redrive,
    report::{Item, State},
    shift::Shift,
};
use crate::{
    apply::{peek, suspects::Letter},
    aws::sqs::BATCH,
    error::{Kind, Result},
    plan::{
        dead_letter,
        message::Message,
        redrive::{
            Delivery, Verdict,
            journal::{Record, Step},
        },
    },
};

/// A message and what is sent of it.
pub(super) struct Parcel {
    letter: Letter,
    delivery: Delivery,
    /// Whether it is in the journal already.
    known: bool,
    /// Whether it may have been accepted before.
    doubted: bool,
    /// The destination's id of it, when it has accepted it now.
    reference: Option<String>,
}

impl Redrive<'_> {
    pub(super) async fn work(&self, shift: &Shift<'_>) -> Result<()> {
        while shift.goes_on() {
            let done = self.batch(shift).await;
            if done.is_err() {
                // The others finish their batch and stop.
                shift.stop();
            }
            done?;
            shift.say_how_far();
        }
        Ok(())
    }

    /// A batch from receive to delete.
    async fn batch(&self, shift: &Shift<'_>) -> Result<()> {
        let wait = peek::wait(self.aws);
        let sqs = self.aws.sqs();
        let received = sqs
            .receive(&self.queue.url, shift.pace.visibility, wait)
            .await?;
        let (news, again) = shift.take(received)?;
        self.remove_again(shift, again).await?;
        let (send, delete) = match shift.ledger {
            Some(_) => self.sort(shift, news).await?,
            None => (self.choose(shift, news).await?, Vec::new()),
        };
        self.remove(shift, delete).await?;
        for lot in lots(send, shift.pace.lot()) {
            let lot = self.unblocked(shift, lot)?;
            shift.gate.pass(lot.len()).await;
            let accepted = self.send(shift, lot).await?;
            self.remove(shift, accepted).await?;
        }
        Ok(())
    }

    /// Of a new redrive: what is meant and can be sent.
    async fn choose(&self, shift: &Shift<'_>, news: Vec<Message>) -> Result<Vec<Parcel>> {
        let mut meant = Vec::new();
        for message in news {
            let letter = dead_letter::of(&message);
            shift.meets(&message, &letter);
            if self.wish.filter.matches(&message, &letter) && shift.chooses() {
                meant.push((message, letter));
            } else {
                shift.pass_over(&message)?;
            }
        }
        let known = self.learn(&mut meant).await?;
        let mut parcels = Vec::new();
        for letter in meant {
            let plan = self.plan(&letter, known.get(&letter.0.id));
            match plan.and_then(|(delivery, _)| shift.once(&letter.1, delivery)) {
                Ok(delivery) => parcels.push(Parcel {
                    letter,
                    delivery,
                    known: false,
                    doubted: false,
                    reference: None,
                }),
                Err(reason) => self.leave(shift, &letter, reason)?,
            }
        }
        Ok(parcels)
    }

    /// A message that is not sent: told, and noted in the journal.
    fn leave(&self, shift: &Shift<'_>, letter: &Letter, reason: String) -> Result<()> {
        let (id, why) = (letter.0.id.clone(), reason.clone());
        let record = Record::Left {
            message: id,
            reason: why,
        };
        shift.journal.note(&[record])?;
        shift.stays(&letter.0, Item::left(letter, reason))
    }

    /// Of a redrive that is gone on with: what is to be sent, and what only to be deleted.
    async fn sort(
        &self,
        shift: &Shift<'_>,
        news: Vec<Message>,
    ) -> Result<(Vec<Parcel>, Vec<Parcel>)> {
        let (mut send, mut delete, mut again) = (Vec::new(), Vec::new(), Vec::new());
        for message in news {
            let ledger = shift.ledger;
            if ledger.is_some_and(|ledger| ledger.is_done(&message.id)) {
                again.push(message);
                continue;
            }
            let Some(tracked) = ledger.and_then(|ledger| ledger.messages.get(&message.id)) else {
                shift.pass_over(&message)?;
                continue;
            };
            let letter = dead_letter::of(&message);
            let parcel = Parcel {
                letter: (message, letter),
                delivery: tracked.delivery.clone(),
                known: true,
                doubted: tracked.is_doubted(),
                reference: None,
            };
            match tracked.step() {
                Step::Send => send.push(parcel),
                Step::Delete => delete.push(parcel),
            }
        }
        self.remove_again(shift, again).await?;
        Ok((send, delete))
    }

    /// What was deleted and appears once more: SQS delivers at least once.
    async fn remove_again(&self, shift: &Shift<'_>, messages: Vec<Message>) -> Result<()> {
        if messages.is_empty() {
            return Ok(());
        }
        let receipts: Vec<&str> = messages.iter().map(|message| &*message.receipt).collect();
        self.aws.sqs().delete(&self.queue.url, &receipts).await?;
        messages.iter().for_each(|message| shift.gone(message));
        Ok(())
    }

    /// Of a FIFO queue nothing is sent behind one of its group that stays.
    fn unblocked(&self, shift: &Shift<'_>, lot: Vec<Parcel>) -> Result<Vec<Parcel>> {
        let mut free = Vec::new();
        for parcel in lot {
            if self.queue.is_fifo() && shift.is_blocked(parcel.message()) {
                let reason = "one before it in its group stays".to_owned();
                self.leave(shift, &parcel.letter, reason)?;
            } else {
                free.push(parcel);
            }
        }
        Ok(free)
    }

    /// Sends, with the journal ahead and behind; what was accepted.
    async fn send(&self, shift: &Shift<'_>, parcels: Vec<Parcel>) -> Result<Vec<Parcel>> {
        if parcels.is_empty() {
            return Ok(Vec::new());
        }
        let before =
            |Parcel {
                 letter,
                 delivery,
                 known,
                 ..
             }: &Parcel| { Record::before(&letter.0.id, delivery, *known) };
        let announced = parcels.iter().flat_map(before).collect();
        shift.journal.write(announced).await?;
        let deliveries: Vec<&Delivery> = parcels.iter().map(|parcel| &parcel.delivery).collect();
        let verdicts = self.sender.send(&deliveries).await;
        let of = |(parcel, verdict): (&Parcel, &Verdict)| Record::of(&parcel.message().id, verdict);
        let answered = parcels.iter().zip(&verdicts).map(of).collect();
        shift.journal.write(answered).await?;
        let mut accepted = Vec::new();
        for (parcel, verdict) in parcels.into_iter().zip(verdicts) {
            match State::of(&verdict) {
                None => accepted.push(Parcel {
                    reference: verdict.reference(),
                    ..parcel
                }),
                Some(state) => {
                    let item = parcel.item(state).because(&verdict);
                    shift.stays(parcel.message(), item)?;
                }
            }
        }
        Ok(accepted)
    }

    /// Takes out of the queue what its destination has.
    async fn remove(&self, shift: &Shift<'_>, parcels: Vec<Parcel>) -> Result<()> {
        for mut batch in lots(parcels, BATCH) {
            while !batch.is_empty() {
                batch = self.remove_batch(shift, batch).await?;
            }
        }
        Ok(())
    }

    /// Deletes up to ten; what is still there, because it was shown again meanwhile and another
    /// worker has the receipt that deletes it, is the answer.
    async fn remove_batch(&self, shift: &Shift<'_>, batch: Vec<Parcel>) -> Result<Vec<Parcel>> {
        let receipts: Vec<String> = batch
            .iter()
            .map(|parcel| shift.receipt(parcel.message()))
            .collect();
        let used: Vec<&str> = receipts.iter().map(String::as_str).collect();
        let answers = self.aws.sqs().delete(&self.queue.url, &used).await;
        let (answers, refused) = match answers {
            Ok(answers) => (answers, None),
            Err(error) => (vec![Err(error.in_a_line()); batch.len()], Some(error)),
        };
        let (mut records, mut still_there) = (Vec::new(), Vec::new());
        for ((parcel, receipt), answer) in batch.into_iter().zip(&receipts).zip(answers) {
            match answer {
                Ok(_) => {
                    let item = parcel.item(State::Redriven);
                    if shift.gone_by(receipt, parcel.message(), item) {
                        let message = parcel.message().id.clone();
                        records.push(Record::Deleted { message });
                    } else {
                        still_there.push(parcel);
                    }
                }
                Err(reason) => {
                    let item = Item {
                        reason: Some(reason),
                        ..parcel.item(State::NotDeleted)
                    };
                    shift.stays(parcel.message(), item)?;
                }
            }
        }
        shift.journal.note(&records)?;
        // Without permission the next batch would be sent and not deleted, too.
        if let Some(error) = refused.filter(|error| error.kind == Kind::Refused) {
            return Err(error);
        }
        Ok(still_there)
    }
}

impl Parcel {
    fn message(&self) -> &Message {
        &self.letter.0
    }

    fn item(&self, state: State) -> Item {
        Item {
            state,
            reference: self.reference.clone(),
            content: None,
            possibly_duplicated: self.doubted || state == State::Uncertain,
            ..Item::planned(&self.letter, self.delivery.clone())
        }
    }
}

fn lots(parcels: Vec<Parcel>, size: usize) -> Vec<Vec<Parcel>> {
    let mut parcels = parcels.into_iter();
    let lot = || Some(parcels.by_ref().take(size).collect::<Vec<_>>());
    std::iter::from_fn(lot)
        .take_while(|lot| !lot.is_empty())
        .collect()
}
