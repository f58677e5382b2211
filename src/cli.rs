//! The tree of commands. Completions, man pages and the reference are made from it.
//!
//! A command is one file under `commands/` with an `Args` and its `run`; its line here is all
//! else that it needs.

use std::path::PathBuf;

use clap::{
    ArgMatches, Args, CommandFactory, FromArgMatches, Parser, ValueEnum, parser::ValueSource,
};

use crate::commands;

/// How a command ended that did not fail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// All is done: exit code 0.
    Done,
    /// There are findings, or entries that failed: exit code 1.
    Findings,
}

/// Operate event-driven applications on AWS and on a laptop alike.
///
/// Every command talks to AWS; with `--env local`, which is the default, to an AWS of its own
/// that runs on this machine and needs no account.
#[derive(Parser)]
#[command(
    name = "coagent",
    version,
    max_term_width = 100,
    arg_required_else_help = true
)]
#[command(disable_help_subcommand = true, after_help = EXIT_CODES)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) globals: Globals,
    #[command(subcommand)]
    pub(crate) command: Command,
}

impl Cli {
    /// What was typed; clap's answer when that is wrong or asks for help.
    pub(crate) fn read() -> Result<Self, clap::Error> {
        let matches = Self::command().try_get_matches()?;
        let mut cli = Self::from_arg_matches(&matches)?;
        cli.globals.env_is_typed = is_typed(&matches, "env");
        cli.check()?;
        Ok(cli)
    }

    /// What a format of findings would leave out must be said before anything is done.
    fn check(&self) -> Result<(), clap::Error> {
        match self.globals.output {
            Some(format) if format.is_of_findings() && !self.command.has_findings() => {
                let text = "this output format is for the findings of `coagent verify`";
                Err(Self::command().error(clap::error::ErrorKind::ArgumentConflict, text))
            }
            _ => Ok(()),
        }
    }
}

/// Whether an argument was given on the command line, at whatever level.
fn is_typed(matches: &ArgMatches, id: &str) -> bool {
    let here = matches.try_contains_id(id).is_ok_and(|there| there)
        && matches.value_source(id) == Some(ValueSource::CommandLine);
    here || matches
        .subcommand()
        .is_some_and(|(_, below)| is_typed(below, id))
}

const EXIT_CODES: &str = "\
Exit codes:
  0  done
  1  findings, or something failed
  2  wrong usage or configuration
  3  AWS refused: credentials or permission
  4  stopped part-way; a journal says where
  130  interrupted";

/// What every command takes.
#[derive(Args, Debug, Default)]
#[command(next_help_heading = "Global options")]
pub(crate) struct Globals {
    /// The environment to work in; `local` is the AWS on this machine
    #[arg(long, global = true, value_name = "NAME", default_value = "local")]
    #[arg(env = "COAGENT_ENV", hide_env_values = true)]
    pub(crate) env: String,
    /// Whether the command line names the environment, and not a variable or the default.
    #[arg(skip)]
    pub(crate) env_is_typed: bool,
    /// The directory with coagent.yaml or a template.yaml [default: coagent.yaml is searched upwards
    /// from here]
    #[arg(long, global = true, value_name = "DIR")]
    #[arg(env = "COAGENT_PROJECT", hide_env_values = true)]
    pub(crate) project: Option<PathBuf>,
    /// How to print the answer [default: table on a terminal, else plain]
    #[arg(long, short, global = true, value_name = "FORMAT")]
    pub(crate) output: Option<Format>,
    /// Select from the JSON answer with a JMESPath expression; implies `--output json`
    #[arg(long, global = true, value_name = "JMESPATH")]
    pub(crate) query: Option<String>,
    /// Do not ask for confirmation
    #[arg(long, short, global = true)]
    pub(crate) yes: bool,
    /// Print without colours, as NO_COLOR does
    #[arg(long, global = true)]
    pub(crate) no_color: bool,
    /// Say more about what happens
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,
    /// Say only what went wrong
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,
}

/// How an answer is printed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// Aligned columns with a header
    Table,
    /// One line a row, columns parted by tabs, no header
    Plain,
    /// One JSON document, or a line of JSON for each item of a stream
    Json,
    /// Findings of `verify` as SARIF 2.1.0, for code scanning
    Sarif,
    /// Findings of `verify` as JUnit XML, for test reports
    Junit,
    /// Findings of `verify` as GitHub workflow annotations
    Github,
}

impl Format {
    /// Whether it can say findings and nothing else.
    pub(crate) fn is_of_findings(self) -> bool {
        matches!(self, Self::Sarif | Self::Junit | Self::Github)
    }
}

/// Makes the enum of one level of commands: a line per command, its variant and the module that
/// has its `Args` with their `run`.
macro_rules! level {
    ($($(#[$attr:meta])* $variant:ident($($module:ident)::+)),* $(,)?) => {
        #[derive(clap::Subcommand)]
        pub(crate) enum Command {
            $($(#[$attr])* $variant($($module)::+::Args)),*
        }

        impl Command {
            /// Runs the command. Boxed, because the largest of all futures would be every one's size.
            pub(crate) async fn run(
                self,
                ctx: &$crate::context::Context,
            ) -> $crate::error::Result<$crate::cli::Outcome> {
                match self {
                    $(Self::$variant(args) => Box::pin(args.run(ctx)).await),*
                }
            }
        }
    };
}

/// Makes a group of commands: the `Args` of its own line in the level above, and its level.
macro_rules! group {
    ($(#[$about:meta])* { $($commands:tt)* }) => {
        $(#[$about])*
        #[derive(clap::Args)]
        pub(crate) struct Args {
            #[command(subcommand)]
            pub(crate) command: Command,
        }

        impl Args {
            pub(crate) async fn run(
                self,
                ctx: &$crate::context::Context,
            ) -> $crate::error::Result<$crate::cli::Outcome> {
                self.command.run(ctx).await
            }
        }

        $crate::cli::level! { $($commands)* }
    };
}

pub(crate) use {group, level};

level! {
    Deploy(commands::deploy),
    Destroy(commands::destroy),
    Status(commands::status),
    Publish(commands::publish),
    Events(commands::events),
    Logs(commands::logs),
    Verify(commands::verify),
    Init(commands::init),
    Dlq(commands::dlq),
    Replay(commands::replay),
    Alarms(commands::alarms),
    Rules(commands::rules),
    Pattern(commands::pattern),
    Local(commands::local),
    #[command(hide = true)]
    Reference(commands::reference),
    Man(commands::man),
    Completions(commands::completions),
}

impl Command {
    /// Whether what it answers are findings.
    pub(crate) fn has_findings(&self) -> bool {
        matches!(self, Self::Verify(_))
    }

    /// Whether the command serves others until it is stopped.
    pub(crate) fn is_server(&self) -> bool {
        matches!(self, Self::Local(local) if local.is_server())
    }

    /// Whether the command itself answers Ctrl-C.
    pub(crate) fn ends_itself(&self) -> bool {
        self.is_server() || matches!(self, Self::Dlq(dlq) if dlq.sends())
    }
}

#[cfg(test)]
mod tests;
