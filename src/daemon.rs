//! The local environment as a process: started, found, stopped.
//!
//! Its state is in `.coagent/local/` beside the project:
//!
//! - `lock` is held by the process as long as it lives; the system lets it go with the process,
//!   so it is never stale, also after `kill -9`;
//! - `starting` is held by who is starting it, so that two starts do not race;
//! - `daemon.json` says where it listens; it is true only when the health check says the same;
//! - `clock` says what a clock faster than the machine's has shown;
//! - `log` has what it printed; `state/` has what it keeps, with the Region that it is in, which
//!   `archive` saves and restores.

pub(crate) mod archive;
mod clock;
mod health;
mod process;
mod record;
mod region;
pub(crate) mod serve;

use std::path::{Path, PathBuf};

pub(crate) use self::{
    health::{Health, Load, ask_operation as ask},
    process::{Launch, Started, ensure, reset, start, stop},
    record::Record,
};
use crate::error::{Error, Result};

/// The port that is listened on unless told otherwise: the one local AWS tools agree on.
pub(crate) const PORT: u16 = 4566;

/// The place of a local environment, running or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Daemon {
    /// `.coagent/local` beside the project.
    pub(crate) dir: PathBuf,
}

/// What the process is found to be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Observed {
    /// Nothing runs, nothing is left.
    Absent,
    /// Nothing runs, but a process that ended without being stopped has left its record.
    Stale(Record),
    /// It answers.
    Running(Record, Box<Health>),
}

impl Daemon {
    /// The local environment of the project in `root`.
    pub(crate) fn beside(root: &Path) -> Self {
        Self {
            dir: root.join(".coagent").join("local"),
        }
    }

    /// What is there. The process id alone proves nothing: another process may have it by now.
    pub(crate) async fn observe(&self) -> Result<Observed> {
        let Some(record) = self.record()? else {
            return Ok(Observed::Absent);
        };
        Ok(match health::ask(&record.endpoint).await {
            Some(health) if health.pid == record.pid => Observed::Running(record, Box::new(health)),
            _ => Observed::Stale(record),
        })
    }

    /// Where it listens and what it says, for a command that only reads.
    pub(crate) async fn running(&self) -> Result<(Record, Health)> {
        match self.observe().await? {
            Observed::Running(record, health) => Ok((record, *health)),
            Observed::Absent => {
                Err(Error::failed("The local environment is not running")
                    .hint("coagent local start"))
            }
            Observed::Stale(record) => Err(Error::failed(format!(
                "The local environment is not running: process {} ended without being stopped",
                record.pid
            ))
            .hint("coagent local start (what was acknowledged is kept)")),
        }
    }

    /// Where it keeps what it keeps.
    pub(crate) fn state_dir(&self) -> PathBuf {
        self.dir.join("state")
    }

    /// What it printed.
    pub(crate) fn log_file(&self) -> PathBuf {
        self.dir.join("log")
    }
}
