//! `FilterLogEvents`: a group, page by page.

use std::{
    collections::{HashMap, HashSet},
    ops::ControlFlow,
};

use crate::{
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        directory::group_name,
        event::{self, Event, Position},
        fault::{invalid, no_stream},
        filter::Pattern,
        group::Group,
        model::{FilterRequest, FilterResponse, FilteredEvent},
    },
};

/// Events in one page.
const PAGE: usize = 10_000;
/// Bytes of text in one page.
const PAGE_BYTES: usize = 1_048_576;
/// Events looked at for one page: a page can be empty and not the last.
const SEARCHED: usize = 50_000;

/// A search, as far as one page of it goes.
struct Page<'a> {
    pattern: &'a Pattern,
    /// Stream id → name, of the streams that are searched.
    streams: &'a HashMap<u64, String>,
    limit: usize,
    found: Vec<FilteredEvent>,
    bytes: usize,
    searched: usize,
    last: Option<Position>,
    full: bool,
}

impl Logs {
    pub(crate) async fn filter_log_events(
        &self,
        request: FilterRequest,
        _caller: &Caller,
    ) -> Result<FilterResponse, Fault> {
        let name = group_name(
            request.log_group_name.as_deref(),
            request.log_group_identifier.as_deref(),
        )?;
        let text = request.filter_pattern.as_deref().unwrap_or_default();
        let pattern = Pattern::parse(text)
            .map_err(|why| invalid(format!("Invalid filter pattern: {why}")))?;
        let now = self.core.clock.now_millis();
        let (group, horizon, streams) = self.directory.read(&name, |group| {
            (group.id, group.horizon(now), streams(group, &request))
        })?;
        let streams = streams?;
        let backwards = request.start_from_head == Some(false);
        let begin = request.start_time.unwrap_or(i64::MIN).max(horizon);
        let end = request
            .end_time
            .map_or(i64::MAX, |end| end.saturating_add(1));
        let (mut from, mut to) = (Position::at(begin), Position::at(end));
        if let Some(token) = &request.next_token {
            let invalid_token = || invalid("The specified nextToken is invalid.");
            let position = Position::parse(token).ok_or_else(invalid_token)?;
            match backwards {
                true => to = to.min(position),
                false => from = from.max(position.next()),
            }
        }
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let mut page = Page::new(&pattern, &streams, limit);
        event::walk(&self.core.store, group, (from, to), backwards, |event| {
            page.look(event)
        })?;
        Ok(page.answer())
    }
}

impl<'a> Page<'a> {
    fn new(pattern: &'a Pattern, streams: &'a HashMap<u64, String>, limit: usize) -> Self {
        Self {
            pattern,
            streams,
            limit,
            found: Vec::new(),
            bytes: 0,
            searched: 0,
            last: None,
            full: false,
        }
    }

    fn look(&mut self, event: Event) -> ControlFlow<()> {
        let fits = self.found.len() < self.limit
            && self.searched < SEARCHED
            && (self.found.is_empty() || self.bytes + event.message.len() <= PAGE_BYTES);
        if !fits {
            self.full = true;
            return ControlFlow::Break(());
        }
        self.searched += 1;
        self.last = Some(event.position);
        if let Some(stream) = self.streams.get(&event.stream)
            && self.pattern.matches(&event.message)
        {
            self.bytes += event.message.len();
            self.found.push(FilteredEvent {
                log_stream_name: stream.clone(),
                timestamp: event.position.time,
                event_id: event.position.text(),
                message: event.message,
                ingestion_time: event.ingested,
            });
        }
        ControlFlow::Continue(())
    }

    fn answer(self) -> FilterResponse {
        let next = self.last.filter(|_| self.full);
        FilterResponse {
            events: self.found,
            searched_log_streams: [],
            next_token: next.map(Position::text),
        }
    }
}

/// The streams to be searched: those named, those with the prefix, or all.
fn streams(group: &Group, request: &FilterRequest) -> Result<HashMap<u64, String>, Fault> {
    let prefix = request.log_stream_name_prefix.as_deref();
    if prefix.is_some() && !request.log_stream_names.is_empty() {
        return Err(invalid(
            "logStreamNames and logStreamNamePrefix exclude each other.",
        ));
    }
    let named: HashSet<&String> = request.log_stream_names.iter().collect();
    if named.iter().any(|name| !group.streams.contains_key(*name)) {
        return Err(no_stream());
    }
    let wanted = |name: &String| {
        (named.is_empty() || named.contains(name)) && name.starts_with(prefix.unwrap_or_default())
    };
    let streams = group.streams.iter().filter(|(name, _)| wanted(name));
    Ok(streams
        .map(|(name, stream)| (stream.id, name.clone()))
        .collect())
}
