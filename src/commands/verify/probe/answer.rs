//! Where the probes came to.

use serde::Serialize;

use crate::{
    commands::publish::Delivery,
    report::{Cell, Report, Section, Table, optional},
};

/// One event on its way to one processor; without a rule it had no way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Probe {
    pub(super) event: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) event_id: Option<String>,
    /// The rule, with its bus where the event was forwarded to it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) rule: Option<String>,
    /// The target, with the function that takes it from there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) target: Option<String>,
    /// What the function's log says.
    pub(super) result: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) after_ms: Option<i64>,
    /// Where and why it stopped.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) stopped: Option<String>,
}

impl Probe {
    /// It came no further.
    pub(super) fn stopped(self, result: &str, reason: &str) -> Self {
        Self {
            result: result.to_owned(),
            stopped: Some(reason.to_owned()),
            ..self
        }
    }

    /// It went this way.
    pub(super) fn along(self, way: &Delivery) -> Self {
        Self {
            rule: Some(way.by()),
            target: Some(way.to()),
            result: way.result.text().to_owned(),
            after_ms: way.after_ms,
            ..self
        }
    }

    /// Whether it arrived.
    pub(super) fn is_well(&self) -> bool {
        self.stopped.is_none()
    }
}

/// All of them.
#[derive(Serialize)]
pub(super) struct Probed {
    pub(super) bus: String,
    pub(super) probes: Vec<Probe>,
}

impl Report for Probed {
    fn sections(&self) -> Vec<Section> {
        let columns = ["event", "rule", "target", "result", "after", "stopped"];
        let table = Table::new("probe", columns).rows(&self.probes, |probe| {
            [
                (&probe.event).into(),
                optional(probe.rule.as_ref()),
                optional(probe.target.as_ref()),
                Cell::judged(&probe.result, probe.is_well()),
                optional(probe.after_ms.map(|ms| format!("{ms} ms"))),
                optional(probe.stopped.as_ref()),
            ]
        });
        vec![Section::Table(table)]
    }
}
