//! `coagent local serve`: what `start` runs in the background.

use std::path::PathBuf;

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
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let service = serve::Service {
            daemon: Daemon { dir: self.state },
            port: self.port,
            speed: self.clock_speed,
            now: ctx.now(),
        };
        serve::serve(service, |_| Ok(())).await?;
        Ok(Outcome::Done)
    }
}
