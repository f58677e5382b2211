//! A place for one test: its own directory, the real binary, nothing of the outside world.
#![allow(unreachable_pub, reason = "shared by the test files")]

pub mod application;
pub mod local;
pub mod sdk;

use std::{
    fmt, fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Output, Stdio},
};

use tempfile::TempDir;

/// The directory and the variables of one test. What it started ends with it.
pub struct World {
    dir: TempDir,
    vars: Vec<(String, String)>,
}

/// What a command came to, as it is compared with a snapshot.
pub struct Ran {
    pub stdout: String,
    pub stderr: String,
    pub code: i32,
}

impl World {
    /// An empty directory.
    pub fn new() -> Self {
        let vars = [
            ("COAGENT_WIDTH", "100"),
            // A free port for each: tests run side by side.
            ("COAGENT_LOCAL_PORT", "0"),
            ("PATH", "/usr/local/bin:/usr/bin:/bin"),
            // No credentials to be found, and nobody asked for them.
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ];
        let dir = tempfile::tempdir().expect("a directory for the test");
        let mut world = Self {
            vars: vars.map(|(name, value)| (name.into(), value.into())).into(),
            dir,
        };
        let home = world.dir().join("home").display().to_string();
        world.set("HOME", &home);
        world
    }

    /// Sets a variable for the commands that follow.
    pub fn set(&mut self, name: &str, value: &str) {
        self.vars.retain(|(known, _)| known != name);
        self.vars.push((name.into(), value.into()));
    }

    /// The directory.
    pub fn dir(&self) -> &Path {
        self.dir.path()
    }

    /// Writes a file into the directory.
    pub fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.dir().join(name);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent).expect("a directory for the file");
        }
        fs::write(&path, text).expect("a file of the test");
        path
    }

    /// A command that is not yet run.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coagent"));
        command
            .args(args)
            .current_dir(self.dir())
            .env_clear()
            .stdin(Stdio::null());
        command.envs(self.vars.iter().map(|(name, value)| (name, value)));
        command
    }

    /// Runs coagent with arguments as they are typed.
    pub fn run(&self, line: &str) -> Ran {
        let args: Vec<&str> = line.split_whitespace().collect();
        self.run_args(&args)
    }

    /// Runs coagent with these arguments.
    pub fn run_args(&self, args: &[&str]) -> Ran {
        let output = self.command(args).output().expect("coagent runs");
        self.ran(&output)
    }

    /// Runs coagent with this on stdin.
    pub fn pipe(&self, line: &str, input: &str) -> Ran {
        let args: Vec<&str> = line.split_whitespace().collect();
        let mut command = self.command(&args);
        command.stdin(Stdio::piped());
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("coagent runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        std::thread::scope(|scope| {
            scope.spawn(move || {
                // A command that has seen enough reads no further.
                let _ = stdin.write_all(input.as_bytes());
            });
            self.ran(&child.wait_with_output().expect("coagent ends"))
        })
    }

    /// Runs coagent; it must end well.
    pub fn ok(&self, line: &str) -> Ran {
        let ran = self.run(line);
        assert_eq!(ran.code, 0, "coagent {line}\n{ran}");
        ran
    }

    /// The JSON that a command answers.
    pub fn json(&self, line: &str) -> serde_json::Value {
        let ran = self.ok(&format!("{line} --output json"));
        serde_json::from_str(&ran.stdout).unwrap_or_else(|cause| panic!("{cause}\n{ran}"))
    }

    fn ran(&self, output: &Output) -> Ran {
        Ran {
            stdout: self.clean(&String::from_utf8_lossy(&output.stdout)),
            stderr: self.clean(&String::from_utf8_lossy(&output.stderr)),
            code: output.status.code().unwrap_or(-1),
        }
    }

    /// Without the name of the directory.
    fn clean(&self, text: &str) -> String {
        text.replace(&self.dir().display().to_string(), "[DIR]")
    }

    /// What the local environment says of itself, when there is a record of one.
    fn record(&self) -> Option<serde_json::Value> {
        let record = fs::read(self.dir().join(".coagent/local/daemon.json")).ok()?;
        serde_json::from_slice(&record).ok()
    }

    /// The process of the local environment, when there is a record of one.
    pub fn daemon(&self) -> Option<u32> {
        u32::try_from(self.record()?["pid"].as_u64()?).ok()
    }

    /// Kills the local environment as a crash does.
    pub fn kill_daemon(&self) -> u32 {
        let pid = self.daemon().expect("the local environment has a record");
        kill(pid);
        pid
    }
}

/// Sends a signal to a process: `-INT`, `-9`.
pub fn signal(name: &str, pid: u32) {
    let sent = Command::new("kill").args([name, &pid.to_string()]).status();
    sent.expect("`kill` is there");
}

/// Ends a process at once and waits until it is gone.
fn kill(pid: u32) {
    signal("-9", pid);
    let alive = || {
        // A process whose parent has gone is reaped by init, or stays a zombie that does nothing.
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        !stat.is_empty() && !stat.contains(") Z ")
    };
    while alive() {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if let Some(pid) = self.daemon() {
            kill(pid);
        }
    }
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            stdout,
            stderr,
            code,
        } = self;
        write!(
            f,
            "exit code {code}\n--- stdout\n{stdout}--- stderr\n{stderr}"
        )
    }
}

/// Compares what a command came to with its snapshot, without ports, processes and times.
#[macro_export]
macro_rules! assert_ran {
    ($ran:expr) => {
        insta::with_settings!({
            omit_expression => true,
            filters => vec![
                (r"127\.0\.0\.1:\d+", "127.0.0.1:[PORT]"),
                (r"[Pp]rocess(\s+)\d+", "process${1}[PID]"),
                (r"-[A-Z0-9]{12}\b", "-[ID]"),
                (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", "[TIME]"),
                (r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "[UUID]"),
            ],
        }, { insta::assert_snapshot!($ran.to_string()) });
    };
}
