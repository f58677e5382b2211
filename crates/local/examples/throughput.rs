//! How many events a second go from `PutEvents` into a queue, in this process, on this disk:
//! `throughput DIRECTORY [SECONDS] [RULES] [MATCHING]`. Prints the rate and the CPU time that one
//! event takes, with its delivery and with everything on disk.

use std::{
    env,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering::Relaxed},
    },
    time::{Duration, Instant},
};

use coagent_local::{
    cloud::Cloud,
    core::{Config, Core},
    protocol::value::to_value,
    service::{Caller, Input},
    store::Store,
};
use serde_json::{Value, json};

const CLIENTS: usize = 8;
const BATCH: usize = 10;
const DETAIL: usize = 300;

#[tokio::main]
#[expect(
    clippy::print_stdout,
    reason = "a program of its own, not part of the command line"
)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let number = |at: usize, default: u64| {
        arguments
            .get(at)
            .and_then(|text| text.parse().ok())
            .unwrap_or(default)
    };
    let directory = arguments
        .first()
        .ok_or("throughput DIRECTORY [SECONDS] [RULES] [MATCHING]")?;
    let (seconds, rules, matching) = (number(1, 10), number(2, 1), number(3, 1));
    let store = Store::open(&std::path::Path::new(directory).join("throughput.redb"))?;
    let cloud = Cloud::open(Core::new(Config::new(directory), store))?;
    set_up(&cloud, rules, matching).await?;
    let put = Arc::new(AtomicU64::new(0));
    let (began, cpu) = (Instant::now(), cpu_seconds()?);
    let clients: Vec<_> = (0..CLIENTS)
        .map(|_| {
            tokio::spawn(client(
                Arc::clone(&cloud),
                Arc::clone(&put),
                began + Duration::from_secs(seconds),
            ))
        })
        .collect();
    for client in clients {
        client.await??;
    }
    let putting = began.elapsed().as_secs_f64();
    while cloud.events.open_deliveries() > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    let (total, events) = (began.elapsed().as_secs_f64(), put.load(Relaxed) as f64);
    println!(
        "{rules} rules, {matching} matching: {:.0} events/s, all delivered {:.3} s after the last, {:.1} µs of CPU an event",
        events / putting,
        total - putting,
        (cpu_seconds()? - cpu) / events * 1e6
    );
    Ok(())
}

async fn set_up(
    cloud: &Cloud,
    rules: u64,
    matching: u64,
) -> Result<(), Box<dyn std::error::Error>> {
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": "*"}]});
    let queue = json!({"QueueName": "q", "Attributes": {"Policy": policy.to_string()}});
    cloud.call("sqs", "CreateQueue", to_value(&queue)).await?;
    for rule in 0..rules {
        let source = if rule < matching {
            "shop".to_owned()
        } else {
            format!("other-{rule}")
        };
        let name = format!("r{rule}");
        let pattern = json!({"source": [source]}).to_string();
        let rule = json!({"Name": name, "EventPattern": pattern});
        cloud.call("events", "PutRule", to_value(&rule)).await?;
        let target = json!({"Id": "t", "Arn": "arn:aws:sqs:us-east-1:000000000000:q"});
        cloud
            .call(
                "events",
                "PutTargets",
                to_value(&json!({"Rule": name, "Targets": [target]})),
            )
            .await?;
    }
    Ok(())
}

async fn client(
    cloud: Arc<Cloud>,
    put: Arc<AtomicU64>,
    until: Instant,
) -> Result<(), coagent_local::fault::Fault> {
    let caller = Caller {
        access_key: "x".to_owned(),
        region: "us-east-1".to_owned(),
        request_id: "r".to_owned(),
    };
    let entry = json!({"Source": "shop", "DetailType": "Order", "Detail": json!({"text": "x".repeat(DETAIL)}).to_string()});
    let body: Value = json!({"Entries": vec![entry; BATCH]});
    let body = bytes::Bytes::from(body.to_string());
    while Instant::now() < until {
        cloud
            .dispatch("events", "PutEvents", Input::Json(body.clone()), &caller)
            .await?;
        put.fetch_add(BATCH as u64, Relaxed);
    }
    Ok(())
}

/// User and system time of this process; Linux counts it in hundredths of a second.
fn cpu_seconds() -> Result<f64, Box<dyn std::error::Error>> {
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(')').ok_or("no process name")?.1;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}
