//! `coagent events show`.

use coagent_processors::catalogue::{EventType, Field, Sampler};
use serde::Serialize;
use serde_json::Value;

use super::list::handlers;
use crate::{
    cli::Outcome,
    commands::publish::event_type,
    context::Context,
    error::Result,
    report::{Cell, Report, Section, Table},
};

/// Show an event: its fields, a sample, who handles it
#[derive(clap::Args)]
#[command(after_help = "\
Examples:
  coagent events show user-created
  coagent events show brand.profile-updated
  coagent events show user-created --query sample > detail.json
  coagent events show user-created --query schema")]
pub(crate) struct Args {
    /// The event's name, such as user-created
    #[arg(value_name = "EVENT")]
    event: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Answer {
    name: &'static str,
    description: &'static str,
    source: &'static str,
    detail_type: &'static str,
    processors: Vec<&'static str>,
    sample: Value,
    schema: Value,
    #[serde(skip)]
    fields: &'static [Field],
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let fact = |name: &str, value: String| (name.to_owned(), Cell::from(value));
        let handled = match self.processors.as_slice() {
            [] => "none".to_owned(),
            some => some.join(", "),
        };
        let facts = vec![
            fact("event", self.name.to_owned()),
            fact("source", self.source.to_owned()),
            fact("detail type", self.detail_type.to_owned()),
            fact("processors", handled),
        ];
        let columns = ["field", "type", "required", "allowed", "description"];
        let fields = Table::new("field", columns).rows(self.fields, |field| {
            [
                field.name.into(),
                field.format().unwrap_or(field.type_name()).into(),
                if field.required { "yes" } else { "" }.into(),
                allowed(field).into(),
                field.description.into(),
            ]
        });
        let sample = format!("{:#}", self.sample);
        vec![
            Section::Text(self.description.to_owned()),
            Section::Facts(facts),
            Section::Table(fields),
            Section::Text(sample),
        ]
    }
}

/// What values a field takes, where its type does not say it all.
fn allowed(field: &Field) -> String {
    if let Some(values) = field.allowed() {
        return values.join(", ");
    }
    let bounds = field.bounds();
    match (bounds.min, bounds.max) {
        (Some(min), Some(max)) => format!("{min} to {max}"),
        (Some(min), None) => format!("{min} or more"),
        (None, Some(max)) => format!("{max} or less"),
        (None, None) => String::new(),
    }
}

impl Args {
    pub(crate) async fn run(self, ctx: &Context) -> Result<Outcome> {
        let event = event_type(&self.event)?;
        ctx.ui.answer(&answer(event, ctx))?;
        Ok(Outcome::Done)
    }
}

fn answer(event: &'static EventType, ctx: &Context) -> Answer {
    Answer {
        name: event.name(),
        description: event.description(),
        source: event.source(),
        detail_type: event.detail_type(),
        processors: handlers(event),
        sample: event.sample(&mut Sampler::new(0, ctx.now())),
        schema: event.schema(),
        fields: event.fields(),
    }
}
