//! `coagent deploy`.

mod answer;
mod prepare;

use std::path::PathBuf;

use coagent_local::services::cloudformation::is_emulated;

use self::{
    answer::{Answer, Came, Changes},
    prepare::prepare,
};
use crate::{
    apply::deploy::{Deployment, Plan},
    aws::cloudformation::Stack,
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::changes::{Action, Change},
    project::Environment,
};

/// Bring an environment to what the template says
///
/// The template is checked before anything is sent. Directories and files beside it that it names as
/// code (CodeUri) are zipped and uploaded. Then CloudFormation makes a change set; what it will change
/// is shown, and done. What removes or replaces a resource is asked about first, and in a protected
/// environment everything. When nothing changes, nothing is done.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent deploy                                  to the local environment
  coagent deploy --dry-run                        show what would change
  coagent deploy --env staging --bundle target/lambda/bootstrap/bootstrap.zip
  coagent deploy --env production --confirm production
  coagent deploy --parameter LogLevel=debug")]
pub(crate) struct Args {
    /// Show what would change, and change nothing but the bucket of artifacts
    #[arg(long)]
    dry_run: bool,
    /// A value for a parameter of the template; over that of coagent.yaml
    #[arg(long, value_name = "NAME=VALUE", value_parser = pair)]
    parameter: Vec<(String, String)>,
    /// The zip with the functions' program [default: `bundle` of coagent.yaml; locally coagent itself]
    #[arg(long, value_name = "FILE")]
    bundle: Option<PathBuf>,
    /// Record resources of types that the local environment does not emulate; they do nothing
    #[arg(long)]
    allow_unemulated: bool,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

fn pair(text: &str) -> Result<(String, String), String> {
    let pair = text.split_once('=').filter(|(name, _)| !name.is_empty());
    let (name, value) = pair.ok_or_else(|| "it must be NAME=VALUE".to_owned())?;
    Ok((name.to_owned(), value.to_owned()))
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        self.refuse_unemulated_elsewhere(environment)?;
        let mut prepared = prepare(ctx, environment, &self)?;
        let aws = ctx.aws(Access::Write).await?;
        let deployment = Deployment {
            aws,
            environment,
            ui: &ctx.ui,
            allow_unemulated: self.allow_unemulated,
        };
        let routes = std::mem::take(&mut prepared.routes);
        let application = &ctx.project()?.application;
        let desired = deployment
            .send(application, prepared, &self.parameter)
            .await?;
        let name = format!("coagent-{}", ctx.now().as_nanosecond());
        let (came, changes) = match deployment.plan(&desired, &routes, &name).await? {
            Some(plan) => self.make(ctx, &deployment, plan).await?,
            None => {
                let stack = &environment.stack;
                ctx.ui.status(format!(
                    "No changes: stack `{stack}` is as the template says"
                ));
                (Came::Unchanged, Changes::default())
            }
        };
        let stack = aws.cloudformation().stack(&environment.stack).await?;
        let named = || Stack {
            name: environment.stack.clone(),
            ..Stack::default()
        };
        let stack = stack.unwrap_or_else(named);
        ctx.ui
            .answer(&Answer::new(&aws.place, came, changes, stack))?;
        Ok(Outcome::Done)
    }

    fn refuse_unemulated_elsewhere(&self, environment: &Environment) -> Result<()> {
        if self.allow_unemulated && !environment.is_local() {
            let text = format!(
                "`--allow-unemulated` is for the local environment; `{}` is in AWS",
                environment.name
            );
            return Err(Error::usage(text).hint("leave it out"));
        }
        Ok(())
    }

    /// Makes the changes, after they were shown and agreed to; a dry run only plans them.
    async fn make(
        &self,
        ctx: &Context,
        deployment: &Deployment<'_>,
        plan: Plan,
    ) -> Result<(Came, Changes)> {
        if self.dry_run {
            deployment.discard(&plan).await?;
            return Ok((Came::Planned, Changes::of(&plan)));
        }
        let changes = Changes::of(&plan);
        ctx.ui.preview(&changes);
        if self.allow_unemulated {
            name_unemulated(ctx, &plan.changes);
        }
        let confirm = self.confirm.as_deref();
        if let Err(refusal) = agree(ctx, deployment.environment, &plan.changes, confirm) {
            deployment.discard(&plan).await?;
            return Err(refusal);
        }
        deployment.execute(&plan).await?;
        Ok((
            if plan.creates {
                Came::Created
            } else {
                Came::Updated
            },
            changes,
        ))
    }
}

/// Says what will be there in name only.
fn name_unemulated(ctx: &Context, changes: &[Change]) {
    let stays = |change: &&Change| change.action != Action::Remove && !is_emulated(&change.kind);
    for change in changes.iter().filter(stays) {
        ctx.ui.warn(format!(
            "`{}` ({}) is recorded only: its type is not emulated",
            change.logical_id, change.kind
        ));
    }
}

/// Asks before what is lost cannot be brought back, or touches a protected environment.
fn agree(
    ctx: &Context,
    environment: &Environment,
    changes: &[Change],
    confirm: Option<&str>,
) -> Result<()> {
    let name = &environment.name;
    if environment.protected {
        let question = format!("The environment `{name}` is protected");
        return ctx.ui.confirm_name(&question, name, confirm);
    }
    match changes.iter().filter(|change| change.destroys()).count() {
        0 => Ok(()),
        lost => ctx.ui.confirm(&format!(
            "{lost} of {} changes remove or replace a resource. Go on?",
            changes.len()
        )),
    }
}
