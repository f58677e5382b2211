//! The process of an execution environment.

use std::{
    io,
    path::Path,
    process::{ExitStatus, Stdio},
    sync::Arc,
    time::Duration,
};

use rustix::process::{Pid, Signal, kill_process_group};
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use super::{interpreter::Program, memory, output::Lines, watchdog::Watchdog};

/// A running function, with everything that it has started.
pub(super) struct Process {
    child: Child,
    group: Group,
    /// MB, as it was seen last.
    memory: Option<u64>,
    pub(super) stdout: Lines<ChildStdout>,
    pub(super) stderr: Lines<ChildStderr>,
}

impl Process {
    /// Starts a program in `directory` with exactly these environment variables.
    ///
    /// # Errors
    /// When there is no such file, it cannot be run, or the watchdog cannot be started.
    pub(super) async fn start(
        program: &Program,
        directory: &Path,
        variables: Vec<(String, String)>,
        watchdog: Arc<Watchdog>,
    ) -> io::Result<Self> {
        let mut command = Command::new(&program.file);
        command
            .args(&program.arguments)
            .current_dir(directory)
            .env_clear()
            .envs(variables)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .kill_on_drop(true);
        let mut child = spawn(&mut command).await?;
        let id = child.id().ok_or(io::ErrorKind::NotFound)?;
        let group = Group { id, watchdog };
        group.watchdog.watch(id)?;
        let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
        let (Some(stdout), Some(stderr)) = (stdout, stderr) else {
            return Err(io::ErrorKind::BrokenPipe.into());
        };
        Ok(Self {
            child,
            group,
            memory: None,
            stdout: Lines::new(stdout),
            stderr: Lines::new(stderr),
        })
    }

    /// Waits for output of either stream, or for the end. Safe to cancel.
    pub(super) async fn observe(&mut self) -> Observed {
        tokio::select! {
            lines = self.stdout.read(), if self.stdout.is_open() => Observed::Output(lines),
            lines = self.stderr.read(), if self.stderr.is_open() => Observed::Output(lines),
            status = self.child.wait() => Observed::Exited(status.unwrap_or_default()),
        }
    }

    /// Everything written up to now.
    pub(super) async fn drain(&mut self) -> Vec<String> {
        let mut lines = self.stdout.drain().await;
        lines.extend(self.stderr.drain().await);
        lines
    }

    /// The most memory used, in MB; of a process that has ended, by when it was last asked for.
    pub(super) fn peak_memory(&mut self) -> Option<u64> {
        self.memory = memory::peak(self.group.id).or(self.memory);
        self.memory
    }

    /// Kills the process and everything that it has started.
    pub(super) fn kill(&self) {
        self.group.kill();
    }
}

/// What a process did.
pub(super) enum Observed {
    Output(Vec<String>),
    Exited(ExitStatus),
}

/// A process group; it is killed when this is dropped.
struct Group {
    id: u32,
    watchdog: Arc<Watchdog>,
}

impl Group {
    fn kill(&self) {
        let pid = i32::try_from(self.id).ok().and_then(Pid::from_raw);
        if let Some(pid) = pid {
            // Nothing is left to kill when the group has ended by itself.
            let _ = kill_process_group(pid, Signal::KILL);
        }
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        self.kill();
        self.watchdog.release(self.id);
    }
}

/// A file that was just written is "busy" for as long as a process that was forked meanwhile has
/// not yet called exec and so still holds it open: that passes by itself.
async fn spawn(command: &mut Command) -> io::Result<Child> {
    for _ in 0..50 {
        match command.spawn() {
            Err(e) if e.kind() == io::ErrorKind::ExecutableFileBusy => {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            other => return other,
        }
    }
    command.spawn()
}
