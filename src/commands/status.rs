//! `coagent status`.

mod answer;
mod observe;

use crate::{
    cli::Outcome,
    context::{Access, Context},
    error::Result,
};

/// Show an environment at a glance: stack, rules, functions, queues, alarms
///
/// Exit code 0 when all is as it should be, 1 when something needs a look: the stack is not in
/// order, a rule is disabled or has no target, a function is not active, a dead-letter queue holds
/// messages, an alarm is on.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent status
  coagent status --env production
  coagent status --query 'queues[?visible > `0`].name'")]
pub(crate) struct Args {}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Read).await?;
        let stack = aws.deployed(&environment.stack, &environment.name).await?;
        let answer = observe::observe(aws, stack).await?;
        ctx.ui.answer(&answer)?;
        Ok(if answer.is_well() {
            Outcome::Done
        } else {
            Outcome::Findings
        })
    }
}
