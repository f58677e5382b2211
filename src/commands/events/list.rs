//! `coagent events list`.

use coagent_processors::{
    catalogue::{self, EventType},
    processors::{self, ProcessorInfo},
};
use serde::Serialize;

use crate::{
    cli::Outcome,
    context::Context,
    error::Result,
    report::{Report, Section, Table},
};

/// List the events of the catalogue and the processors that handle them
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent events list
  coagent events list --source bayon.coagent.user
  coagent events list --query '[].name'")]
pub(crate) struct Args {
    /// Only the events of this source
    #[arg(long, value_name = "SOURCE")]
    source: Option<String>,
}

#[derive(Serialize)]
#[serde(transparent)]
struct Answer(Vec<Event>);

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Event {
    name: &'static str,
    source: &'static str,
    detail_type: &'static str,
    description: &'static str,
    processors: Vec<&'static str>,
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let table = Table::new("event", ["event", "source", "detail type", "processors"])
            .rows(&self.0, |event| {
                [
                    event.name.into(),
                    event.source.into(),
                    event.detail_type.into(),
                    event.processors.join(", ").into(),
                ]
            })
            .empty("no events of this source");
        vec![Section::Table(table)]
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let asked = |event: &&EventType| {
            self.source
                .as_deref()
                .is_none_or(|source| source == event.source())
        };
        let events = catalogue::all()
            .iter()
            .filter(asked)
            .map(describe)
            .collect();
        ctx.ui.answer(&Answer(events))?;
        Ok(Outcome::Done)
    }
}

fn describe(event: &'static EventType) -> Event {
    Event {
        name: event.name(),
        source: event.source(),
        detail_type: event.detail_type(),
        description: event.description(),
        processors: handlers(event),
    }
}

/// The processors that declare that they handle an event.
pub(super) fn handlers(event: &EventType) -> Vec<&'static str> {
    let handles = |processor: &&ProcessorInfo| {
        processor
            .consumes
            .contains(&(event.source(), event.detail_type()))
    };
    processors::all()
        .iter()
        .filter(handles)
        .map(|processor| processor.name)
        .collect()
}
