//! The event that a function gets: documents in gzip, in base64, in JSON.

use std::{collections::BTreeMap, io::Write};

use base64::{Engine, engine::general_purpose::STANDARD};
use flate2::{Compression, write::GzEncoder};
use serde::Serialize;
use serde_json::json;

use super::Written;
use crate::services::logs::filter::Pattern;

/// Bytes that an asynchronous invocation takes.
const LIMIT: usize = 1024 * 1024;

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Data<'a> {
    message_type: &'static str,
    owner: &'a str,
    log_group: &'a str,
    log_stream: &'a str,
    subscription_filters: [&'a str; 1],
    log_events: &'a [LogEvent<'a>],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct LogEvent<'a> {
    id: String,
    timestamp: i64,
    message: &'a str,
    /// The words by the names of a pattern's columns.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    extracted_fields: BTreeMap<String, String>,
}

/// The events that pass.
pub(super) fn matching<'a>(pattern: &Pattern, written: &Written<'a>) -> Vec<LogEvent<'a>> {
    let all = written.positions.iter().zip(written.events);
    let wanted = all.filter(|(_, (_, message))| pattern.matches(message));
    let event = |(position, (time, message)): (&super::Position, &'a (i64, String))| LogEvent {
        id: position.text(),
        timestamp: *time,
        message,
        extracted_fields: pattern
            .extracted(message)
            .into_iter()
            .map(|(name, word)| (name.trim_start_matches('$').to_owned(), word))
            .collect(),
    };
    wanted.map(event).collect()
}

/// What the function gets: one event, or several where one would be too large.
pub(super) fn of(
    account: &str,
    filter: &str,
    written: &Written<'_>,
    events: &[LogEvent<'_>],
) -> Vec<String> {
    if events.is_empty() {
        return Vec::new();
    }
    let data = Data {
        message_type: "DATA_MESSAGE",
        owner: account,
        log_group: written.group,
        log_stream: written.stream,
        subscription_filters: [filter],
        log_events: events,
    };
    let event = json!({ "awslogs": { "data": packed(&data) } }).to_string();
    if event.len() <= LIMIT || events.len() == 1 {
        return vec![event];
    }
    let (first, second) = events.split_at(events.len() / 2);
    let mut all = of(account, filter, written, first);
    all.extend(of(account, filter, written, second));
    all
}

fn packed(data: &Data<'_>) -> String {
    let text = serde_json::to_vec(data).expect("log events are plain data");
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    let packed = packer.write_all(&text).and_then(|()| packer.finish());
    STANDARD.encode(packed.expect("memory takes what is written"))
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use serde_json::Value;

    use super::*;
    use crate::services::logs::event::Position;

    fn events(pattern: &str, events: &[(i64, String)]) -> Vec<Value> {
        let positions: Vec<_> = events.iter().map(|(time, _)| Position::at(*time)).collect();
        let written = Written {
            group: "g",
            stream: "s",
            positions: &positions,
            events,
        };
        let matching = matching(&Pattern::parse(pattern).unwrap(), &written);
        let made = of("000000000000", "f", &written, &matching);
        made.iter().map(|text| unpacked(text)).collect()
    }

    fn unpacked(text: &str) -> Value {
        let event: Value = serde_json::from_str(text).unwrap();
        let packed = STANDARD.decode(event["awslogs"]["data"].as_str().unwrap());
        let mut text = String::new();
        let packed = packed.unwrap();
        let mut reader = flate2::read::GzDecoder::new(packed.as_slice());
        reader.read_to_string(&mut text).unwrap();
        serde_json::from_str(&text).unwrap()
    }

    #[test]
    fn a_function_gets_what_matches_and_where_it_is_from() {
        let written = [(7, "ERROR one".to_owned()), (8, "fine".to_owned())];
        let expected = json!({
            "messageType": "DATA_MESSAGE", "owner": "000000000000", "logGroup": "g",
            "logStream": "s", "subscriptionFilters": ["f"],
            "logEvents": [{ "id": Position::at(7).text(), "timestamp": 7, "message": "ERROR one" }],
        });
        assert_eq!(events("ERROR", &written), [expected]);
        assert_eq!(events("WARN", &written), [Value::Null; 0]);
        let columns = &events("[level, number]", &written[..1])[0]["logEvents"][0];
        let words = json!({ "level": "ERROR", "number": "one" });
        assert_eq!(columns["extractedFields"], words);
    }

    #[test]
    fn what_is_too_large_for_an_invocation_comes_in_parts() {
        let noise = |_: i64| -> String {
            let letters = std::iter::repeat_with(fastrand::alphanumeric);
            letters.take(300_000).collect()
        };
        let written: Vec<_> = (0..4).map(|time| (time, noise(time))).collect();
        let parts = events("", &written);
        assert_eq!(parts.len(), 2);
        let count = |part: &Value| part["logEvents"].as_array().unwrap().len();
        assert_eq!(parts.iter().map(count).sum::<usize>(), 4);
    }
}
