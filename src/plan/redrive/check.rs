//! Whether an event is worth sending: valid, and not too old.

use coagent_processors::catalogue;
use jiff::Timestamp;
use serde_json::Value;

use crate::plan::message::Message;

/// Refuses an event of the catalogue whose detail is not as the catalogue has it: its processor
/// would only put it back. What is no event of the catalogue is none of its business.
pub(crate) fn valid(event: &str) -> Result<(), String> {
    let Ok(event) = serde_json::from_str::<Value>(event) else {
        return Ok(());
    };
    let text = |name: &str| event.get(name).and_then(Value::as_str).unwrap_or_default();
    let Some(known) = catalogue::find_by_envelope(text("source"), text("detail-type")) else {
        return Ok(());
    };
    let detail = event.get("detail").unwrap_or(&Value::Null);
    known.validate(detail).map_err(|violations| {
        let first = violations.first().map(ToString::to_string);
        let more = match violations.len() {
            0 | 1 => String::new(),
            count => format!(" and {} more", count - 1),
        };
        format!(
            "it is no valid `{}`: {}{more}; mend it with --set or --edit, --force sends it as it is",
            known.name(),
            first.unwrap_or_default()
        )
    })
}

/// Refuses what happened before a time: by the event's own time, else by when it was sent here.
pub(crate) fn age(message: &Message, event: &str, oldest: Option<Timestamp>) -> Result<(), String> {
    let Some(oldest) = oldest else {
        return Ok(());
    };
    let event: Value = serde_json::from_str(event).unwrap_or(Value::Null);
    let own = event.get("time").and_then(Value::as_str);
    let own = own.and_then(|time| time.parse::<Timestamp>().ok());
    match own.or(message.sent) {
        Some(time) if time < oldest => Err(format!(
            "it is too old: it happened {time}, and --max-age begins {oldest}; --force sends it"
        )),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn created(detail: &str) -> String {
        format!(
            r#"{{"source":"bayon.coagent.user","detail-type":"User Created","detail":{detail}}}"#
        )
    }

    #[test]
    fn an_event_of_the_catalogue_must_be_as_the_catalogue_has_it() {
        let good = r#"{"userId":"u","email":"a@b.c","createdAt":"2026-11-20T08:30:00Z"}"#;
        assert_eq!(valid(&created(good)), Ok(()));
        let refused = valid(&created(r#"{"userId":"u","email":"x"}"#)).unwrap_err();
        assert!(
            refused.contains("`user-created`: $.detail.email") && refused.contains("and 1 more"),
            "{refused}"
        );
    }

    #[test]
    fn what_is_not_of_the_catalogue_is_not_judged() {
        assert_eq!(valid("text"), Ok(()));
        assert_eq!(
            valid(r#"{"source":"shop","detail-type":"Sold","detail":1}"#),
            Ok(())
        );
    }

    #[test]
    fn the_events_own_time_says_how_old_it_is() {
        let message = Message {
            sent: Some(Timestamp::from_second(2000).unwrap()),
            ..Message::default()
        };
        let oldest = Timestamp::from_second(1000).ok();
        assert_eq!(age(&message, "{}", oldest), Ok(()));
        let old = r#"{"time":"1970-01-01T00:00:01Z"}"#;
        assert!(age(&message, old, oldest).unwrap_err().contains("too old"));
        assert_eq!(age(&message, old, None), Ok(()));
    }
}
