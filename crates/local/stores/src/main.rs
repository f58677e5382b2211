//! Stores compared under the load of the local environment: groups of small puts and deletes, each
//! group durable before the next begins.
//!
//! `cargo run --release -- [SECONDS] [BACKLOG]` prints a line for each store: events by the second
//! with one fsync for each group, CPU time and bytes written for each event, then the time to open
//! and walk a backlog of messages after a clean end and after a kill. Linux only.

mod engine;
mod load;
mod process;

use std::{env, error::Error, path::Path, process::Command, time::Instant};

use engine::ENGINES;
use load::Load;

type Outcome<T> = Result<T, Box<dyn Error>>;

fn main() -> Outcome<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["steady", engine, directory, seconds] => {
            steady(engine, directory.as_ref(), seconds.parse()?)
        }
        ["fill", engine, directory, count] => {
            fill(engine, directory.as_ref(), count.parse()?, true)
        }
        ["kill", engine, directory, count] => {
            fill(engine, directory.as_ref(), count.parse()?, false)
        }
        ["open", engine, directory] => open(engine, directory.as_ref()),
        rest => all(
            rest.first().unwrap_or(&"10"),
            rest.get(1).unwrap_or(&"1000000"),
        ),
    }
}

/// Every engine in processes of its own, so that memory and CPU time are its own too.
fn all(seconds: &str, backlog: &str) -> Outcome<()> {
    for (engine, _) in ENGINES {
        let directory = tempfile::tempdir()?;
        let run = |arguments: &[&str]| -> Outcome<()> {
            let directory = directory.path().join(arguments[0]);
            let (first, more) = (arguments[0], &arguments[1..]);
            Command::new(env::current_exe()?)
                .args([first, engine])
                .arg(directory)
                .args(more)
                .status()?;
            Ok(())
        };
        let reopen = |after: &str| -> Outcome<()> {
            let directory = directory.path().join(after);
            Command::new(env::current_exe()?)
                .args(["open", engine])
                .arg(directory)
                .status()?;
            Ok(())
        };
        run(&["steady", seconds])?;
        run(&["fill", backlog])?;
        reopen("fill")?;
        run(&["kill", backlog])?;
        reopen("kill")?;
    }
    Ok(())
}

fn steady(name: &str, directory: &Path, seconds: u64) -> Outcome<()> {
    let mut engine = engine::open(name, directory)?;
    let mut load = Load::default();
    let (began, cpu, written) = (Instant::now(), process::cpu_seconds()?, process::written()?);
    let mut groups = 0_u64;
    while began.elapsed().as_secs() < seconds {
        engine.commit(load.group())?;
        groups += 1;
    }
    let (elapsed, events) = (began.elapsed().as_secs_f64(), load.events() as f64);
    println!(
        "{name}\tsteady\t{:.0} events/s\t{:.1} µs CPU each\t{:.1} KB written each\t{:.2} ms a group\t{:.0} MB on disk\t{:.0} MB peak resident",
        events / elapsed,
        (process::cpu_seconds()? - cpu) / events * 1e6,
        (process::written()? - written) / events / 1e3,
        elapsed / groups as f64 * 1e3,
        process::size_of(directory)? / 1e6,
        process::peak_resident()?,
    );
    Ok(())
}

/// Writes messages that stay; ends well, or as a kill would.
fn fill(name: &str, directory: &Path, count: u64, ends_well: bool) -> Outcome<()> {
    let mut engine = engine::open(name, directory)?;
    for from in (0..count).step_by(1000) {
        engine.commit(load::messages(from..from + 1000))?;
    }
    if !ends_well {
        std::process::abort();
    }
    Ok(())
}

fn open(name: &str, directory: &Path) -> Outcome<()> {
    let began = Instant::now();
    let mut engine = engine::open(name, directory)?;
    let opened = began.elapsed();
    let (mut records, mut bytes) = (0_u64, 0);
    engine.walk(load::MESSAGES, &mut |_, value| {
        records += 1;
        bytes += value.len();
    })?;
    println!(
        "{name}\topened in {:.0} ms, {records} messages ({} MB) walked in {:.0} ms, {}\t{:.0} MB on disk\t{:.0} MB peak resident",
        opened.as_secs_f64() * 1e3,
        bytes / 1_000_000,
        (began.elapsed() - opened).as_secs_f64() * 1e3,
        if directory.ends_with("kill") {
            "after a kill"
        } else {
            "after a clean end"
        },
        process::size_of(directory)? / 1e6,
        process::peak_resident()?,
    );
    Ok(())
}
