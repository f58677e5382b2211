//! `coagent reference`: what is generated from the tree of commands and committed.

use std::{
    fmt::Write,
    fs,
    path::{Path, PathBuf},
};

use clap::{Command, CommandFactory};
use clap_complete::Shell;

use super::completions::script;
use crate::{
    cli::{Cli, Outcome},
    context::Context,
    error::{Doing, Error, Result},
    plan::checks,
};

/// Write completions/, docs/checks.md and docs/cli.md, or check that they are as they should be
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent reference .
  coagent reference --check .")]
pub(crate) struct Args {
    /// Write nothing; exit code 1 when a file is stale
    #[arg(long)]
    check: bool,
    /// The root of the repository
    #[arg(value_name = "DIR")]
    dir: PathBuf,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let mut outcome = Outcome::Done;
        for (path, text) in files() {
            let path = self.dir.join(path);
            if !self.check {
                write(&path, &text)?;
            } else if fs::read_to_string(&path).ok().as_ref() != Some(&text) {
                ctx.ui.text(&format!("{} is stale\n", path.display()))?;
                outcome = Outcome::Findings;
            }
        }
        if outcome == Outcome::Findings {
            ctx.ui.hint("coagent reference .");
        }
        Ok(outcome)
    }
}

fn write(path: &Path, text: &str) -> Result<()> {
    let doing = || format!("Failed to write {}", path.display());
    let dir = path.parent().ok_or_else(|| Error::failed(doing()))?;
    fs::create_dir_all(dir).doing(doing)?;
    fs::write(path, text).doing(doing)
}

fn files() -> [(&'static str, String); 5] {
    [
        ("completions/coagent.bash", script(Shell::Bash)),
        ("completions/_coagent", script(Shell::Zsh)),
        ("completions/coagent.fish", script(Shell::Fish)),
        ("docs/checks.md", checks::page()),
        ("docs/cli.md", reference()),
    ]
}

/// The help of every command, one after the other.
fn reference() -> String {
    let mut out =
        "# The command line\n\nGenerated from `src/cli.rs` by `coagent reference`.\n".to_owned();
    let mut root = Cli::command().term_width(100);
    root.build();
    describe(&mut out, &mut root, "coagent");
    out
}

fn describe(out: &mut String, command: &mut Command, path: &str) {
    let help = command.render_long_help().to_string();
    let help = help
        .lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n");
    let _ = write!(out, "\n## `{path}`\n\n```text\n{}\n```\n", help.trim_end());
    for sub in command
        .get_subcommands_mut()
        .filter(|sub| !sub.is_hide_set())
    {
        let path = format!("{path} {}", sub.get_name());
        describe(out, sub, &path);
    }
}
