//! What `TestEventPattern` asks of its event.

use super::Event;
use serde::de::{Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde_json::Value;
use std::fmt;

/// Why `TestEventPattern` refuses an event: `Display` is the message of its `ValidationException`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TestEventError {
    message: String,
    detail: Option<String>,
}

impl TestEventError {
    /// What our own parser says, where the service only says that the event is not valid.
    pub fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }
}

impl fmt::Display for TestEventError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for TestEventError {}

/// Checks an event as `TestEventPattern` does and parses it.
///
/// It must be a JSON object with `id`, `account`, `source`, `time`, `region` and `detail-type`, of
/// any type; `time` must be an instant. `version`, `resources` and `detail` may be missing, though
/// the documentation lists `resources` as required.
///
/// # Errors
/// The message of the service's `ValidationException`.
pub fn validate_test_event(text: &str) -> Result<Event, TestEventError> {
    let event = Event::parse(text).map_err(|e| not_valid(Some(e.to_string())))?;
    let members: Members =
        serde_json::from_str(text).map_err(|e| not_valid(Some(e.to_string())))?;
    let missing = REQUIRED.iter().find(|name| !members.present.contains(name));
    if let Some(name) = missing {
        return Err(not_valid(Some(format!("the event has no \"{name}\""))));
    }
    if !members.time.as_str().is_some_and(is_instant) {
        return Err(TestEventError {
            message: "Invalid time.".into(),
            detail: None,
        });
    }
    Ok(event)
}

const REQUIRED: &[&str] = &["id", "account", "source", "time", "region", "detail-type"];

/// Which of the required members an event has, and its time. Other values are not read: a number
/// beyond every double is a number, too.
#[derive(Default)]
struct Members {
    present: Vec<&'static str>,
    time: Value,
}

impl<'de> Deserialize<'de> for Members {
    fn deserialize<D: Deserializer<'de>>(event: D) -> Result<Self, D::Error> {
        event.deserialize_map(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Members;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Members, A::Error> {
        let mut members = Members::default();
        while let Some(key) = map.next_key::<String>()? {
            if key == "time" {
                members.time = map.next_value()?;
            } else {
                map.next_value::<IgnoredAny>()?;
            }
            members
                .present
                .extend(REQUIRED.iter().find(|name| **name == key));
        }
        Ok(members)
    }
}

fn not_valid(detail: Option<String>) -> TestEventError {
    TestEventError {
        message: "Parameter Event is not valid.".into(),
        detail,
    }
}

/// `2026-01-02T03:04:05Z`, with optional fraction.
fn is_instant(text: &str) -> bool {
    let Some((date, time)) = text.split_once('T') else {
        return false;
    };
    let Some(time) = time.strip_suffix('Z') else {
        return false;
    };
    let (clock, fraction) = time.split_once('.').unwrap_or((time, "0"));
    let fraction_ok =
        (1..=9).contains(&fraction.len()) && fraction.bytes().all(|b| b.is_ascii_digit());
    is_date(date) && is_clock(clock) && fraction_ok
}

fn is_date(text: &str) -> bool {
    let Some([year, month, day]) = numbers(text, '-', [4, 2, 2]) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 => 28 + u32::from(leap),
        _ => return false,
    };
    (1..=days).contains(&day)
}

fn is_clock(text: &str) -> bool {
    match numbers(text, ':', [2, 2, 2]) {
        Some([hour, minute, second]) => hour < 24 && minute < 60 && second < 60,
        None => numbers(text, ':', [2, 2]).is_some_and(|[hour, minute]| hour < 24 && minute < 60),
    }
}

fn numbers<const N: usize>(text: &str, separator: char, widths: [usize; N]) -> Option<[u32; N]> {
    let mut parts = text.split(separator);
    let mut out = [0; N];
    for (slot, width) in out.iter_mut().zip(widths) {
        let part = parts.next().filter(|p| p.len() == width)?;
        *slot = part
            .bytes()
            .all(|b| b.is_ascii_digit())
            .then(|| part.parse().ok())??;
    }
    parts.next().is_none().then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVENT: &str = r#"{"id":1,"account":null,"source":"s","time":"2026-01-02T03:04:05Z",
                            "region":[],"detail-type":{}}"#;

    #[test]
    fn types_do_not_matter() {
        assert!(validate_test_event(EVENT).is_ok());
    }

    #[test]
    fn a_number_beyond_every_double_is_a_number() {
        let event = EVENT.replace("{}", r#"{"v":1e309}"#);
        assert!(validate_test_event(&event).is_ok());
    }

    #[test]
    fn each_required_field_is_missed() {
        for name in REQUIRED {
            let without = EVENT.replace(&format!("\"{name}\""), "\"other\"");
            let error = validate_test_event(&without).unwrap_err();
            assert_eq!(error.to_string(), "Parameter Event is not valid.", "{name}");
            assert!(error.detail().unwrap().contains(name));
        }
    }

    #[test]
    fn time_must_be_an_instant() {
        for time in [
            "2026-02-29T00:00:00Z",
            "2026-01-02",
            "2026-01-02T24:00:00Z",
            "now",
            "2026-01-02T03:04:05",
        ] {
            let event = EVENT.replace("2026-01-02T03:04:05Z", time);
            assert_eq!(
                validate_test_event(&event).unwrap_err().to_string(),
                "Invalid time.",
                "{time}"
            );
        }
        assert!(is_instant("2024-02-29T23:59:59.123Z"));
    }

    #[test]
    fn what_is_not_an_object_is_not_valid() {
        for text in ["[]", "1", "", "{", "{\"id\":1"] {
            assert_eq!(
                validate_test_event(text).unwrap_err().to_string(),
                "Parameter Event is not valid."
            );
        }
    }
}
