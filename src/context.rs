//! What a command works with: the project, its environment, AWS on demand, the clock.
//!
//! This is the only reader of environment variables and of the clock; everything else is told.

use std::{collections::BTreeMap, path::PathBuf, sync::OnceLock};

use jiff::{SignedDuration, Timestamp};
use tokio::sync::OnceCell;

use crate::{
    aws::{self, Aws},
    cli::Globals,
    daemon::{self, Daemon, Health},
    error::{Error, Result},
    project::{Environment, Project},
    ui::Ui,
};

/// The environment variables of this process, read once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vars(BTreeMap<String, String>);

impl Vars {
    /// Those of the process; what is not Unicode is as if not set.
    #[expect(clippy::disallowed_methods, reason = "this is where they are read")]
    pub(crate) fn of_process() -> Self {
        let unicode = |(name, value): (std::ffi::OsString, std::ffi::OsString)| {
            Some((name.into_string().ok()?, value.into_string().ok()?))
        };
        Self(std::env::vars_os().filter_map(unicode).collect())
    }

    /// The value of a variable; empty counts as not set, as the AWS tools have it.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        self.0
            .get(name)
            .map(String::as_str)
            .filter(|value| !value.is_empty())
    }
}

/// Whether a command changes anything: only then the local environment is started for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// Reads only.
    Read,
    /// Changes something.
    Write,
}

/// What a command works with.
pub(crate) struct Context {
    /// What was typed for every command.
    pub(crate) globals: Globals,
    /// The owner of stdout and stderr.
    pub(crate) ui: Ui,
    vars: Vars,
    project: OnceLock<Project>,
    aws: OnceCell<Aws>,
    /// How far the environment's clock is ahead of the machine's.
    ahead: OnceLock<SignedDuration>,
}

impl Context {
    /// A context in which nothing has been read or connected yet.
    pub(crate) fn new(globals: Globals, vars: Vars) -> Self {
        Self {
            ui: Ui::new(&globals, &vars),
            globals,
            vars,
            project: OnceLock::new(),
            aws: OnceCell::new(),
            ahead: OnceLock::new(),
        }
    }

    /// The project that `--project` names, or that is found upwards, or the default application.
    pub(crate) fn project(&self) -> Result<&Project> {
        if let Some(project) = self.project.get() {
            return Ok(project);
        }
        let project = Project::find(self.globals.project.as_deref(), &self.current_dir()?)?;
        Ok(self.project.get_or_init(|| project))
    }

    /// The environment that `--env` names.
    pub(crate) fn environment(&self) -> Result<&Environment> {
        self.project()?.environment(&self.globals.env)
    }

    /// AWS as the environment says; made at the first call. The local environment is started for
    /// a command that writes, and must be running for one that reads.
    pub(crate) async fn aws(&self, access: Access) -> Result<&Aws> {
        self.aws.get_or_try_init(|| self.connect(access)).await
    }

    async fn connect(&self, access: Access) -> Result<Aws> {
        let environment = self.environment()?;
        if !environment.is_local() || environment.endpoint.is_some() {
            return aws::connect(environment, &self.vars).await;
        }
        let daemon = self.daemon()?;
        let (running, health) = match access {
            Access::Read => daemon.running().await?,
            Access::Write => daemon::ensure(&daemon, environment, self).await?,
        };
        self.go_by(&health);
        Ok(aws::local(environment, &running.endpoint, &health.region))
    }

    /// From now on, the time is that of the local environment.
    fn go_by(&self, health: &Health) {
        if let Ok(time) = health.time.parse::<Timestamp>() {
            let _ = self.ahead.set(time.duration_since(self.now()));
        }
    }

    /// The local environment of this project, running or not.
    pub(crate) fn daemon(&self) -> Result<Daemon> {
        Ok(Daemon::beside(&self.project()?.root))
    }

    /// The Region that the shell names.
    pub(crate) fn region_of_shell(&self) -> Option<&str> {
        let region = self.vars.get("AWS_REGION");
        region.filter(|region| !region.is_empty())
    }

    /// The port for the local environment when the command line names none.
    pub(crate) fn local_port(&self) -> Result<Option<u16>> {
        let read = |text: &str| {
            text.parse().map_err(|_| {
                let text = format!("COAGENT_LOCAL_PORT is `{text}`, which is no port number");
                Error::usage(text).hint("COAGENT_LOCAL_PORT=4566, or 0 for a free one")
            })
        };
        self.vars.get("COAGENT_LOCAL_PORT").map(read).transpose()
    }

    /// The time it is; once the local environment is connected to, the time of its clock, which
    /// may be ahead of the machine's.
    #[expect(clippy::disallowed_methods, reason = "this is the clock")]
    pub(crate) fn now(&self) -> Timestamp {
        // Fixed in tests, so that what depends on the time can be compared to the letter.
        let fixed = self
            .vars
            .get("COAGENT_NOW")
            .and_then(|time| time.parse().ok());
        let ahead = self.ahead.get().copied().unwrap_or_default();
        fixed.unwrap_or_else(|| {
            Timestamp::now()
                .saturating_add(ahead)
                .unwrap_or(Timestamp::MAX)
        })
    }

    /// A seed for sample values: another one at each call of the program, and the same in tests.
    pub(crate) fn seed(&self) -> u64 {
        u64::try_from(self.now().as_nanosecond()).unwrap_or_default()
    }

    /// The editor of the user, as a shell takes it.
    pub(crate) fn editor(&self) -> &str {
        let chosen = self.vars.get("VISUAL").or(self.vars.get("EDITOR"));
        chosen.unwrap_or("vi")
    }

    /// The program that runs, by absolute path.
    pub(crate) fn program(&self) -> Result<PathBuf> {
        std::env::current_exe()
            .map_err(|cause| Error::failed("Failed to find the running program").because(cause))
    }

    /// The directory that the command was called in.
    pub(crate) fn current_dir(&self) -> Result<PathBuf> {
        std::env::current_dir()
            .map_err(|cause| Error::usage("The current directory is gone").because(cause))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_that_of_the_environment_connected_to() {
        let ctx = Context::new(Globals::default(), Vars::default());
        let ahead = "2999-01-01T00:00:00Z";
        ctx.go_by(&Health {
            pid: 1,
            version: "0".into(),
            time: ahead.into(),
            speed: 1.0,
            account: "000000000000".into(),
            region: "us-east-1".into(),
            failure: None,
            load: Default::default(),
        });
        assert!(ctx.now() >= ahead.parse().unwrap());
    }
}
