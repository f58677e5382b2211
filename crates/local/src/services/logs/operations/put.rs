//! `PutLogEvents`.

use crate::{
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        event::OVERHEAD,
        fault::{invalid, no_group, no_stream},
        model::{InputEvent, PutEventsRequest, PutEventsResponse, Rejected},
        subscription,
    },
};

/// Events of one request.
const EVENTS_LIMIT: usize = 10_000;
/// Bytes of one request: UTF-8 and 26 for each event.
const BYTES_LIMIT: u64 = 1_048_576;
const HOUR_MILLIS: i64 = 60 * 60 * 1000;
/// How far ahead of its arrival an event may be.
const AHEAD: i64 = 2 * HOUR_MILLIS;
/// How far behind.
const BEHIND: i64 = 14 * 24 * HOUR_MILLIS;
/// How far the events of a request may be apart.
const SPAN: i64 = 24 * HOUR_MILLIS;

impl Logs {
    pub(crate) async fn put_log_events(
        &self,
        request: PutEventsRequest,
        _caller: &Caller,
    ) -> Result<PutEventsResponse, Fault> {
        check(&request.log_events)?;
        let now = self.core.clock.now_millis();
        let (name, stream_name) = (request.log_group_name, request.log_stream_name);
        let (answer, commit) = self.directory.change(|groups, batch| {
            let group = groups.get_mut(&name).ok_or_else(no_group)?;
            let stream = group.streams.get(&stream_name).ok_or_else(no_stream)?;
            let token = format!("{:056}", stream.id);
            let (events, rejected) = sort(request.log_events, now, group.horizon(now));
            let work = self.write(&name, group, &stream_name, &events, batch);
            Ok((token, events, rejected, work))
        })?;
        let (token, events, rejected, work) = answer;
        let measured = self.measure(&name, &work.filters, &events);
        let metrics = measured.then(|| self.cloudwatch.write());
        commit.durable().await?;
        if let Some(metrics) = metrics {
            metrics.durable().await?;
        }
        subscription::send(&self.core, work.parcels);
        Ok(PutEventsResponse {
            next_sequence_token: token,
            rejected_log_events_info: (rejected != Rejected::default()).then_some(rejected),
        })
    }
}

fn check(events: &[InputEvent]) -> Result<(), Fault> {
    if events.is_empty() || events.len() > EVENTS_LIMIT {
        return Err(invalid(format!(
            "1 to {EVENTS_LIMIT} log events are taken at a time, not {}",
            events.len()
        )));
    }
    if events.iter().any(|event| event.message.is_empty()) {
        return Err(invalid("Log event message must not be empty."));
    }
    if !events.is_sorted_by_key(|event| event.timestamp) {
        return Err(invalid(
            "Log events in a single PutLogEvents request must be in chronological order.",
        ));
    }
    let bytes: u64 = events
        .iter()
        .map(|event| event.message.len() as u64 + OVERHEAD)
        .sum();
    if bytes > BYTES_LIMIT {
        return Err(invalid(format!(
            "Upload too large: {bytes} bytes exceeds limit of {BYTES_LIMIT}"
        )));
    }
    let ends = events.first().zip(events.last());
    if ends.is_some_and(|(first, last)| last.timestamp - first.timestamp > SPAN) {
        return Err(invalid(
            "The batch of log events in a single PutLogEvents request cannot span more than 24 \
             hours.",
        ));
    }
    Ok(())
}

/// What is taken of events in the order of time, and where the others lie.
fn sort(events: Vec<InputEvent>, now: i64, horizon: i64) -> (Vec<(i64, String)>, Rejected) {
    let end = |limit: i64| events.partition_point(|event| event.timestamp < limit);
    let (old, expired, new) = (end(now - BEHIND), end(horizon), end(now + AHEAD + 1));
    let rejected = Rejected {
        too_old_log_event_end_index: (old > 0).then_some(old),
        expired_log_event_end_index: (expired > 0).then_some(expired),
        too_new_log_event_start_index: (new < events.len()).then_some(new),
    };
    let from = old.max(expired).min(new);
    let taken = events.into_iter().skip(from).take(new - from);
    (
        taken
            .map(|event| (event.timestamp, event.message))
            .collect(),
        rejected,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(times: &[i64]) -> Vec<InputEvent> {
        let event = |time: &i64| InputEvent {
            timestamp: *time,
            message: "x".into(),
        };
        times.iter().map(event).collect()
    }

    #[test]
    fn what_is_too_old_too_new_or_expired_is_left_out_and_located() {
        let now = 100 * 24 * HOUR_MILLIS;
        let times = [now - BEHIND - 1, now - 5, now, now + AHEAD, now + AHEAD + 1];
        let (taken, rejected) = sort(events(&times), now, now - 4);
        assert_eq!(
            taken.iter().map(|(time, _)| *time).collect::<Vec<_>>(),
            [now, now + AHEAD]
        );
        assert_eq!(rejected.too_old_log_event_end_index, Some(1));
        assert_eq!(rejected.expired_log_event_end_index, Some(2));
        assert_eq!(rejected.too_new_log_event_start_index, Some(4));
    }

    #[test]
    fn a_request_is_in_order_not_empty_and_not_too_large() {
        assert!(check(&events(&[1, 1, 2])).is_ok());
        assert!(check(&events(&[2, 1])).is_err());
        assert!(check(&events(&[])).is_err());
        assert!(check(&events(&[0, SPAN + 1])).is_err());
        let large = InputEvent {
            timestamp: 0,
            message: "x".repeat(1_048_576),
        };
        assert!(check(&[large]).is_err());
    }
}
