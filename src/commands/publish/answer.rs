//! What became of the events.

use serde::Serialize;

use super::follow::Delivery;
use crate::{
    aws::eventbridge::Accepted,
    error::Error,
    plan::publish::Entry,
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// An event and what EventBridge said to it.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Published {
    #[serde(flatten, serialize_with = "envelope")]
    pub(super) entry: Entry,
    #[serde(flatten)]
    pub(super) accepted: Accepted,
}

fn envelope<S: serde::Serializer>(entry: &Entry, serializer: S) -> Result<S::Ok, S::Error> {
    use serde::ser::SerializeMap;
    let mut map = serializer.serialize_map(Some(2))?;
    map.serialize_entry("source", &entry.source)?;
    map.serialize_entry("detailType", &entry.detail_type)?;
    map.end()
}

impl Published {
    /// The event's id, when EventBridge has it.
    pub(crate) fn id(&self) -> Option<&str> {
        match &self.accepted {
            Accepted::Event { id } => Some(id),
            Accepted::Refused { .. } => None,
        }
    }
}

/// The answer of the command.
#[derive(Serialize)]
pub(crate) struct Answer {
    pub(super) bus: String,
    pub(crate) events: Vec<Published>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) deliveries: Option<Vec<Delivery>>,
}

impl Answer {
    pub(super) fn new(bus: String, events: Vec<Published>) -> Self {
        Self {
            bus,
            events,
            deliveries: None,
        }
    }

    /// Whether every event was taken and, where that was waited for, handled.
    pub(super) fn is_well(&self) -> bool {
        let mut deliveries = self.deliveries.iter().flatten();
        self.events.iter().all(|event| event.id().is_some()) && deliveries.all(Delivery::is_well)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let events = Table::new("event", ["event id", "source", "detail type", "result"]).rows(
            &self.events,
            |event| {
                [
                    event.id().unwrap_or("-").into(),
                    event.entry.source.clone().into(),
                    event.entry.detail_type.clone().into(),
                    result(&event.accepted),
                ]
            },
        );
        let mut sections = vec![Section::Table(events)];
        if let Some(deliveries) = &self.deliveries {
            sections.push(Section::Table(table(deliveries)));
        }
        sections
    }
}

fn result(accepted: &Accepted) -> Cell {
    match accepted {
        Accepted::Event { .. } => Cell::toned("accepted", Tone::Good),
        Accepted::Refused { code, message } => {
            Cell::toned(format!("refused: {code}: {message}"), Tone::Bad)
        }
    }
}

fn table(deliveries: &[Delivery]) -> Table {
    Table::new(
        "delivery",
        ["event id", "rule", "target", "result", "after"],
    )
    .rows(deliveries, |delivery| {
        [
            delivery.event_id.clone().into(),
            delivery.by().into(),
            delivery.to().into(),
            Cell::judged(delivery.result.text(), delivery.is_well()),
            delivery
                .after_ms
                .map(|ms| format!("{ms} ms"))
                .unwrap_or_default()
                .into(),
        ]
    })
    .empty("no rule matches: the events reach nobody")
}

/// The same answer for every entry of a request that failed altogether.
pub(super) fn all_failed(request: &[Entry], error: &Error) -> Vec<Accepted> {
    let cause = error.source.as_ref().map(ToString::to_string);
    let refused = Accepted::Refused {
        code: "RequestFailed".to_owned(),
        message: cause.unwrap_or_else(|| error.message.clone()),
    };
    vec![refused; request.len()]
}
