//! `coagent completions`.

use clap::CommandFactory;
use clap_complete::Shell;

use crate::{
    cli::{Cli, Outcome},
    context::Context,
    error::Result,
};

/// Print the completions of a shell
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent completions bash > ~/.local/share/bash-completion/completions/coagent
  coagent completions zsh > ~/.zfunc/_coagent
  coagent completions fish > ~/.config/fish/completions/coagent.fish")]
pub(crate) struct Args {
    /// The shell
    shell: Shell,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        ctx.ui.text(&script(self.shell))?;
        Ok(Outcome::Done)
    }
}

/// The completions of a shell.
pub(super) fn script(shell: Shell) -> String {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut Cli::command(), "coagent", &mut script);
    String::from_utf8_lossy(&script).into_owned()
}
