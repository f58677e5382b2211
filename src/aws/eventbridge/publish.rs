//! Publishing.

use aws_sdk_eventbridge::{
    Config,
    config::retry::RetryConfig,
    error::DisplayErrorContext,
    types::{PutEventsRequestEntry, PutEventsResultEntry},
};
use aws_smithy_types::DateTime;
use serde::Serialize;

use super::EventBridge;
use crate::{
    aws::failure::Undelivered,
    error::{Error, Result},
    plan::publish::Entry,
};

/// What EventBridge said to one entry.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase", untagged)]
pub(crate) enum Accepted {
    /// It has the event, under this id.
    Event {
        /// The event's id.
        #[serde(rename = "eventId")]
        id: String,
    },
    /// It does not.
    Refused {
        /// The modelled code: `InternalFailure`.
        #[serde(rename = "errorCode")]
        code: String,
        /// The text for people.
        #[serde(rename = "errorMessage")]
        message: String,
    },
}

impl EventBridge {
    /// Makes sure that a bus exists: PutEvents takes events for one that does not, and loses them.
    pub(crate) async fn require_bus(&self, bus: &str) -> Result<()> {
        if self.bus_exists(bus).await? {
            return Ok(());
        }
        let text = format!("There is no event bus `{bus}` in {}", self.place);
        Err(Error::not_found(text).hint(
            "EventBridge accepts events for a bus that does not exist, and loses them: nothing was sent",
        ))
    }

    /// Sends one request of entries; an answer for each, in order.
    pub(crate) async fn put(&self, entries: &[Entry]) -> Result<Vec<Accepted>> {
        let entries = entries.iter().map(entry).collect::<Result<Vec<_>>>()?;
        let answer = self
            .client
            .put_events()
            .set_entries(Some(entries))
            .send()
            .await;
        let answer = answer.map_err(|cause| self.place.failed("publish events", cause))?;
        Ok(answer
            .entries
            .unwrap_or_default()
            .into_iter()
            .map(accepted)
            .collect())
    }

    /// Sends one request of entries, and never a second time: when its answer was lost, it may have
    /// been accepted.
    pub(crate) async fn put_once(
        &self,
        entries: &[Entry],
    ) -> std::result::Result<Vec<Accepted>, Undelivered> {
        let entries: Result<Vec<_>> = entries.iter().map(entry).collect();
        let entries = entries.map_err(Undelivered::certain)?;
        let once = Config::builder().retry_config(RetryConfig::disabled());
        let call = self.client.put_events().set_entries(Some(entries));
        let answer = call.customize().config_override(once).send().await;
        let answer = answer.map_err(|cause| self.place.undelivered("publish events", cause))?;
        let entries = answer.entries.unwrap_or_default();
        Ok(entries.into_iter().map(accepted).collect())
    }
}

fn entry(entry: &Entry) -> Result<PutEventsRequestEntry> {
    let mut built = PutEventsRequestEntry::builder()
        .event_bus_name(&entry.bus)
        .source(&entry.source)
        .detail_type(&entry.detail_type)
        .detail(&entry.detail)
        .set_resources((!entry.resources.is_empty()).then(|| entry.resources.clone()));
    if let Some(time) = &entry.time {
        let format = aws_smithy_types::date_time::Format::DateTimeWithOffset;
        let time = DateTime::from_str(time, format).map_err(|cause| {
            Error::usage(format!("`{time}` is not an RFC 3339 time"))
                .because(DisplayErrorContext(cause).to_string())
        })?;
        built = built.time(time);
    }
    Ok(built.build())
}

fn accepted(entry: PutEventsResultEntry) -> Accepted {
    match (entry.event_id, entry.error_code) {
        (Some(id), None) => Accepted::Event { id },
        (_, code) => Accepted::Refused {
            code: code.unwrap_or_else(|| "UnknownError".into()),
            message: entry.error_message.unwrap_or_default(),
        },
    }
}
