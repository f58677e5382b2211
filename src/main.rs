//! `coagent`: operate event-driven applications on AWS and on a laptop alike.
//!
//! What was typed ([`cli`]) meets the world ([`context`]) in one [`commands`] module each; what
//! comes out goes through [`ui`].

mod apply;
mod aws;
mod cli;
mod commands;
mod context;
mod daemon;
mod error;
mod plan;
mod project;
mod report;
mod ui;

use std::process::ExitCode;

use crate::{
    cli::{Cli, Outcome},
    context::{Context, Vars},
    error::{Error, Result},
};

fn main() -> ExitCode {
    let vars = Vars::of_process();
    if vars.get(IN_LAMBDA).is_some() {
        return serve_function();
    }
    let cli = match Cli::read() {
        Ok(cli) => cli,
        Err(answer) => return ui::clap_answer(&answer),
    };
    let ctx = Context::new(cli.globals, vars);
    ctx.ui.finish(run(cli.command, &ctx))
}

/// What Lambda, and the local environment as Lambda, tells a function where to get its events.
const IN_LAMBDA: &str = "AWS_LAMBDA_RUNTIME_API";

/// Bootstrap mode: this process is one of the application's functions.
fn serve_function() -> ExitCode {
    let builder = &mut tokio::runtime::Builder::new_current_thread();
    let Ok(runtime) = builder.enable_all().build() else {
        return ExitCode::FAILURE;
    };
    let served = runtime.block_on(async {
        let environment = coagent_processors::Environment::from_process()?;
        coagent_processors::bootstrap(environment).await
    });
    match served {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            coagent_processors::lambda::report(&error);
            ExitCode::FAILURE
        }
    }
}

fn run(command: cli::Command, ctx: &Context) -> Result<Outcome> {
    let mut builder = if command.is_server() {
        tokio::runtime::Builder::new_multi_thread()
    } else {
        tokio::runtime::Builder::new_current_thread()
    };
    let runtime = builder
        .enable_all()
        .build()
        .map_err(|cause| Error::failed("Failed to start the runtime").because(cause))?;
    let ends_itself = command.ends_itself();
    runtime.block_on(async {
        tokio::select! {
            // First the command: it may know what goes on after it was interrupted.
            biased;
            outcome = Box::pin(command.run(ctx)) => outcome,
            // Some end in their own way, so that what they hold is put down in order.
            _ = tokio::signal::ctrl_c(), if !ends_itself => Err(Error::interrupted()),
        }
    })
}
