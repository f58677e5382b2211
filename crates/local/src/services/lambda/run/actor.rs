//! What happens in one execution environment, one thing after the other.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, sleep_until, timeout},
};

use super::{
    failure,
    log::Log,
    process::{Observed, Process},
    runner::{Job, Outcome},
};
use crate::{
    clock::Clock,
    services::lambda::{
        report::{Format, Report, Status},
        runtime_api::{Delivery, Failure, Listener, Signal},
        state::Version,
    },
};

/// How long a process may take to ask for its first event, as on AWS. After that the rest of its
/// start counts towards the timeout of the first event.
const INIT_LIMIT: Duration = Duration::from_secs(10);
/// How long lines wait for others before they go to the log.
const GATHER: Duration = Duration::from_millis(250);

/// An event for the environment, and whom to tell.
pub(super) struct Assignment {
    pub(super) job: Job,
    pub(super) reply: oneshot::Sender<Outcome>,
}

/// The environment itself.
pub(super) struct Actor {
    pub(super) process: Process,
    pub(super) signals: mpsc::Receiver<Signal>,
    pub(super) _listener: Listener,
    pub(super) assignments: mpsc::Receiver<Assignment>,
    /// The open request for the next event.
    pub(super) waiting: Option<oneshot::Sender<Delivery>>,
    pub(super) log: Log,
    pub(super) clock: Clock,
    pub(super) version: Arc<Version>,
    pub(super) launched: Instant,
    /// How long the start took, until it has been reported.
    pub(super) init: Option<Duration>,
}

/// How the process dealt with an event.
enum Ending {
    Answered(Bytes),
    Failed(Failure),
    /// The process ended, or said that it could not start.
    Died(Failure),
    TimedOut,
}

enum Event {
    Signal(Signal),
    Process(Observed),
}

impl Actor {
    /// Runs until the process ends or nobody can assign events any more.
    pub(super) async fn run(mut self) {
        let start = timeout(INIT_LIMIT, self.start()).await.unwrap_or(Ok(()));
        if let Err(failure) = start {
            if let Some(first) = self.assignments.recv().await {
                self.report_failed_start(first, failure).await;
            }
            return;
        }
        while let Some(assignment) = self.next_assignment().await {
            if !self.invoke(assignment).await {
                return;
            }
        }
    }

    fn format(&self) -> Format {
        match self.version.configuration.logging.log_format.as_deref() {
            Some("JSON") => Format::Json,
            _ => Format::Text,
        }
    }

    async fn event(&mut self) -> Event {
        next(&mut self.signals, &mut self.process).await
    }

    /// Waits until the process asks for its first event.
    async fn start(&mut self) -> Result<(), Failure> {
        loop {
            match self.event().await {
                Event::Signal(Signal::Next(sender)) => {
                    self.asks(sender);
                    return Ok(());
                }
                Event::Signal(Signal::InitError(failure)) => return Err(failure),
                Event::Signal(other) => refuse(other),
                Event::Process(Observed::Output(lines)) => self.log.write(lines),
                Event::Process(Observed::Exited(status)) => {
                    return Err(failure::exited("", status));
                }
            }
        }
    }

    fn asks(&mut self, sender: oneshot::Sender<Delivery>) {
        if self.waiting.is_none() && self.init.is_none() {
            self.init = Some(self.launched.elapsed());
        }
        self.waiting = Some(sender);
    }

    async fn next_assignment(&mut self) -> Option<Assignment> {
        loop {
            tokio::select! {
                assignment = self.assignments.recv() => return assignment,
                Some(signal) = self.signals.recv() => match signal {
                    Signal::Next(sender) => self.waiting = Some(sender),
                    other => refuse(other),
                },
                observed = self.process.observe() => match observed {
                    Observed::Output(lines) => self.log.write(lines),
                    Observed::Exited(_) => return None,
                },
            }
            self.log.flush();
        }
    }

    /// Runs one event; the answer is whether the environment can be used again.
    async fn invoke(&mut self, assignment: Assignment) -> bool {
        let Assignment { job, reply } = assignment;
        let (now, number) = (self.log.now(), self.version.number.as_str());
        let line = self.format().start(now, &job.request_id, number);
        self.log.take_tail();
        self.log.write([line]);
        let begun = Instant::now();
        let ending = self.exchange(&job, begun).await;
        let duration = begun.elapsed();
        let lines = self.process.drain().await;
        self.log.write(lines);
        let usable = matches!(ending, Ending::Answered(_) | Ending::Failed(_));
        let outcome = self.conclude(&job, ending, duration);
        let _ = reply.send(outcome);
        self.log.flush();
        usable
    }

    /// Hands the event over and waits for what becomes of it.
    async fn exchange(&mut self, job: &Job, begun: Instant) -> Ending {
        let limit = Duration::from_secs(self.version.configuration.timeout.into());
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
                self.log.write(lines);
                None
            }
            Event::Process(Observed::Exited(status)) => {
                Some(Ending::Died(failure::exited(&job.request_id, status)))
            }
        }
    }

    fn conclude(&mut self, job: &Job, ending: Ending, duration: Duration) -> Outcome {
        let seconds = self.version.configuration.timeout;
        let limit = Duration::from_secs(seconds.into());
        let (status, result, duration) = match ending {
            Ending::Answered(body) => (Status::Success, Ok(body), duration),
            // A function's own error is not one of Lambda's: its report says success.
            Ending::Failed(failure) => (Status::Success, Err(failure), duration),
            Ending::Died(failure) => (Status::Error(failure.kind.clone()), Err(failure), duration),
            Ending::TimedOut => {
                let failure = failure::timed_out(&job.request_id, seconds);
                (Status::Timeout, Err(failure), limit)
            }
        };
        if status == Status::Timeout {
            let line = self
                .format()
                .timed_out(self.log.now(), &job.request_id, limit);
            self.log.write([line]);
        }
        self.write_report(job, status, duration);
        self.outcome(result, duration)
    }

    fn write_report(&mut self, job: &Job, status: Status, duration: Duration) {
        let report = Report {
            request_id: job.request_id.clone(),
            duration,
            init: self.init.take().filter(|_| job.cold),
            memory: self.version.configuration.memory,
            used: self.process.peak_memory(),
            status,
            trace: self.traced(job),
        };
        let lines = self.format().end(self.log.now(), &report);
        self.log.write(lines);
    }

    fn traced(&self, job: &Job) -> Option<String> {
        let active = self.version.configuration.tracing == "Active";
        let root = job
            .trace
            .split(';')
            .find_map(|part| part.strip_prefix("Root="));
        root.filter(|_| active).map(str::to_owned)
    }

    fn outcome(&mut self, result: Result<Bytes, Failure>, duration: Duration) -> Outcome {
        Outcome {
            result,
            duration,
            version: self.version.number.clone(),
            tail: self.log.take_tail(),
        }
    }

    /// Answers the event for which the environment was started.
    async fn report_failed_start(&mut self, assignment: Assignment, failure: Failure) {
        let took = self.launched.elapsed();
        let lines = self.process.drain().await;
        self.log.write(lines);
        let status = Status::Error(failure.kind.clone());
        let line = self.format().init_report(self.log.now(), took, &status);
        let start = self.format().start(
            self.log.now(),
            &assignment.job.request_id,
            &self.version.number,
        );
        self.log.write([line, start]);
        self.write_report(&assignment.job, status, took);
        let failure = failure::with_request_id(failure, &assignment.job.request_id);
        let outcome = self.outcome(Err(failure), took);
        let _ = assignment.reply.send(outcome);
    }
}

/// What comes next: what a process says before what happens to it, since one that says why it
/// cannot start may have ended before anybody listens.
async fn next(signals: &mut mpsc::Receiver<Signal>, process: &mut Process) -> Event {
    tokio::select! {
        biased;
        Some(signal) = signals.recv() => Event::Signal(signal),
        observed = process.observe() => Event::Process(observed),
    }
}

/// Answers a process that talks about an event which it does not have.
fn refuse(signal: Signal) {
    if let Signal::Response { taken, .. } | Signal::Error { taken, .. } = signal {
        let _ = taken.send(false);
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::services::lambda::run::{interpreter::Program, watchdog::Watchdog};

    #[tokio::test]
    async fn what_a_process_said_is_heard_before_its_end() {
        let program = Program {
            file: "/bin/sh".into(),
            arguments: vec!["-c", "exit 1"],
        };
        let watchdog = Arc::new(Watchdog::default());
        let process = Process::start(&program, Path::new("/"), Vec::new(), watchdog);
        let mut process = process.await.unwrap();
        while !matches!(process.observe().await, Observed::Exited(_)) {}
        let (sender, mut signals) = mpsc::channel(8);
        for _ in 0..8 {
            let failure = failure::timed_out("", 1);
            sender.try_send(Signal::InitError(failure)).unwrap();
        }
        for _ in 0..8 {
            let event = next(&mut signals, &mut process).await;
            assert!(matches!(event, Event::Signal(Signal::InitError(_))));
        }
        let event = next(&mut signals, &mut process).await;
        assert!(matches!(event, Event::Process(_)));
    }
}
