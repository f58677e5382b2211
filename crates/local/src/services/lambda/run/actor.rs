//! What happens in one execution environment, one thing after the other.

use std::{process::ExitStatus, sync::Arc, time::Duration};

use bytes::Bytes;
use tokio::{
    sync::{mpsc, oneshot},
    time::{Instant, timeout},
};

use super::{
    application::Wanted,
    exchange::Ending,
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
/// How often the memory of a process at work is looked at: once it has ended nobody can tell.
const LOOK: Duration = Duration::from_millis(50);

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
    /// How the process ended, until the log says so.
    pub(super) exit: Option<ExitStatus>,
}

/// What the environment hears of.
pub(super) enum Event {
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

    /// How long an event may take.
    pub(super) fn limit(&self) -> Duration {
        Duration::from_secs(self.version.configuration.timeout.into())
    }

    fn format(&self) -> Format {
        Format::of(&self.version.configuration.logging)
    }

    /// Writes what the function printed, as far as it is wanted.
    pub(super) fn print(&mut self, lines: Vec<String>) {
        let wanted = Wanted::of(&self.version.configuration.logging);
        let lines = lines.into_iter().filter(|line| wanted.has(line));
        self.log.write(lines);
    }

    async fn print_rest(&mut self) {
        let lines = self.process.drain().await;
        self.print(lines);
    }

    pub(super) async fn event(&mut self) -> Event {
        loop {
            let next = next(&mut self.signals, &mut self.process);
            if let Ok(event) = timeout(LOOK, next).await {
                return event;
            }
            self.process.peak_memory();
        }
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
                Event::Process(Observed::Output(lines)) => self.print(lines),
                Event::Process(Observed::Exited(status)) => {
                    self.exit = Some(status);
                    return Err(failure::exited("", status));
                }
            }
        }
    }

    pub(super) fn asks(&mut self, sender: oneshot::Sender<Delivery>) {
        if self.waiting.is_none() && self.init.is_none() {
            self.init = Some(self.launched.elapsed());
            self.process.peak_memory();
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
                    Observed::Output(lines) => self.print(lines),
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
        self.log.write(line);
        let begun = Instant::now();
        let mut ending = self.exchange(&job, begun).await;
        if let Ending::Failed(failure) = ending {
            ending = self.aftermath(failure, begun + self.limit()).await;
        }
        let duration = begun.elapsed();
        self.print_rest().await;
        let usable = matches!(ending, Ending::Answered(_) | Ending::Failed(_));
        let outcome = self.conclude(&job, ending, duration);
        let _ = reply.send(outcome);
        self.log.flush();
        usable
    }

    fn conclude(&mut self, job: &Job, ending: Ending, duration: Duration) -> Outcome {
        let (seconds, limit) = (self.version.configuration.timeout, self.limit());
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
        let exit = self.exit.take();
        self.log
            .write(exit.map(|status| failure::exit_line(&job.request_id, status)));
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
        self.print_rest().await;
        let status = Status::Error(failure.kind.clone());
        let line = self.format().init_report(self.log.now(), took, &status);
        let start = self.format().start(
            self.log.now(),
            &assignment.job.request_id,
            &self.version.number,
        );
        self.log.write(line.into_iter().chain(start));
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
pub(super) fn refuse(signal: Signal) {
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
