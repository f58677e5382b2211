//! `coagent destroy`.

use serde::Serialize;

use crate::{
    apply::follow::Operation,
    aws::{
        Aws,
        cloudformation::{Stack, StackResource},
    },
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    project::Environment,
    report::{Report, Section, Table},
};

/// Remove an environment's stack and everything in it
///
/// What will be removed is shown and asked about first; a protected environment asks for its name.
/// Nothing is emptied for the sake of it: a bucket with objects keeps its stack from being removed.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent destroy                                  the local environment's stack
  coagent destroy --env staging --yes
  coagent destroy --env production --confirm production
  coagent destroy --dry-run                        show what would be removed")]
pub(crate) struct Args {
    /// Show what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

/// What is removed.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    stack: String,
    environment: String,
    removed: bool,
    resources: Vec<StackResource>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let resources = Table::new("resource", ["resource", "type", "name"])
            .empty("The stack holds nothing.")
            .rows(&self.resources, |resource| {
                [
                    (&resource.logical_id).into(),
                    (&resource.kind).into(),
                    (&resource.physical_id).into(),
                ]
            });
        vec![Section::Table(resources)]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Write).await?;
        let name = &environment.stack;
        let Some(stack) = existing(aws, name).await? else {
            ctx.ui.status(format!(
                "There is no stack `{name}` in {}: nothing to do",
                aws.place
            ));
            return Ok(Outcome::Done);
        };
        let mut answer = plan(aws, environment, &stack).await?;
        if self.dry_run {
            ctx.ui.answer(&answer)?;
            return Ok(Outcome::Done);
        }
        ctx.ui.preview(&answer);
        agree(ctx, environment, &answer, self.confirm.as_deref())?;
        remove(ctx, aws, &stack, answer.resources.len()).await?;
        ctx.ui
            .status(format!("Removed stack `{name}` from {}", aws.place));
        answer.removed = true;
        if ctx.ui.is_json() {
            ctx.ui.answer(&answer)?;
        }
        Ok(Outcome::Done)
    }
}

async fn existing(aws: &Aws, name: &str) -> Result<Option<Stack>> {
    let stack = aws.cloudformation().stack(name).await?;
    Ok(stack.filter(|stack| stack.status != "DELETE_COMPLETE"))
}

async fn plan(aws: &Aws, environment: &Environment, stack: &Stack) -> Result<Answer> {
    let resources = aws.cloudformation().resources(&stack.id).await?;
    let there = |resource: &StackResource| resource.status != "DELETE_COMPLETE";
    Ok(Answer {
        stack: stack.name.clone(),
        environment: environment.name.clone(),
        removed: false,
        resources: resources.into_iter().filter(there).collect(),
    })
}

fn agree(
    ctx: &Context,
    environment: &Environment,
    answer: &Answer,
    confirm: Option<&str>,
) -> Result<()> {
    let Answer {
        stack, resources, ..
    } = answer;
    if environment.protected {
        let question = format!(
            "The environment `{}` is protected; stack `{stack}` would be removed",
            environment.name
        );
        return ctx.ui.confirm_name(&question, &environment.name, confirm);
    }
    ctx.ui.confirm(&format!(
        "Remove stack `{stack}` and its resources ({})?",
        resources.len()
    ))
}

async fn remove(ctx: &Context, aws: &Aws, stack: &Stack, resources: usize) -> Result<()> {
    let cloudformation = aws.cloudformation();
    if stack.protected {
        cloudformation.protect(&stack.id, false).await?;
    }
    let operation = Operation::begin(aws, &stack.id, resources).await?;
    cloudformation.delete(&stack.id).await?;
    let end = operation.follow(&ctx.ui).await?;
    if end.is_well() {
        return Ok(());
    }
    Err(end
        .error(format!(
            "Failed to remove stack `{}` from {}",
            stack.name, aws.place
        ))
        .hint("mend the cause and run it again: it goes on with what is left"))
}
