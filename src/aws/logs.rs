//! CloudWatch Logs.

use jiff::Timestamp;
use serde::Serialize;

use super::{Logs, failure};
use crate::error::{Error, Result};

/// Which events of a group.
#[derive(Clone, Debug, Default)]
pub(crate) struct Search {
    /// The log group.
    pub(crate) group: String,
    /// From this time on, in milliseconds since the epoch.
    pub(crate) from: i64,
    /// Up to this time.
    pub(crate) to: Option<i64>,
    /// The filter pattern of CloudWatch Logs.
    pub(crate) pattern: Option<String>,
    /// The most pages that are read; `None` for all.
    pub(crate) pages: Option<usize>,
}

/// A line of a log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Line {
    /// CloudWatch's id of it, unique in its group.
    pub(crate) id: String,
    /// The log group.
    pub(crate) group: String,
    /// The log stream.
    pub(crate) stream: String,
    /// When it was written.
    pub(crate) time: Timestamp,
    /// What was written, without the newline at its end.
    pub(crate) message: String,
}

impl Logs {
    /// The lines that a search finds, by time. An empty page is not the end: all are read.
    pub(crate) async fn search(&self, search: &Search) -> Result<Vec<Line>> {
        let mut lines = Vec::new();
        let mut token = None;
        for _ in 0..search.pages.unwrap_or(usize::MAX) {
            let call = self
                .client
                .filter_log_events()
                .log_group_name(&search.group)
                .start_time(search.from.max(0))
                .set_end_time(search.to)
                .set_filter_pattern(search.pattern.clone())
                .set_next_token(token);
            let page = call
                .send()
                .await
                .map_err(|cause| match failure::code(&cause) {
                    Some("ResourceNotFoundException") => Error::not_found(format!(
                        "There is no log group `{}` in {}",
                        search.group, self.place
                    )),
                    _ => self
                        .place
                        .failed(format!("read log group `{}`", search.group), cause),
                })?;
            let found = page.events.unwrap_or_default().into_iter();
            lines.extend(found.map(|event| line(&search.group, event)));
            token = page.next_token;
            if token.is_none() {
                break;
            }
        }
        lines.sort_by_key(|line| line.time);
        Ok(lines)
    }

    /// The days that a group keeps its events; the inner `None` for ever, the outer when there is
    /// no such group.
    pub(crate) async fn retention(&self, group: &str) -> Result<Option<Option<i32>>> {
        let mut pages = self
            .client
            .describe_log_groups()
            .log_group_name_prefix(group)
            .into_paginator()
            .items()
            .send();
        while let Some(found) = pages.next().await {
            let failed = |cause| {
                self.place
                    .failed(format!("read log group `{group}`"), cause)
            };
            let found = found.map_err(failed)?;
            if found.log_group_name.as_deref() == Some(group) {
                return Ok(Some(found.retention_in_days));
            }
        }
        Ok(None)
    }
}

/// One of several terms of a filter pattern of which any may be there.
pub(crate) fn any(id: &str) -> String {
    format!("?\"{}\"", id.replace(['"', '\\'], ""))
}

fn line(group: &str, event: aws_sdk_cloudwatchlogs::types::FilteredLogEvent) -> Line {
    let millis = event.timestamp.unwrap_or_default();
    Line {
        id: event.event_id.unwrap_or_default(),
        group: group.to_owned(),
        stream: event.log_stream_name.unwrap_or_default(),
        time: Timestamp::from_millisecond(millis).unwrap_or_default(),
        message: event.message.unwrap_or_default().trim_end().to_owned(),
    }
}
