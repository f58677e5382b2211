//! `coagent replay start`.

mod follow;
mod plan;

use self::plan::{Plan, Times, archive};
use super::Answer;
use crate::{
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
};

/// Deliver archived events once more
///
/// Shows first which rules will fire. Without `--rule` that is every rule of the bus that matches,
/// also those that had succeeded: then it asks, or needs `--yes`. Follows the replay to its end;
/// stopping to follow does not stop the replay.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent replay start --from 2h --rule bayon-coagent-user-events-local
  coagent replay start --archive orders --from 2026-01-31T08:00:00Z --to 2026-01-31T09:00:00Z --yes
  coagent replay start --from 1d --no-wait --yes")]
pub(crate) struct Args {
    /// The archive [default: the stack's only one]
    #[arg(long, value_name = "NAME")]
    archive: Option<String>,
    /// Events from then on: how long ago (2h, 7d), or a time
    #[arg(long, value_name = "TIME")]
    from: String,
    /// Events up to then
    #[arg(long, value_name = "TIME", default_value = "now")]
    to: String,
    /// Let only this rule fire; can be repeated
    #[arg(long, value_name = "NAME")]
    rule: Vec<String>,
    /// The name of the replay, never used before [default: made from the time]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    /// Do not follow it to its end
    #[arg(long)]
    no_wait: bool,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let times = Times::read(&self.from, &self.to, ctx.now())?;
        let name = match self.name {
            Some(name) => plan::checked(name)?,
            None => ctx.now().strftime("replay-%Y%m%dT%H%M%S").to_string(),
        };
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Read).await?;
        let archive = archive(aws, environment, self.archive.as_deref()).await?;
        let plan = Plan::make(aws, name, archive, times, &self.rule).await?;
        ctx.ui.preview(&plan);
        for warning in plan.warnings(ctx.now()) {
            ctx.ui.warn(warning);
        }
        agree(ctx, &plan, self.confirm.as_deref())?;
        aws.eventbridge().start_replay(&plan.request()).await?;
        ctx.ui.status(format!(
            "Started replay `{}` in {}; `coagent replay cancel {}` stops it",
            plan.name, aws.place, plan.name
        ));
        let replay = if self.no_wait {
            aws.eventbridge().replay(&plan.name).await?
        } else {
            follow::follow(aws, &ctx.ui, &plan.name).await?
        };
        let failed = matches!(replay.state.as_str(), "FAILED" | "CANCELLED");
        let error =
            failed.then(|| Error::failed(format!("Replay `{}` is {}", replay.name, replay.state)));
        ctx.ui.answer(&Answer(replay))?;
        match error {
            Some(error) => Err(error),
            None => Ok(Outcome::Done),
        }
    }
}

/// Asks in a protected environment, and wherever everything would fire.
fn agree(ctx: &Context, plan: &Plan, confirm: Option<&str>) -> Result<()> {
    let environment = ctx.environment()?;
    if environment.protected {
        let name = &environment.name;
        let question = format!("The environment `{name}` is protected");
        return ctx.ui.confirm_name(&question, name, confirm);
    }
    if plan.is_limited() {
        return Ok(());
    }
    ctx.ui.confirm(&format!(
        "No --rule is given: ALL rules that match will fire, {} may. Go on?",
        plan.firing().count()
    ))
}
