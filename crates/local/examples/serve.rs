//! The local environment as a process of its own, for tests that kill it and for benchmarks:
//! `serve DIRECTORY [SPEED] [PORT]` prints where it listens. With `COAGENT_QUEUE_MEMORY` set, a
//! queue keeps so many messages in memory.

use std::{env, net::Ipv4Addr};

use coagent_local::{
    clock::Clock,
    core::Config,
    server::{ServeConfig, serve_when_free},
};

#[tokio::main]
#[expect(
    clippy::print_stdout,
    clippy::disallowed_methods,
    reason = "a program of its own, not part of the command line"
)]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut arguments = env::args().skip(1);
    let directory = arguments.next().ok_or("serve DIRECTORY [SPEED] [PORT]")?;
    let mut environment = Config::new(directory);
    if let Some(speed) = arguments.next() {
        environment.clock = Clock::at(jiff::Timestamp::now(), speed.parse()?);
    }
    if let Ok(messages) = env::var("COAGENT_QUEUE_MEMORY") {
        environment.queue_memory = messages.parse()?;
    }
    let port = arguments.next().map_or(Ok(0), |port| port.parse())?;
    let address = (Ipv4Addr::LOCALHOST, port).into();
    let running = serve_when_free(ServeConfig::new(environment, address, "test")).await?;
    println!("{}", running.endpoint());
    running.stopped().await;
    running.stop().await;
    Ok(())
}
