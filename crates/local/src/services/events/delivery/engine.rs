//! What waits to be delivered: now, by target; or later, by time.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::job::{Delivering, Job, Key};
use crate::services::events::registry::Target;

/// The most deliveries that are handed to a target in one go: few workers keep up with many clients.
const TOGETHER: usize = 250;
/// Bytes of events that waiting deliveries keep in memory; an event counts once a delivery.
const WARM: usize = 32 * 1024 * 1024;

/// A delivery that waits.
#[derive(Clone)]
pub(super) struct Ticket {
    pub(super) key: Key,
    pub(super) target: Arc<Target>,
    /// Absent where all that is known of the delivery lies only on disk: when it was tried before,
    /// because that is where it may wait for a day, and when there are many.
    pub(super) event: Option<Arc<Delivering>>,
}

impl Ticket {
    fn of(job: Job) -> Self {
        let is_whole = job.attempts == 0 && job.event.text.is_some();
        Self {
            key: job.key,
            target: job.target,
            event: Some(job.event).filter(|_| is_whole),
        }
    }

    fn bytes(&self) -> usize {
        let text = self.event.as_ref().and_then(|event| event.text.as_ref());
        text.map_or(0, |text| text.len())
    }
}

/// The deliveries that wait.
#[derive(Default)]
pub(crate) struct Engine {
    waiting: Mutex<Waiting>,
    /// Something can be delivered.
    ready: Notify,
    /// Something is due earlier than was thought.
    sooner: Notify,
}

#[derive(Default)]
struct Waiting {
    lanes: HashMap<usize, VecDeque<Ticket>>,
    /// The lanes that have something, in the order of their turns.
    turns: VecDeque<usize>,
    later: BTreeMap<(i64, Key), Arc<Target>>,
    /// Bytes of events in memory.
    warm: usize,
}

impl Engine {
    /// Adds deliveries that can be tried at once.
    pub(crate) fn now(&self, jobs: Vec<Job>) {
        if jobs.is_empty() {
            return;
        }
        let mut waiting = self.lock();
        for job in jobs {
            waiting.push(Ticket::of(job));
        }
        drop(waiting);
        self.ready.notify_one();
    }

    /// Adds a delivery that is to be tried at a time, in milliseconds; what is known of it lies on
    /// disk.
    pub(crate) fn later(&self, at: i64, job: Job) {
        self.put_off(at, job.key, job.target);
    }

    /// As [`Engine::later`].
    pub(super) fn put_off(&self, at: i64, key: Key, target: Arc<Target>) {
        self.lock().later.insert((at, key), target);
        self.sooner.notify_one();
    }

    /// Waits for deliveries to one target and takes some.
    pub(super) async fn take(&self) -> Vec<Ticket> {
        loop {
            if let Some(tickets) = self.try_take() {
                return tickets;
            }
            self.ready.notified().await;
        }
    }

    fn try_take(&self) -> Option<Vec<Ticket>> {
        let mut waiting = self.lock();
        let tickets = waiting.take()?;
        if !waiting.turns.is_empty() {
            self.ready.notify_one();
        }
        Some(tickets)
    }

    /// Makes deliveries ready when they are due; returns only when the environment stops.
    pub(crate) async fn run_timers(&self, clock: crate::clock::Clock) {
        loop {
            match self.wake(clock.now_millis()) {
                Some(next) => {
                    tokio::select! {
                        () = clock.sleep_until(next) => {}
                        () = self.sooner.notified() => {}
                    }
                }
                None => self.sooner.notified().await,
            }
        }
    }

    /// Makes what is due ready and says when the next is.
    fn wake(&self, now: i64) -> Option<i64> {
        let mut waiting = self.lock();
        let mut woken = false;
        while waiting
            .later
            .first_key_value()
            .is_some_and(|((at, _), _)| *at <= now)
        {
            if let Some(((_, key), target)) = waiting.later.pop_first() {
                let event = None;
                waiting.push(Ticket { key, target, event });
                woken = true;
            }
        }
        let next = waiting.later.first_key_value().map(|((at, _), _)| *at);
        drop(waiting);
        if woken {
            self.ready.notify_one();
        }
        next
    }

    fn lock(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Waiting {
    /// One lane a target: its address is its identity while a ticket holds it.
    fn push(&mut self, mut ticket: Ticket) {
        let lane = Arc::as_ptr(&ticket.target) as usize;
        if self.warm + ticket.bytes() > WARM {
            ticket.event = None;
        }
        self.warm += ticket.bytes();
        let tickets = self.lanes.entry(lane).or_default();
        if tickets.is_empty() {
            self.turns.push_back(lane);
        }
        tickets.push_back(ticket);
    }

    fn take(&mut self) -> Option<Vec<Ticket>> {
        let lane = self.turns.pop_front()?;
        let tickets = self.lanes.get_mut(&lane)?;
        let most = tickets.len().min(TOGETHER);
        let taken: Vec<Ticket> = tickets.drain(..most).collect();
        if tickets.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        self.warm -= taken.iter().map(Ticket::bytes).sum::<usize>();
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::services::events::registry::RuleId;

    fn target() -> Arc<Target> {
        let rule = Arc::new(RuleId {
            arn: "arn:aws:events:us-east-1:000000000000:rule/r".into(),
            name: "r".into(),
            bus: "default".into(),
        });
        let spec = serde_json::json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"});
        let spec = serde_json::from_value(spec).unwrap();
        Arc::new(Target::new(&rule, spec, 1).unwrap())
    }

    fn job(place: u64, target: &Arc<Target>, bytes: usize) -> Job {
        let event = Delivering {
            id: Uuid::nil(),
            ingested: 0,
            trace: None,
            source: "s".to_owned(),
            detail_type: "d".to_owned(),
            time: 0,
            replay: None,
            text: Some("x".repeat(bytes).into()),
        };
        Job {
            key: Key { place, number: 0 },
            event: Arc::new(event),
            target: Arc::clone(target),
            attempts: 0,
            last: None,
        }
    }

    #[test]
    fn what_is_tried_later_waits_without_its_event() {
        let (engine, target) = (Engine::default(), target());
        engine.later(5, job(1, &target, 9));
        assert_eq!(engine.wake(4), Some(5));
        assert!(engine.try_take().is_none());
        engine.wake(5);
        let taken = engine.try_take().unwrap();
        assert_eq!((taken.len(), taken[0].key.place), (1, 1));
        assert!(taken[0].event.is_none());
    }

    #[test]
    fn many_wait_with_their_places_only() {
        let (engine, target) = (Engine::default(), target());
        engine.now((0..40).map(|place| job(place, &target, 1 << 20)).collect());
        let taken = engine.try_take().unwrap();
        let whole = taken.iter().filter(|ticket| ticket.event.is_some());
        assert_eq!((taken.len(), whole.count()), (40, 32));
        assert_eq!(engine.lock().warm, 0);
        assert_eq!(size_of::<Ticket>(), 32);
    }
}
