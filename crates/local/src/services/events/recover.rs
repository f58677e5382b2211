//! After a start: deliveries that had not ended go on.

use std::sync::Arc;

use super::{
    Events,
    delivery::{Delivering, Job, Key},
    model::DeliveryState,
    trail::{Addressee, DeliveryRecord, Traced},
};
use crate::store::Batch;

/// Deliveries that cannot go on.
#[derive(Default)]
struct Gone {
    batch: Batch,
    places: Vec<u64>,
}

impl Events {
    /// Takes up every delivery that has not ended. One whose rule or target is gone is dropped.
    pub(super) fn recover(&self, traced: Vec<Traced>) {
        let mut gone = Gone::default();
        for traced in traced {
            self.places.taken(traced.place);
            let event = Arc::new(Delivering::of(&traced));
            for (number, to) in traced.event.to.iter().enumerate() {
                let number = u16::try_from(number).unwrap_or(u16::MAX);
                let record = traced.deliveries.get(number).cloned().unwrap_or_default();
                if record.is_open() {
                    let key = Key {
                        place: traced.place,
                        number,
                    };
                    self.take_up(key, &event, to, record, &mut gone);
                }
            }
        }
        self.close_when_durable(gone);
    }

    /// What is said to have ended is on disk.
    fn close_when_durable(&self, gone: Gone) {
        let commit = self.core.store.commit(gone.batch);
        let me = self.me.clone();
        self.core.spawn(async move {
            // A store that fails finds the same at the next start.
            if commit.durable().await.is_ok()
                && let Some(events) = me.upgrade()
            {
                events.trail.close(gone.places);
            }
        });
    }

    fn take_up(
        &self,
        key: Key,
        event: &Arc<Delivering>,
        to: &Addressee,
        record: DeliveryRecord,
        gone: &mut Gone,
    ) {
        let target = self.read().target(&to.rule_arn, &to.target_id).cloned();
        let Some(target) = target else {
            let message = "The rule or its target was deleted before the event was delivered.";
            let record = DeliveryRecord {
                state: DeliveryState::Dropped,
                at: self.now(),
                error_code: Some("NO_RESOURCE".to_owned()),
                error_message: Some(message.to_owned()),
                ..record
            };
            self.trail.save(&mut gone.batch, key, &record);
            return gone.places.push(key.place);
        };
        let job = Job {
            key,
            event: Arc::clone(event),
            target,
            attempts: record.attempts,
            last: record.failure(),
        };
        if record.state == DeliveryState::Retrying {
            self.engine.later(record.next, job);
        } else {
            self.engine.now(vec![job]);
        }
    }
}
