//! `GetLogEvents`: one stream, forwards and backwards.

use std::ops::ControlFlow;

use crate::{
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        directory::group_name,
        event::{self, Event, Position},
        fault::{invalid, no_stream},
        group::Stream,
        model::{GetEventsRequest, GetEventsResponse, OutputEvent},
    },
};

/// Events in one page.
const PAGE: usize = 10_000;
/// Bytes of text in one page.
const PAGE_BYTES: usize = 1_048_576;

impl Logs {
    pub(crate) async fn get_log_events(
        &self,
        request: GetEventsRequest,
        _caller: &Caller,
    ) -> Result<GetEventsResponse, Fault> {
        let name = group_name(
            request.log_group_name.as_deref(),
            request.log_group_identifier.as_deref(),
        )?;
        let now = self.core.clock.now_millis();
        let (group, horizon, stream) = self.directory.read(&name, |group| {
            let stream = group.streams.get(&request.log_stream_name).cloned();
            (group.id, group.horizon(now), stream)
        })?;
        let stream = stream.ok_or_else(no_stream)?;
        let begin = request.start_time.unwrap_or(i64::MIN).max(horizon);
        let (mut from, mut to) = (
            Position::at(begin),
            Position::at(request.end_time.unwrap_or(i64::MAX)),
        );
        let mut backwards = !request.start_from_head;
        match request.next_token.as_deref().map(read_token).transpose()? {
            Some(Token::Forward(position)) => (from, backwards) = (from.max(position), false),
            Some(Token::Backward(position)) => (to, backwards) = (to.min(position), true),
            None => {}
        }
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let events = self.page(group, &stream, (from, to), backwards, limit)?;
        Ok(answer(events, if backwards { to } else { from }))
    }

    /// Events of one stream in the order of time: the first of the range, or the last.
    fn page(
        &self,
        group: u64,
        stream: &Stream,
        (from, to): (Position, Position),
        backwards: bool,
        limit: usize,
    ) -> Result<Vec<Event>, Fault> {
        let (Some(first), Some(last)) = (stream.first, stream.last) else {
            return Ok(Vec::new());
        };
        // Nothing of the stream is outside of its first and last event.
        let range = (
            from.max(Position::at(first)),
            to.min(Position::at(last + 1)),
        );
        let (mut events, mut bytes) = (Vec::new(), 0);
        event::walk(&self.core.store, group, range, backwards, |event| {
            if event.stream != stream.id {
                return ControlFlow::Continue(());
            }
            bytes += event.message.len();
            if bytes > PAGE_BYTES && !events.is_empty() {
                return ControlFlow::Break(());
            }
            events.push(event);
            match events.len() < limit {
                true => ControlFlow::Continue(()),
                false => ControlFlow::Break(()),
            }
        })?;
        if backwards {
            events.reverse();
        }
        Ok(events)
    }
}

/// At either end the token stays the same, which is how clients see that there is no more: `at` is
/// where this page began.
fn answer(events: Vec<Event>, at: Position) -> GetEventsResponse {
    let forward = events.last().map_or(at, |event| event.position.next());
    let backward = events.first().map_or(at, |event| event.position);
    GetEventsResponse {
        next_forward_token: format!("f/{}", forward.text()),
        next_backward_token: format!("b/{}", backward.text()),
        events: events
            .into_iter()
            .map(|event| OutputEvent {
                timestamp: event.position.time,
                message: event.message,
                ingestion_time: event.ingested,
            })
            .collect(),
    }
}

enum Token {
    Forward(Position),
    Backward(Position),
}

fn read_token(text: &str) -> Result<Token, Fault> {
    let token = match text.split_once('/') {
        Some(("f", rest)) => Position::parse(rest).map(Token::Forward),
        Some(("b", rest)) => Position::parse(rest).map(Token::Backward),
        _ => None,
    };
    token.ok_or_else(|| invalid("The specified nextToken is invalid."))
}
