//! What waits to be delivered: now, by target; or later, by time.

use std::{
    collections::{BTreeMap, HashMap, VecDeque},
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use tokio::sync::Notify;

use super::job::{Job, Key};

/// The most deliveries that are handed to a target in one go: few workers keep up with many clients.
const TOGETHER: usize = 250;
/// Bytes of events that waiting deliveries keep in memory; an event counts once a delivery.
const WARM: usize = 32 * 1024 * 1024;

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
    lanes: HashMap<usize, VecDeque<Job>>,
    /// The lanes that have something, in the order of their turns.
    turns: VecDeque<usize>,
    later: BTreeMap<(i64, Key), Job>,
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
            waiting.push(job);
        }
        drop(waiting);
        self.ready.notify_one();
    }

    /// Adds a delivery that is to be tried at a time, in milliseconds.
    pub(crate) fn later(&self, at: i64, job: Job) {
        self.lock().later.insert((at, job.key), without_text(job));
        self.sooner.notify_one();
    }

    /// Waits for deliveries to one target and takes some.
    pub(crate) async fn take(&self) -> Vec<Job> {
        loop {
            if let Some(jobs) = self.try_take() {
                return jobs;
            }
            self.ready.notified().await;
        }
    }

    fn try_take(&self) -> Option<Vec<Job>> {
        let mut waiting = self.lock();
        let jobs = waiting.take()?;
        if !waiting.turns.is_empty() {
            self.ready.notify_one();
        }
        Some(jobs)
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
            if let Some((_, job)) = waiting.later.pop_first() {
                waiting.push(job);
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
    /// One lane a target: its address is its identity while a job holds it.
    fn push(&mut self, job: Job) {
        let lane = Arc::as_ptr(&job.target) as usize;
        let job = if self.warm + bytes(&job) <= WARM {
            job
        } else {
            without_text(job)
        };
        self.warm += bytes(&job);
        let jobs = self.lanes.entry(lane).or_default();
        if jobs.is_empty() {
            self.turns.push_back(lane);
        }
        jobs.push_back(job);
    }

    fn take(&mut self) -> Option<Vec<Job>> {
        let lane = self.turns.pop_front()?;
        let jobs = self.lanes.get_mut(&lane)?;
        let taken: Vec<Job> = jobs.drain(..jobs.len().min(TOGETHER)).collect();
        if jobs.is_empty() {
            self.lanes.remove(&lane);
        } else {
            self.turns.push_back(lane);
        }
        self.warm -= taken.iter().map(bytes).sum::<usize>();
        Some(taken)
    }
}

fn bytes(job: &Job) -> usize {
    job.event.text.as_ref().map_or(0, |text| text.len())
}

/// What waits long is read from disk when its time comes.
fn without_text(job: Job) -> Job {
    if job.event.text.is_none() {
        return job;
    }
    let event = super::Delivering {
        text: None,
        ..(*job.event).clone()
    };
    Job {
        event: Arc::new(event),
        ..job
    }
}
