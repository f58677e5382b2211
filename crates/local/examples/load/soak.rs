//! Mixed work at a steady rate for a long time: does memory stay flat, does the state grow?

use std::{
    path::Path,
    thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};

use crate::{
    client::{Connection, Outcome},
    loads::{self, BATCH, Load},
    process,
};

/// One kind of work, once.
type Work = fn(&mut Connection, &str) -> Outcome<()>;

/// What is done, and how often: 500 events by the second to a queue and a function, a consumer
/// that keeps up, 200 lines of logs and 10 metrics.
const WORK: [(Work, Duration); 4] = [
    (put_events, Duration::from_millis(20)),
    (consume, Duration::ZERO),
    (put_logs, Duration::from_millis(50)),
    (put_metrics, Duration::from_millis(100)),
];

/// Works for so many minutes; a line for each.
#[expect(
    clippy::print_stdout,
    reason = "a program of its own, not part of the command line"
)]
pub(crate) fn run(
    address: &str,
    pid: u32,
    minutes: u64,
    bootstrap: &str,
    state: &Path,
) -> Outcome<()> {
    let mut control = Connection::open(address)?;
    let url = set_up(&mut control, bootstrap)?;
    let until = Instant::now() + Duration::from_secs(60 * minutes);
    let worker = |(work, pause): (Work, Duration)| {
        let (address, url) = (address.to_owned(), url.clone());
        thread::spawn(move || work_until(&address, &url, work, pause, until))
    };
    let workers: Vec<_> = WORK.into_iter().map(worker).collect();
    println!("minute\tMB resident\tMB of state\tCPU s");
    for minute in 0..=minutes {
        println!(
            "{minute}\t{:.1}\t{:.1}\t{:.1}",
            process::resident(pid)?,
            process::size_of(state)? as f64 / 1e6,
            process::cpu_seconds(pid)?,
        );
        let left = until.saturating_duration_since(Instant::now());
        thread::sleep(left.min(Duration::from_secs(60)));
    }
    for worker in workers {
        worker.join().map_err(|_| "a client panicked")??;
    }
    Ok(())
}

fn set_up(to: &mut Connection, bootstrap: &str) -> Outcome<String> {
    Load::Lambda.set_up(to, Some(bootstrap))?;
    let url = Load::named("events")
        .ok_or("no such load")?
        .set_up(to, None)?;
    loads::add_function_target(to)?;
    let logs = |to: &mut Connection, operation, input: Value| to.logs(operation, input).map(drop);
    logs(to, "CreateLogGroup", json!({"logGroupName": "soak"}))?;
    let retention = json!({"logGroupName": "soak", "retentionInDays": 1});
    logs(to, "PutRetentionPolicy", retention)?;
    let stream = json!({"logGroupName": "soak", "logStreamName": "s"});
    logs(to, "CreateLogStream", stream)?;
    Ok(url)
}

fn work_until(
    address: &str,
    url: &str,
    work: Work,
    pause: Duration,
    until: Instant,
) -> Outcome<()> {
    let mut to = Connection::open(address)?;
    let mut next = Instant::now();
    while Instant::now() < until {
        work(&mut to, url)?;
        next += pause;
        thread::sleep(next.saturating_duration_since(Instant::now()));
    }
    Ok(())
}

fn put_events(to: &mut Connection, _: &str) -> Outcome<()> {
    to.events("PutEvents", &loads::events(&mut fastrand::Rng::new()))
        .map(drop)
}

fn consume(to: &mut Connection, url: &str) -> Outcome<()> {
    loads::receive_and_delete(to, url, 1).map(drop)
}

fn put_logs(to: &mut Connection, _: &str) -> Outcome<()> {
    let line = json!({"timestamp": process::now_millis(), "message": "a line of a log, as long as most are"});
    let lines = vec![line; BATCH];
    let input = json!({"logGroupName": "soak", "logStreamName": "s", "logEvents": lines});
    to.logs("PutLogEvents", input).map(drop)
}

fn put_metrics(to: &mut Connection, _: &str) -> Outcome<()> {
    let data = json!([{"MetricName": "m", "Value": 1.0, "Unit": "Count"}]);
    to.metrics(
        "PutMetricData",
        json!({"Namespace": "soak", "MetricData": data}),
    )
    .map(drop)
}
