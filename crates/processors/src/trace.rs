//! The X-Ray trace, carried from event to event.

use serde_json::json;

use crate::delivery::Invocation;
use crate::event::Event;
use crate::telemetry::Logger;
use crate::work::Work;

/// Adds the event's id and the trace to every line about it.
pub(crate) fn fields(log: Logger, event: &Event, invocation: &Invocation) -> Logger {
    log.with("eventId", Some(&event.id))
        .with("traceId", trace_id(event, invocation))
}

/// Puts the trace onto everything that follows from an event.
pub(crate) fn carry(work: &mut Work, event: &Event, invocation: &Invocation) {
    let header = invocation
        .trace_header
        .clone()
        .or_else(|| event.trace_id().and_then(header));
    for publication in &mut work.outbox.publications {
        if let Some(id) = trace_id(event, invocation) {
            publication.detail["traceId"] = json!(id);
        }
        publication.trace_header.clone_from(&header);
    }
}

/// The publisher's trace; else the one this invocation began.
fn trace_id<'a>(event: &'a Event, invocation: &'a Invocation) -> Option<&'a str> {
    event
        .trace_id()
        .or_else(|| root(invocation.trace_header.as_deref()?))
}

/// `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=…;Sampled=1` → `1-5759e988-…`.
fn root(header: &str) -> Option<&str> {
    header
        .split(';')
        .find_map(|part| part.trim().strip_prefix("Root="))
}

/// A trace header for an X-Ray trace id; other ids stay in the detail only.
fn header(trace_id: &str) -> Option<String> {
    let mut parts = trace_id.split('-');
    let hex = |part: Option<&str>, length| {
        part.is_some_and(|part| part.len() == length && part.bytes().all(|b| b.is_ascii_hexdigit()))
    };
    let well_formed = parts.next() == Some("1") && hex(parts.next(), 8) && hex(parts.next(), 24);
    (well_formed && parts.next().is_none()).then(|| format!("Root={trace_id}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_root_of_a_header_is_its_trace_id() {
        assert_eq!(root("Root=1-a-b;Parent=c;Sampled=1"), Some("1-a-b"));
        assert_eq!(root("Parent=c; Root=1-a-b"), Some("1-a-b"));
        assert_eq!(root("Sampled=1"), None);
    }

    #[test]
    fn only_an_x_ray_id_becomes_a_header() {
        let id = "1-5759e988-bd862e3fe1be46a994272793";
        assert_eq!(header(id), Some(format!("Root={id}")));
        for other in [
            "abc",
            "1-5759e988-bd86",
            "1-5759e988-bd862e3fe1be46a994272793-x",
        ] {
            assert_eq!(header(other), None, "{other}");
        }
    }
}
