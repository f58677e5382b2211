//! What happens to a stack while it changes.

use aws_sdk_cloudformation::types;
use serde::Serialize;

use super::{CloudFormation, text};
use crate::error::Result;

/// One step of a stack's change.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StackEvent {
    /// Its id.
    pub(crate) id: String,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) time: Option<jiff::Timestamp>,
    /// The resource's name in the template; the stack's own name for the stack itself.
    pub(crate) logical_id: String,
    /// The resource's name or ARN; the stack's ARN for the stack itself.
    pub(crate) physical_id: String,
    /// The resource's type.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// What it has come to: `CREATE_COMPLETE`.
    pub(crate) status: String,
    /// Why.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
}

impl StackEvent {
    /// Whether the step failed.
    pub(crate) fn is_failure(&self) -> bool {
        self.status.ends_with("_FAILED")
    }
}

impl CloudFormation {
    /// The id of the last thing that happened to a stack.
    pub(crate) async fn last_event(&self, stack: &str) -> Result<Option<String>> {
        let newest = self.events_page(stack, None).await?.0;
        Ok(newest.into_iter().next().map(|event| event.id))
    }

    /// What has happened since an event, oldest first; everything for `None`.
    pub(crate) async fn events_since(
        &self,
        stack: &str,
        last: Option<&str>,
    ) -> Result<Vec<StackEvent>> {
        let mut events = Vec::new();
        let mut next = None;
        loop {
            let (page, more) = self.events_page(stack, next).await?;
            let known = page
                .iter()
                .position(|event| Some(event.id.as_str()) == last);
            let new = known.unwrap_or(page.len());
            events.extend(page.into_iter().take(new));
            next = more;
            if known.is_some() || next.is_none() {
                events.reverse();
                return Ok(events);
            }
        }
    }

    /// A page of events, newest first, and the token of the page after it.
    async fn events_page(
        &self,
        stack: &str,
        next: Option<String>,
    ) -> Result<(Vec<StackEvent>, Option<String>)> {
        let call = self
            .client
            .describe_stack_events()
            .stack_name(stack)
            .set_next_token(next);
        let page = call.send().await.map_err(|cause| {
            self.place
                .failed(format!("read the events of stack `{stack}`"), cause)
        })?;
        let events = page
            .stack_events
            .unwrap_or_default()
            .into_iter()
            .map(event)
            .collect();
        Ok((events, page.next_token))
    }
}

fn event(event: types::StackEvent) -> StackEvent {
    StackEvent {
        id: event.event_id.unwrap_or_default(),
        time: event.timestamp.as_ref().and_then(crate::aws::time),
        logical_id: event.logical_resource_id.unwrap_or_default(),
        physical_id: event.physical_resource_id.unwrap_or_default(),
        kind: event.resource_type.unwrap_or_default(),
        status: text(
            event
                .resource_status
                .as_ref()
                .map(types::ResourceStatus::as_str),
        ),
        reason: event
            .resource_status_reason
            .filter(|reason| !reason.is_empty()),
    }
}
