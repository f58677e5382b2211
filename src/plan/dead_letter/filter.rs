//! Which dead letters are meant.

use coagent_pattern::{Event, Pattern};
use jiff::Timestamp;

use super::{DeadLetter, payload};
use crate::{aws::holdings::name_of, plan::message::Message};

/// Which dead letters are meant: those that all of it holds for.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter {
    /// These messages only, by message or event id; none for all.
    pub(crate) ids: Vec<String>,
    /// Name or ARN of the rule.
    pub(crate) rule: Option<String>,
    /// Name or ARN of the target.
    pub(crate) target: Option<String>,
    /// The error's code.
    pub(crate) error: Option<String>,
    /// The event's detail type.
    pub(crate) detail_type: Option<String>,
    /// Sent before this.
    pub(crate) before: Option<Timestamp>,
    /// Sent after this.
    pub(crate) after: Option<Timestamp>,
    /// Whose event matches this pattern.
    pub(crate) pattern: Option<Pattern>,
}

impl Filter {
    /// Whether all are meant.
    pub(crate) fn is_all(&self) -> bool {
        let texts = [&self.rule, &self.target, &self.error, &self.detail_type];
        self.ids.is_empty()
            && texts.iter().all(|text| text.is_none())
            && self.before.is_none()
            && self.after.is_none()
            && self.pattern.is_none()
    }

    /// Whether a dead letter is meant.
    pub(crate) fn matches(&self, message: &Message, letter: &DeadLetter) -> bool {
        self.names(message, letter)
            && is(&self.rule, letter.rule_arn.as_deref(), named)
            && is(&self.target, letter.target_arn.as_deref(), named)
            && is(&self.error, letter.error_code.as_deref(), same)
            && is(&self.detail_type, letter.detail_type.as_deref(), same)
            && self.in_time(message.sent)
            && self.fits(&message.body)
    }

    fn names(&self, message: &Message, letter: &DeadLetter) -> bool {
        let event = letter.event_id.as_deref();
        let wanted = |id: &String| *id == message.id || Some(id.as_str()) == event;
        self.ids.is_empty() || self.ids.iter().any(wanted)
    }

    fn in_time(&self, sent: Option<Timestamp>) -> bool {
        let early = self
            .before
            .is_none_or(|end| sent.is_some_and(|at| at < end));
        let late = self
            .after
            .is_none_or(|start| sent.is_some_and(|at| at > start));
        early && late
    }

    fn fits(&self, body: &str) -> bool {
        let Some(pattern) = &self.pattern else {
            return true;
        };
        Event::parse(&payload(body)).is_ok_and(|event| pattern.matches(&event))
    }
}

fn is(wanted: &Option<String>, found: Option<&str>, agree: fn(&str, &str) -> bool) -> bool {
    match wanted {
        None => true,
        Some(wanted) => found.is_some_and(|found| agree(wanted, found)),
    }
}

fn same(wanted: &str, found: &str) -> bool {
    wanted.eq_ignore_ascii_case(found)
}

/// Whether an ARN is the wanted one, or ends with the wanted name.
fn named(wanted: &str, arn: &str) -> bool {
    wanted == arn || name_of(arn) == wanted
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::dead_letter::read;
    use crate::plan::message::{Attribute, Value};

    fn message() -> Message {
        let text = |text: &str| Attribute {
            kind: "String".into(),
            value: Value::Text(text.into()),
        };
        Message {
            id: "m1".into(),
            body: r#"{"id":"e1","detail-type":"User Created","detail":{"plan":"pro"}}"#.into(),
            attributes: [
                ("RULE_ARN", "arn:aws:events:r:1:rule/bus/life-events"),
                ("TARGET_ARN", "arn:aws:lambda:r:1:function:life"),
                ("ERROR_CODE", "NO_PERMISSIONS"),
            ]
            .map(|(name, value)| (name.to_owned(), text(value)))
            .into(),
            sent: Some(Timestamp::from_second(1000).unwrap()),
            ..Message::default()
        }
    }

    fn matches(filter: Filter) -> bool {
        let message = message();
        filter.matches(&message, &read(&message.texts(), &message.body))
    }

    #[test]
    fn rule_and_target_go_by_name_or_arn() {
        let rule = |rule: &str| Filter {
            rule: Some(rule.into()),
            ..Filter::default()
        };
        assert!(matches(rule("life-events")));
        assert!(matches(rule("arn:aws:events:r:1:rule/bus/life-events")));
        assert!(!matches(rule("events")));
        let target = Filter {
            target: Some("life".into()),
            ..Filter::default()
        };
        assert!(matches(target));
    }

    #[test]
    fn age_ids_and_error_narrow() {
        let at = |second| Timestamp::from_second(second).ok();
        let before = |before| Filter {
            before,
            ..Filter::default()
        };
        assert!(matches(before(at(1001))));
        assert!(!matches(before(at(1000))));
        let id = |id: &str| Filter {
            ids: vec![id.into()],
            ..Filter::default()
        };
        assert!(matches(id("m1")) && matches(id("e1")) && !matches(id("e2")));
        let error = |code: &str| Filter {
            error: Some(code.into()),
            ..Filter::default()
        };
        assert!(matches(error("no_permissions")) && !matches(error("TIMEOUT")));
    }

    #[test]
    fn a_pattern_looks_into_the_event() {
        let pattern = |text: &str| Filter {
            pattern: Pattern::parse(text).ok(),
            ..Filter::default()
        };
        assert!(matches(pattern(r#"{"detail":{"plan":["pro"]}}"#)));
        assert!(!matches(pattern(r#"{"detail":{"plan":["free"]}}"#)));
    }
}
