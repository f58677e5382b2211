//! How fast a local AWS is, asked from a process of its own. `scripts/bench-local` runs all of it.
//!
//! `load run HOST:PORT PID LOAD [SECONDS] [CONNECTIONS] [BOOTSTRAP]` puts a load on a server that
//! runs; `load start HOST:PORT PROGRAM ARGUMENTS…` starts one and waits for its first answer.
//! `load fill HOST:PORT COUNT` fills a dead-letter queue, and `load redrive HOST:PORT PID` empties
//! it by bare calls: `scripts/bench-dlq` compares. `load soak HOST:PORT PID MINUTES BOOTSTRAP STATE`
//! works for long and looks at memory: `scripts/soak-local` runs it.

mod client;
mod dead_letters;
mod loads;
mod orders;
mod process;
mod soak;

use std::{
    env,
    process::{Child, Command, Stdio},
    thread,
    time::{Duration, Instant},
};

use client::{Connection, Outcome};
use loads::Load;

const USAGE: &str = "load run HOST:PORT PID events|matching|queue|backlog|lambda [SECONDS] [CONNECTIONS] [BOOTSTRAP]\nload fill HOST:PORT COUNT\nload redrive HOST:PORT PID [CONNECTIONS]\nload soak HOST:PORT PID MINUTES BOOTSTRAP STATE\nload start HOST:PORT PROGRAM ARGUMENTS…";

fn main() -> Outcome<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["run", address, pid, load, more @ ..] => {
            let load = Load::named(load).ok_or(USAGE)?;
            let number = |at: usize, default| {
                more.get(at)
                    .and_then(|text| text.parse().ok())
                    .unwrap_or(default)
            };
            let (seconds, connections) = (number(0, 10), number(1, 8));
            measure(
                address,
                pid.parse()?,
                load,
                seconds,
                connections,
                more.get(2).copied(),
            )
        }
        ["fill", address, count] => dead_letters::fill(address, count.parse()?),
        ["redrive", address, pid, more @ ..] => {
            let connections = more.first().and_then(|text| text.parse().ok());
            dead_letters::redrive(address, pid.parse()?, connections.unwrap_or(32))
        }
        ["soak", address, pid, minutes, bootstrap, state] => soak::run(
            address,
            pid.parse()?,
            minutes.parse()?,
            bootstrap,
            state.as_ref(),
        ),
        ["start", address, program, rest @ ..] => start(address, program, rest),
        _ => Err(USAGE.into()),
    }
}

#[expect(
    clippy::print_stdout,
    reason = "a program of its own, not part of the command line"
)]
fn measure(
    address: &str,
    pid: u32,
    load: Load,
    seconds: u64,
    connections: u64,
    bootstrap: Option<&str>,
) -> Outcome<()> {
    let mut control = Connection::open(address)?;
    let url = load.set_up(&mut control, bootstrap)?;
    let (began, cpu) = (Instant::now(), process::cpu_seconds(pid)?);
    let until = began + Duration::from_secs(seconds);
    let client = |_| {
        let (address, url) = (address.to_owned(), url.clone());
        thread::spawn(move || load.run(&mut Connection::open(&address)?, &url, until))
    };
    let clients: Vec<_> = (0..connections).map(client).collect();
    let mut done = 0;
    for client in clients {
        done += client.join().map_err(|_| "a client panicked")??;
    }
    let busy = began.elapsed().as_secs_f64();
    load.settle(&mut control, &url, done)?;
    let (total, unit) = (began.elapsed().as_secs_f64(), load.unit());
    println!(
        "{:.0} {unit}s/s\t{:.1} µs of server CPU each\tsettled {:.2} s after the last\t{:.1} MB resident",
        done as f64 / busy,
        (process::cpu_seconds(pid)? - cpu) / done as f64 * 1e6,
        total - busy,
        process::resident(pid)?,
    );
    Ok(())
}

#[expect(
    clippy::print_stdout,
    reason = "a program of its own, not part of the command line"
)]
fn start(address: &str, program: &str, arguments: &[&str]) -> Outcome<()> {
    let began = Instant::now();
    let mut server = Server(
        Command::new(program)
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()?,
    );
    let answered = loop {
        let asked = Connection::open(address)
            .map_err(Into::into)
            .and_then(|mut to| to.sqs("ListQueues", b"{}"));
        if asked.is_ok() {
            break began.elapsed();
        }
        if let Some(status) = server.0.try_wait()? {
            return Err(format!("{program} ended: {status}").into());
        }
        thread::sleep(Duration::from_millis(1));
    };
    thread::sleep(Duration::from_secs(2));
    println!(
        "first answer after {:.0} ms\t{:.1} MB resident",
        answered.as_secs_f64() * 1e3,
        process::resident(server.0.id())?
    );
    Ok(())
}

struct Server(Child);

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}
