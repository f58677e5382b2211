//! No function outlives the server, not even one that was killed.
//!
//! A process cannot clean up after its own SIGKILL, so another one does: a shell that reads the
//! process groups of the functions from a pipe, and kills those that are left when the pipe
//! closes, which the kernel does for a dead process as for a living one. It costs one small
//! process, and none before the first function runs. (The kernel's own death signal would have to
//! be asked for between fork and exec, which is `unsafe`; and it follows a thread, not a process.)

use std::{
    io::{self, Write},
    os::unix::process::CommandExt,
    process::{Child, ChildStdin, Command, Stdio},
    sync::{Mutex, PoisonError},
};

const SCRIPT: &str = r#"
groups=
while read -r operation group; do
  case $operation in
    +) groups="$groups $group" ;;
    -) left=
       for one in $groups; do [ "$one" = "$group" ] || left="$left $one"; done
       groups=$left ;;
  esac
done
for one in $groups; do kill -s KILL -- "-$one"; done
"#;

/// The shell, started with the first function.
#[derive(Default)]
pub(super) struct Watchdog(Mutex<Option<(Child, ChildStdin)>>);

impl Watchdog {
    /// Puts a process group under watch.
    pub(super) fn watch(&self, group: u32) -> io::Result<()> {
        self.tell('+', group)
    }

    /// A process group has ended.
    pub(super) fn release(&self, group: u32) {
        // Without a watchdog there is nothing to take back.
        let _ = self.tell('-', group);
    }

    fn tell(&self, operation: char, group: u32) -> io::Result<()> {
        let mut shell = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shell.is_none() {
            *shell = Some(start()?);
        }
        match shell.as_mut() {
            Some((_, stdin)) => writeln!(stdin, "{operation} {group}"),
            None => Ok(()),
        }
    }
}

impl Drop for Watchdog {
    /// Closes the pipe and waits for the shell, so that it leaves no zombie.
    fn drop(&mut self) {
        let shell = self.0.get_mut().unwrap_or_else(PoisonError::into_inner);
        if let Some((mut child, stdin)) = shell.take() {
            drop(stdin);
            let _ = child.wait();
        }
    }
}

/// In a process group of its own, so that Ctrl-C in a terminal does not reach it.
fn start() -> io::Result<(Child, ChildStdin)> {
    let mut child = Command::new("/bin/sh")
        .args(["-c", SCRIPT])
        .env_clear()
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .process_group(0)
        .spawn()?;
    let stdin = child.stdin.take().ok_or(io::ErrorKind::BrokenPipe)?;
    Ok((child, stdin))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Child {
        Command::new("/bin/sleep")
            .arg("600")
            .process_group(0)
            .spawn()
            .unwrap()
    }

    #[test]
    fn what_is_under_watch_dies_with_the_pipe_and_what_was_released_does_not() {
        let (mut watched, mut released) = (sleeper(), sleeper());
        let watchdog = Watchdog::default();
        watchdog.watch(watched.id()).unwrap();
        watchdog.watch(released.id()).unwrap();
        watchdog.release(released.id());
        drop(watchdog);
        assert!(!watched.wait().unwrap().success());
        assert!(released.try_wait().unwrap().is_none());
        released.kill().unwrap();
        released.wait().unwrap();
    }
}
