//! `<aws.events.event>`: the event without its detail.

use crate::json::{Node, Shape};

/// The members, and where the event has them.
const MEMBERS: &[(&str, &str)] = &[
    ("id", "id"),
    ("account", "account"),
    ("detailType", "detail-type"),
    ("time", "time"),
    ("source", "source"),
    ("region", "region"),
    ("resources", "resources"),
    ("version", "version"),
];

pub(super) fn envelope(event: &Node<'_>) -> String {
    let members: Vec<String> = MEMBERS
        .iter()
        .filter_map(|(name, from)| Some(format!("\"{name}\":{}", value(from, event.member(from)?))))
        .collect();
    format!("{{{}}}", members.join(","))
}

fn value(name: &str, node: &Node<'_>) -> String {
    match (&node.shape, name) {
        (Shape::String(text), "time") => {
            epoch_millis(text).map_or_else(|| node.compact(), |millis| millis.to_string())
        }
        _ => node.compact(),
    }
}

/// Milliseconds since 1970 of `2026-01-02T03:04:05[.678]Z`.
fn epoch_millis(text: &str) -> Option<i64> {
    let (date, time) = text.strip_suffix('Z')?.split_once('T')?;
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let [year, month, day] = integers(date, '-')?;
    let [hour, minute, second] = integers(clock, ':')?;
    let millis: i64 = format!("{fraction:0<3}").get(..3)?.parse().ok()?;
    let in_range =
        (0..=9999).contains(&year) && (1..=12).contains(&month) && (1..=31).contains(&day);
    let seconds = days(year, month, day) * 86_400 + hour * 3600 + minute * 60 + second;
    in_range.then_some(seconds * 1000 + millis)
}

fn integers(text: &str, separator: char) -> Option<[i64; 3]> {
    let mut parts = text
        .split(separator)
        .map(|part| part.parse::<u32>().map(i64::from).ok());
    let integers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(integers)
}

/// Days since 1970-01-01 in the Gregorian calendar, with years that begin in March.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let leap_days = year.div_euclid(4) - year.div_euclid(100) + year.div_euclid(400);
    year * 365 + leap_days + (month * 153 + 2) / 5 + day - 1 - 719_468
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_become_milliseconds() {
        assert_eq!(epoch_millis("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(
            epoch_millis("2026-01-02T03:04:05Z"),
            Some(1_767_323_045_000)
        );
        assert_eq!(
            epoch_millis("2024-02-29T23:59:59.5Z"),
            Some(1_709_251_199_500)
        );
        assert_eq!(epoch_millis("yesterday"), None);
    }

    #[test]
    fn the_detail_is_left_out() {
        let event = r#"{"id":"1","detail-type":"t","time":"1970-01-01T00:00:01Z","detail":{}}"#;
        let envelope = envelope(&Node::parse(event).unwrap());
        assert_eq!(envelope, r#"{"id":"1","detailType":"t","time":1000}"#);
    }
}
