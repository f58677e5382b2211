//! The handle of an execution environment.

use std::{io, sync::Arc};

use tokio::{
    sync::{mpsc, oneshot},
    time::Instant,
};

use super::{
    actor::{Actor, Assignment},
    interpreter::program,
    layers,
    log::Log,
    process::Process,
    runner::{Job, Outcome},
    variables::variables,
    watchdog::Watchdog,
};
use crate::{
    core::Core,
    services::{
        lambda::{code, runtime_api, state::Resolved},
        logs::Logs,
    },
};

/// A process that runs one event after the other. It is killed when this is dropped.
pub(super) struct Environment {
    assignments: mpsc::Sender<Assignment>,
}

impl Environment {
    /// Starts a process for a version.
    ///
    /// # Errors
    /// When the process or its Runtime API cannot be started.
    pub(super) async fn launch(
        core: &Arc<Core>,
        logs: &Arc<Logs>,
        watchdog: &Arc<Watchdog>,
        resolved: &Resolved,
    ) -> io::Result<Self> {
        let launched = Instant::now();
        let (sender, signals) = mpsc::channel(8);
        let listener = runtime_api::listen(sender).await?;
        let group = log_group(resolved);
        let log = Log::new(core, logs, group, &resolved.version.number);
        let directory = code::directory(core, &resolved.version.code);
        let layers = layers::directory(core, &resolved.version.configuration.layers).await?;
        let layers = layers.as_deref();
        let given = variables(core, resolved, listener.address, &log, &directory, layers);
        let runtime = &resolved.version.configuration.runtime;
        let program = program(runtime, &directory, layers).map_err(io::Error::other)?;
        let process = Process::start(&program, &directory, given, Arc::clone(watchdog)).await?;
        let (assignments, inbox) = mpsc::channel(1);
        let actor = Actor {
            process,
            signals,
            _listener: listener,
            assignments: inbox,
            waiting: None,
            log,
            clock: core.clock,
            version: Arc::clone(&resolved.version),
            launched,
            init: None,
            exit: None,
        };
        core.spawn(actor.run());
        Ok(Self { assignments })
    }

    /// Runs one event. `None` when the process had ended before it took the event.
    pub(super) async fn invoke(&self, job: Job) -> Option<Outcome> {
        let (reply, outcome) = oneshot::channel();
        self.assignments
            .send(Assignment { job, reply })
            .await
            .ok()?;
        outcome.await.ok()
    }

    /// Whether it can run another event.
    pub(super) fn is_alive(&self) -> bool {
        !self.assignments.is_closed()
    }
}

/// Where the version's log goes.
pub(super) fn log_group(resolved: &Resolved) -> String {
    let logging = &resolved.version.configuration.logging;
    let own = || format!("/aws/lambda/{}", resolved.name);
    logging.log_group.clone().unwrap_or_else(own)
}
