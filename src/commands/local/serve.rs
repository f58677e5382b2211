//! `coagent local serve`: what `start` runs in the background.

use std::{net::IpAddr, path::PathBuf};

use coagent_local::core::Config;

use crate::{
    cli::Outcome,
    context::Context,
    daemon::{Daemon, serve},
    error::Result,
};

/// Serve the local environment in this process
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The directory of its state
    #[arg(long, value_name = "DIR")]
    state: PathBuf,
    /// The port to listen on; 0 takes a free one
    #[arg(long, value_name = "PORT")]
    port: u16,
    /// How many times faster than real time its clock runs
    #[arg(long, value_name = "FACTOR", default_value = "1", value_parser = super::start::speed)]
    clock_speed: f64,
    /// The address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1")]
    listen: IpAddr,
    /// A name of this machine that clients may ask for
    #[arg(long, value_name = "NAME")]
    allow_host: Vec<String>,
    /// The Region that it is in
    #[arg(long, value_name = "REGION", default_value = Config::REGION)]
    region: String,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let service = serve::Service {
            daemon: Daemon { dir: self.state },
            port: self.port,
            speed: self.clock_speed,
            now: ctx.now(),
            listen: self.listen,
            hosts: self.allow_host,
            region: self.region,
        };
        serve::serve(service, &ctx.ui, |_| Ok(())).await?;
        Ok(Outcome::Done)
    }
}
