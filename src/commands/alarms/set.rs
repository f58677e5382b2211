//! `coagent alarms set`.

use serde::Serialize;

use crate::{
    aws::{Aws, cloudformation::StackResource, holdings::names},
    cli::Outcome,
    context::{Access, Context},
    error::{Error, Result},
    plan::alarms::{self, Action, Planned},
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// Set the alarms that every application should have
///
/// For each dead-letter queue of the stack: a message arrives, messages pile up, one waits too long;
/// for each rule: an event could not be delivered; for each function: errors and throttles. What
/// the template has already is left alone, and a second run changes nothing.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent alarms set --dry-run
  coagent alarms set --topic arn:aws:sns:eu-west-1:123456789012:alerts
  coagent alarms set --env production --confirm production")]
pub(crate) struct Args {
    /// Show what would be set, and set nothing
    #[arg(long)]
    dry_run: bool,
    /// ARN of the SNS topic that is told [default: the stack's]
    #[arg(long, value_name = "ARN")]
    topic: Option<String>,
    /// The name of the protected environment that is meant, instead of being asked
    #[arg(long, value_name = "NAME")]
    confirm: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    dry_run: bool,
    topic: Option<String>,
    alarms: Vec<Planned>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Read).await?;
        let stack = aws.deployed(&environment.stack, &environment.name).await?;
        let resources = aws.cloudformation().resources(&stack.id).await?;
        let topic = topic(self.topic.as_deref(), &resources)?;
        if topic.is_none() {
            ctx.ui.warn(
                "the alarms will tell nobody: the stack has no SNS topic, and --topic names none",
            );
        }
        let answer = Answer {
            alarms: plan(aws, &environment.stack, &resources, topic.as_deref()).await?,
            dry_run: self.dry_run,
            topic,
        };
        if self.dry_run || answer.changes().next().is_none() {
            ctx.ui.answer(&answer)?;
            return Ok(Outcome::Done);
        }
        if environment.protected {
            ctx.ui.preview(&answer);
            let name = &environment.name;
            let question = format!("The environment `{name}` is protected");
            ctx.ui
                .confirm_name(&question, name, self.confirm.as_deref())?;
        }
        for planned in answer.changes() {
            aws.cloudwatch().set(&planned.alarm).await?;
        }
        ctx.ui.answer(&answer)?;
        Ok(Outcome::Done)
    }
}

async fn plan(
    aws: &Aws,
    stack: &str,
    resources: &[StackResource],
    topic: Option<&str>,
) -> Result<Vec<Planned>> {
    let wanted = alarms::wanted(stack, &aws.holdings(resources).await?, topic);
    let mut known = names(resources, "AWS::CloudWatch::Alarm");
    known.extend(wanted.iter().map(|alarm| alarm.name.clone()));
    let there = aws.cloudwatch().alarms(&known).await?;
    let there: Vec<_> = there.into_iter().map(|alarm| alarm.definition).collect();
    Ok(alarms::plan(wanted, &there))
}

/// The topic that is named, or the only one of the stack.
fn topic(named: Option<&str>, resources: &[StackResource]) -> Result<Option<String>> {
    if let Some(arn) = named {
        if arn.starts_with("arn:") && arn.contains(":sns:") {
            return Ok(Some(arn.to_owned()));
        }
        let text = format!("--topic `{arn}` is no ARN of an SNS topic");
        return Err(Error::usage(text).hint("--topic arn:aws:sns:REGION:ACCOUNT:NAME"));
    }
    match names(resources, "AWS::SNS::Topic").as_slice() {
        [] => Ok(None),
        [only] => Ok(Some(only.clone())),
        many => Err(
            Error::usage(format!("The stack has {} SNS topics", many.len()))
                .hint(format!("choose one: --topic {}", many[0])),
        ),
    }
}

impl Answer {
    fn changes(&self) -> impl Iterator<Item = &Planned> {
        let changes =
            |planned: &&Planned| matches!(planned.action, Action::Create | Action::Update);
        self.alarms.iter().filter(changes)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let count = self.changes().count();
        let said = match (count, self.dry_run) {
            (0, _) => "No changes: every alarm is there".to_owned(),
            (count, true) => format!("{count} of {} alarms would be set", self.alarms.len()),
            (count, false) => format!("{count} of {} alarms were set", self.alarms.len()),
        };
        let table = Table::new("alarm", ["action", "alarm", "watches", "covered by"])
            .empty("The stack has nothing to watch.")
            .rows(&self.alarms, |planned| {
                let tone = match planned.action {
                    Action::Create => Tone::Good,
                    Action::Update => Tone::Warn,
                    Action::Unchanged | Action::Covered => Tone::Dim,
                };
                [
                    Cell::toned(planned.action.label(), tone),
                    (&planned.alarm.name).into(),
                    format!("{} {}", planned.alarm.namespace, planned.alarm.metric).into(),
                    optional(planned.by.as_ref()),
                ]
            });
        vec![Section::Text(said), Section::Table(table)]
    }
}
