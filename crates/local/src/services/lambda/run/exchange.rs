//! One event at a process: handed over, and what becomes of it.

use std::time::Duration;

use bytes::Bytes;
use tokio::time::{Instant, sleep_until};

use super::{
    actor::{Actor, Event, refuse},
    failure,
    process::Observed,
    runner::Job,
};
use crate::services::lambda::runtime_api::{Failure, Signal};

/// How long lines wait for others before they go to the log.
const GATHER: Duration = Duration::from_millis(250);

/// How the process dealt with an event.
pub(super) enum Ending {
    Answered(Bytes),
    Failed(Failure),
    /// The process ended, or said that it could not start.
    Died(Failure),
    TimedOut,
}

impl Actor {
    /// Hands the event over and waits for what becomes of it.
    pub(super) async fn exchange(&mut self, job: &Job, begun: Instant) -> Ending {
        let limit = self.limit();
        let mut gathered = begun + GATHER;
        let mut delivered = false;
        loop {
            if let (false, Some(sender)) = (delivered, self.waiting.take()) {
                let left = limit.saturating_sub(begun.elapsed());
                delivered = sender.send(job.delivery(left, &self.clock)).is_ok();
            }
            tokio::select! {
                event = self.event() => {
                    if let Some(ending) = self.ending(event, job) {
                        return ending;
                    }
                }
                () = sleep_until(begun + limit) => {
                    self.process.kill();
                    return Ending::TimedOut;
                }
                () = sleep_until(gathered) => {
                    self.log.flush();
                    gathered = Instant::now() + GATHER;
                }
            }
        }
    }

    /// Whether a process that failed on its event goes on: then it asks for the next one.
    pub(super) async fn aftermath(&mut self, failure: Failure, until: Instant) -> Ending {
        loop {
            let event = tokio::select! {
                event = self.event() => event,
                () = sleep_until(until) => return Ending::Failed(failure),
            };
            match event {
                Event::Signal(Signal::Next(sender)) => {
                    self.asks(sender);
                    return Ending::Failed(failure);
                }
                Event::Signal(other) => refuse(other),
                Event::Process(Observed::Output(lines)) => self.print(lines),
                Event::Process(Observed::Exited(status)) => {
                    self.exit = Some(status);
                    return Ending::Died(failure);
                }
            }
        }
    }

    /// What an event means while `job` is running; `None` when it goes on.
    fn ending(&mut self, event: Event, job: &Job) -> Option<Ending> {
        match event {
            Event::Signal(Signal::Next(sender)) => {
                self.asks(sender);
                None
            }
            Event::Signal(Signal::Response {
                request_id,
                body,
                taken,
            }) => {
                let own = request_id == job.request_id;
                let _ = taken.send(own);
                own.then_some(Ending::Answered(body))
            }
            Event::Signal(Signal::Error {
                request_id,
                failure,
                taken,
            }) => {
                let own = request_id == job.request_id;
                let _ = taken.send(own);
                own.then_some(Ending::Failed(failure))
            }
            Event::Signal(Signal::InitError(failure)) => Some(Ending::Died(failure)),
            Event::Process(Observed::Output(lines)) => {
                self.print(lines);
                None
            }
            Event::Process(Observed::Exited(status)) => {
                self.exit = Some(status);
                Some(Ending::Died(failure::exited(&job.request_id, status)))
            }
        }
    }
}
