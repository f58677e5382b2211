//! `coagent alarms list`.

use serde::Serialize;

use crate::{
    aws::{cloudwatch::Alarm, holdings::names},
    cli::Outcome,
    context::{Access, Context},
    error::Result,
    plan::alarms,
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// List the stack's alarms with their state
///
/// Those of the template, and those that `coagent alarms set` made for it.
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent alarms list
  coagent alarms list --env production --query \"alarms[?state=='ALARM']\"")]
pub(crate) struct Args {}

#[derive(Serialize)]
struct Answer {
    alarms: Vec<Alarm>,
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let environment = ctx.environment()?;
        let aws = ctx.aws(Access::Read).await?;
        let stack = aws.deployed(&environment.stack, &environment.name).await?;
        let resources = aws.cloudformation().resources(&stack.id).await?;
        let holdings = aws.holdings(&resources).await?;
        let wanted = alarms::wanted(&environment.stack, &holdings, None);
        let mut all = names(&resources, "AWS::CloudWatch::Alarm");
        all.extend(wanted.into_iter().map(|alarm| alarm.name));
        all.sort_unstable();
        all.dedup();
        let alarms = aws.cloudwatch().alarms(&all).await?;
        ctx.ui.answer(&Answer { alarms })?;
        Ok(Outcome::Done)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let columns = ["alarm", "state", "since", "metric", "tells", "reason"];
        let table = Table::new("alarm", columns)
            .empty("No alarms. `coagent alarms set` sets those that every application should have.")
            .rows(&self.alarms, |alarm| {
                [
                    (&alarm.name).into(),
                    Cell::toned(&alarm.state, tone(&alarm.state)),
                    optional(alarm.since),
                    (&alarm.metric).into(),
                    tells(alarm),
                    (&alarm.reason).into(),
                ]
            });
        vec![Section::Table(table)]
    }
}

fn tone(state: &str) -> Tone {
    match state {
        "OK" => Tone::Good,
        "ALARM" => Tone::Bad,
        _ => Tone::Plain,
    }
}

fn tells(alarm: &Alarm) -> Cell {
    match alarm.definition.actions.as_slice() {
        _ if !alarm.actions_enabled => Cell::toned("nobody: switched off", Tone::Warn),
        [] => Cell::toned("nobody", Tone::Warn),
        actions => {
            let names = actions.iter().map(|arn| crate::aws::holdings::name_of(arn));
            names.collect::<Vec<_>>().join(", ").into()
        }
    }
}
