//! Starting and stopping.

use std::{
    fs::{self, File, OpenOptions},
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr, TcpListener},
    os::unix::process::CommandExt,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use super::{Daemon, Health, Observed, PORT, Record, health, region};
use crate::{
    context::Context,
    error::{Doing, Error, Result},
    project::Environment,
};

/// A store with a million messages is open by then.
const START_PATIENCE: Duration = Duration::from_secs(60);
const STOP_PATIENCE: Duration = Duration::from_secs(15);
const POLL: Duration = Duration::from_millis(5);

/// How it is to be started.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Launch {
    /// The program to run.
    pub(crate) program: PathBuf,
    /// The project whose environment it is.
    pub(crate) root: PathBuf,
    /// The port; 0 takes a free one.
    pub(crate) port: u16,
    /// How many times faster than real time its clock runs.
    pub(crate) speed: f64,
    /// The address to listen on.
    pub(crate) listen: IpAddr,
    /// Names of this machine that clients may ask for.
    pub(crate) hosts: Vec<String>,
    /// The Region that it is in.
    pub(crate) region: String,
}

impl Launch {
    /// As the project says.
    pub(crate) fn of(ctx: &Context, environment: &Environment) -> Result<Self> {
        Ok(Self {
            program: ctx.program()?,
            root: ctx.project()?.root.clone(),
            port: ctx.local_port()?.or(environment.port).unwrap_or(PORT),
            speed: 1.0,
            listen: Ipv4Addr::LOCALHOST.into(),
            hosts: Vec::new(),
            region: region::of(&ctx.daemon()?, environment, ctx.region_of_shell()),
        })
    }
}

/// What a start came to.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Started {
    /// Where it is.
    pub(crate) record: Record,
    /// What it says.
    pub(crate) health: Health,
    /// Whether it was running before.
    pub(crate) already: bool,
    /// The process that had ended without being stopped.
    pub(crate) left_behind: Option<u32>,
}

/// The running environment, started when it is not, for a command that writes.
pub(crate) async fn ensure(
    daemon: &Daemon,
    environment: &Environment,
    ctx: &Context,
) -> Result<(Record, Health)> {
    if let Observed::Running(record, health) = daemon.observe().await? {
        return Ok((record, *health));
    }
    ctx.ui.status("Starting the local environment");
    let started = start(daemon, &Launch::of(ctx, environment)?).await?;
    started.record.say_what_is_left_out(&ctx.ui);
    ctx.ui
        .detail(format!("It listens on {}", started.record.endpoint));
    Ok((started.record, started.health))
}

/// Starts it and waits until it answers; one that runs is left alone.
pub(crate) async fn start(daemon: &Daemon, launch: &Launch) -> Result<Started> {
    daemon.make_dir()?;
    let _turn = daemon.turn().await?;
    let left_behind = match daemon.observe().await? {
        Observed::Running(record, health) => {
            return Ok(Started {
                record,
                health: *health,
                already: true,
                left_behind: None,
            });
        }
        Observed::Stale(record) => Some(record.pid),
        Observed::Absent => None,
    };
    // Without an answer, but the lock is held: it runs, and hangs or is still ending.
    if daemon.try_lock()?.is_none() {
        return Err(unresponsive(daemon, left_behind));
    }
    daemon.remove_record();
    check_port(launch.listen, launch.port)?;
    let mut child = spawn(daemon, launch)?;
    let (record, health) = wait_for(daemon, &mut child).await?;
    Ok(Started {
        record,
        health,
        already: false,
        left_behind,
    })
}

fn unresponsive(daemon: &Daemon, pid: Option<u32>) -> Error {
    let error = Error::failed("The local environment runs, but does not answer");
    match pid {
        Some(pid) => error.hint(format!(
            "end it with `kill {pid}`; what was acknowledged is kept"
        )),
        None => error.hint(format!("{} may say why", daemon.log_file().display())),
    }
}

/// Finds out that the port is taken here, where it can be said; the process asks again.
fn check_port(listen: IpAddr, port: u16) -> Result<()> {
    match TcpListener::bind((listen, port)) {
        Err(cause) if cause.kind() == ErrorKind::AddrInUse => Err(port_in_use(port).because(cause)),
        Err(cause) => {
            let wrong = format!("Cannot listen on {listen}");
            Err(Error::failed(wrong).because(cause))
        }
        Ok(_) => Ok(()),
    }
}

/// The port is taken by something that is not ours.
pub(super) fn port_in_use(port: u16) -> Error {
    Error::failed(format!("Port {port} is in use by another program"))
        .hint("coagent local start --port 0 (takes a free one), or set COAGENT_LOCAL_PORT")
}

/// Starts the process, away from this terminal: Ctrl-C here does not reach it.
fn spawn(daemon: &Daemon, launch: &Launch) -> Result<Child> {
    let log = log(daemon)?;
    let doing = || format!("Failed to start {}", launch.program.display());
    Command::new(&launch.program)
        .args(["local", "serve", "--state"])
        .arg(&daemon.dir)
        .args([
            "--port",
            &launch.port.to_string(),
            "--clock-speed",
            &launch.speed.to_string(),
            "--listen",
            &launch.listen.to_string(),
            "--region",
            &launch.region,
        ])
        .args(launch.hosts.iter().flat_map(|host| ["--allow-host", host]))
        .current_dir(&launch.root)
        .stdin(Stdio::null())
        .stderr(log.try_clone().doing(doing)?)
        .stdout(log)
        .process_group(0)
        .spawn()
        .doing(doing)
}

fn log(daemon: &Daemon) -> Result<File> {
    let path = daemon.log_file();
    let file = OpenOptions::new().create(true).append(true).open(&path);
    file.doing(|| format!("Failed to open {}", path.display()))
}

async fn wait_for(daemon: &Daemon, child: &mut Child) -> Result<(Record, Health)> {
    let begin = Instant::now();
    while begin.elapsed() < START_PATIENCE {
        if let Some(status) = child
            .try_wait()
            .doing(|| "Failed to watch the local environment".into())?
        {
            return Err(ended(daemon, status.code()));
        }
        if let Observed::Running(record, health) = daemon.observe().await?
            && record.pid == child.id()
        {
            return Ok((record, *health));
        }
        tokio::time::sleep(POLL).await;
    }
    Err(unresponsive(daemon, Some(child.id())))
}

/// The process ended at once; its last words say why.
fn ended(daemon: &Daemon, code: Option<i32>) -> Error {
    let log = fs::read_to_string(daemon.log_file()).unwrap_or_default();
    let words = log
        .rfind("Error: ")
        .map(|at| log[at + "Error: ".len()..].trim_end().to_owned());
    let code = code.map_or("a signal".to_owned(), |code| format!("exit code {code}"));
    let error = Error::failed(format!(
        "The local environment ended with {code} while it started"
    ));
    match words {
        Some(words) => error.because(words),
        None => error.hint(format!("{} may say why", daemon.log_file().display())),
    }
}

/// Stops it; `None` when it was not running.
pub(crate) async fn stop(daemon: &Daemon) -> Result<Option<Record>> {
    if !daemon.dir.exists() {
        return Ok(None);
    }
    let _turn = daemon.turn().await?;
    let record = match daemon.observe().await? {
        Observed::Absent => return Ok(None),
        Observed::Stale(record) if daemon.try_lock()?.is_none() => {
            return Err(unresponsive(daemon, Some(record.pid)));
        }
        Observed::Stale(_) => {
            daemon.remove_record();
            return Ok(None);
        }
        Observed::Running(record, _) => record,
    };
    health::ask_to_stop(&record.endpoint).await;
    wait_for_end(daemon, &record).await?;
    Ok(Some(record))
}

/// It has ended when it has let its lock go: only then everything is on disk.
async fn wait_for_end(daemon: &Daemon, record: &Record) -> Result<()> {
    let begin = Instant::now();
    while begin.elapsed() < STOP_PATIENCE {
        if daemon.try_lock()?.is_some() {
            daemon.remove_record();
            return Ok(());
        }
        tokio::time::sleep(POLL).await;
    }
    Err(unresponsive(daemon, Some(record.pid)))
}

/// Stops it and removes all that it keeps.
pub(crate) async fn reset(daemon: &Daemon) -> Result<()> {
    stop(daemon).await?;
    match fs::remove_dir_all(&daemon.dir) {
        Err(cause) if cause.kind() != std::io::ErrorKind::NotFound => {
            Err(Error::failed(format!("Failed to remove {}", daemon.dir.display())).because(cause))
        }
        _ => Ok(()),
    }
}
