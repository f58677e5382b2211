//! Deliveries that waited only on disk are read back.

use std::{collections::BTreeMap, sync::Arc};

use super::{
    engine::Ticket,
    job::{Delivering, Job},
};
use crate::{
    fault::Fault,
    services::events::{Events, trail::Traced},
};

/// How long deliveries wait that the disk does not show, in milliseconds.
const PAUSE: i64 = 60_000;

/// Events on disk, by their places.
type Known = BTreeMap<u64, (Traced, Arc<Delivering>)>;

impl Events {
    /// What is to be tried of what waited.
    pub(super) async fn recall(&self, tickets: Vec<Ticket>) -> Vec<Job> {
        let cold = tickets.iter().filter(|ticket| ticket.event.is_none());
        let mut places: Vec<u64> = cold.map(|ticket| ticket.key.place).collect();
        places.sort_unstable();
        places.dedup();
        let known = match places.is_empty() {
            true => Known::new(),
            false => self.read_known(&places).await.unwrap_or_default(),
        };
        let job = |ticket: Ticket| self.job(ticket, &known);
        tickets.into_iter().filter_map(job).collect()
    }

    async fn read_known(&self, places: &[u64]) -> Result<Known, Fault> {
        let store = &self.core.store;
        // What is still on its way to the disk cannot be read.
        store.settled().await?;
        let mut texts = self.trail.texts(store, places)?;
        let traced = self.trail.read(store, places)?.into_iter();
        let known = traced.map(|traced| {
            let event = Delivering {
                text: texts.remove(&traced.place),
                ..Delivering::of(&traced)
            };
            (traced.place, (traced, Arc::new(event)))
        });
        Ok(known.collect())
    }

    /// A store that fails has told every client; until it works again the delivery waits.
    fn job(&self, ticket: Ticket, known: &Known) -> Option<Job> {
        let Ticket { key, target, event } = ticket;
        if let Some(event) = event {
            return Some(Job {
                key,
                event,
                target,
                attempts: 0,
                last: None,
            });
        }
        let Some((traced, event)) = known.get(&key.place) else {
            self.engine.put_off(self.now() + PAUSE, key, target);
            return None;
        };
        let record = traced.deliveries.get(key.number);
        Some(Job {
            key,
            event: Arc::clone(event),
            target,
            attempts: record.map_or(0, |record| record.attempts),
            last: record.and_then(|record| record.failure()),
        })
    }
}
