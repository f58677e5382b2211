//! Checking a detail against its event type: every violation, with its path and the way out.

use std::fmt;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::event_type::EventType;
use super::field::{Bounds, Field, Kind};

/// One thing wrong with a detail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// Where: `$.detail.changes[2]`.
    pub path: String,
    /// What is wrong: `expected string, found number`.
    pub message: String,
    /// What to do, where that can be told: ``did you mean `email`?``.
    pub hint: Option<String>,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.path, self.message)?;
        self.hint
            .as_ref()
            .map_or(Ok(()), |hint| write!(f, " ({hint})"))
    }
}

impl EventType {
    /// Checks a detail.
    ///
    /// # Errors
    /// Every violation there is, in the order of the catalogue's fields, unknown fields last.
    pub fn validate(&self, detail: &Value) -> Result<(), Vec<Violation>> {
        let mut check = Check::default();
        match detail {
            Value::Object(object) => check.object("$.detail", object, self.fields(), false),
            other => check.wrong_type("$.detail", "object", other),
        }
        if check.violations.is_empty() {
            Ok(())
        } else {
            Err(check.violations)
        }
    }
}

#[derive(Default)]
struct Check {
    violations: Vec<Violation>,
}

impl Check {
    fn object(&mut self, path: &str, object: &Map<String, Value>, fields: &[Field], open: bool) {
        for field in fields {
            let place = format!("{path}.{}", field.name);
            match object.get(field.name) {
                Some(value) => self.value(&place, value, &field.kind),
                None if field.required => self.missing(&place, field),
                None => {}
            }
        }
        if !open {
            self.unknown(path, object, fields);
        }
    }

    fn value(&mut self, path: &str, value: &Value, kind: &Kind) {
        match (kind, value) {
            (Kind::Text(_), Value::String(_)) | (Kind::Boolean, Value::Bool(_)) => {}
            (Kind::Id(_), Value::String(text)) => self.id(path, text),
            (Kind::Email, Value::String(text)) => self.email(path, text),
            (Kind::DateTime { .. }, Value::String(text)) => self.time(path, text),
            (Kind::OneOf(allowed), Value::String(text)) => self.one_of(path, text, allowed),
            (Kind::Integer(bounds), Value::Number(n)) if is_whole(n) => {
                self.bounds(path, n.as_f64(), *bounds);
            }
            (Kind::Number(bounds), Value::Number(n)) => self.bounds(path, n.as_f64(), *bounds),
            (Kind::List { of, max }, Value::Array(items)) => self.list(path, items, of, *max),
            (Kind::Object(fields), Value::Object(inner)) => self.object(path, inner, fields, false),
            (Kind::Open(fields), Value::Object(inner)) => self.object(path, inner, fields, true),
            (kind, value) => self.wrong_type(path, kind.type_name(), value),
        }
    }

    fn list(&mut self, path: &str, items: &[Value], of: &Kind, max: usize) {
        if items.len() > max {
            let hint = format!("split it into events of at most {max}");
            self.add(
                path,
                format!("{} items, at most {max} are allowed", items.len()),
                hint,
            );
        }
        for (index, item) in items.iter().enumerate() {
            self.value(&format!("{path}[{index}]"), item, of);
        }
    }

    fn id(&mut self, path: &str, text: &str) {
        if text.is_empty() {
            self.add(path, "must not be empty".into(), None);
        }
    }

    fn email(&mut self, path: &str, text: &str) {
        if !is_email(text) {
            let hint = "an address looks like name@example.com".to_owned();
            self.add(path, format!("`{text}` is not an e-mail address"), hint);
        }
    }

    fn time(&mut self, path: &str, text: &str) {
        let utc = text.ends_with('Z') || text.ends_with("+00:00");
        if !utc || text.parse::<Timestamp>().is_err() {
            let hint = "write it as 2026-11-20T08:30:00Z".to_owned();
            self.add(
                path,
                format!("`{text}` is not a time in ISO 8601 UTC"),
                hint,
            );
        }
    }

    fn one_of(&mut self, path: &str, text: &str, allowed: &[&str]) {
        if !allowed.contains(&text) {
            let message = format!("`{text}` is not one of {}", allowed.join(", "));
            self.add(path, message, nearest(text, allowed.iter().copied()));
        }
    }

    fn bounds(&mut self, path: &str, number: Option<f64>, bounds: Bounds) {
        let number = number.unwrap_or(f64::NAN);
        if !bounds.contains(number) {
            self.add(path, format!("{number} is {}", outside(bounds)), None);
        }
    }

    fn missing(&mut self, path: &str, field: &Field) {
        let hint = field.description.to_owned();
        self.add(
            path,
            format!("missing required {}", field.type_name()),
            hint,
        );
    }

    fn unknown(&mut self, path: &str, object: &Map<String, Value>, fields: &[Field]) {
        let known = |name: &str| fields.iter().any(|field| field.name == name);
        for name in object.keys().filter(|name| !known(name)) {
            let hint = nearest(name, fields.iter().map(|field| field.name));
            self.add(&format!("{path}.{name}"), "unknown field".into(), hint);
        }
    }

    fn wrong_type(&mut self, path: &str, expected: &str, found: &Value) {
        self.add(
            path,
            format!("expected {expected}, found {}", describe(found)),
            None,
        );
    }

    fn add(&mut self, path: &str, message: String, hint: impl Into<Option<String>>) {
        self.violations.push(Violation {
            path: path.to_owned(),
            message,
            hint: hint.into(),
        });
    }
}

fn is_whole(number: &serde_json::Number) -> bool {
    number.as_i64().is_some() || number.as_f64().is_some_and(|n| n.fract() == 0.0)
}

/// Catches slips, not every address a mail server would refuse.
fn is_email(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    let clean = !text.contains(char::is_whitespace) && !domain.contains('@');
    let (Some((host, top)), false) = (domain.rsplit_once('.'), local.is_empty()) else {
        return false;
    };
    clean && !host.is_empty() && !top.is_empty()
}

fn outside(bounds: Bounds) -> String {
    match (bounds.min, bounds.max) {
        (Some(min), Some(max)) => format!("outside {min} to {max}"),
        (Some(min), None) => format!("less than {min}"),
        (None, Some(max)) => format!("greater than {max}"),
        (None, None) => "not a number".to_owned(),
    }
}

fn describe(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

fn nearest<'a>(wanted: &str, known: impl Iterator<Item = &'a str>) -> Option<String> {
    known
        .map(|name| {
            (
                strsim::jaro_winkler(&wanted.to_lowercase(), &name.to_lowercase()),
                name,
            )
        })
        .filter(|(score, _)| *score > 0.75)
        .max_by(|(a, _), (b, _)| a.total_cmp(b))
        .map(|(_, name)| format!("did you mean `{name}`?"))
}

#[cfg(test)]
mod tests {
    use crate::catalogue::find;
    use serde_json::{Value, json};

    fn complaints(event: &str, detail: &Value) -> Vec<String> {
        let violations = find(event).unwrap().validate(detail).unwrap_err();
        violations.iter().map(ToString::to_string).collect()
    }

    fn progress(changes: Value) -> Value {
        let mut detail = json!({
            "userId": "u", "jobId": "j", "jobType": "blog_post", "progress": 10,
            "status": "processing", "message": "", "timestamp": "2026-11-20T08:30:00Z",
        });
        let (Value::Object(all), Value::Object(changes)) = (&mut detail, changes) else {
            panic!()
        };
        all.extend(changes);
        detail
    }

    #[test]
    fn missing_and_unknown_fields_are_named_with_a_way_out() {
        let detail = json!({"userId": "u", "emial": "a@b.c", "createdAt": "2026-11-20T08:30:00Z"});
        let found = complaints("user-created", &detail);
        assert_eq!(found.len(), 2);
        assert!(
            found[0].starts_with("$.detail.email: missing required string"),
            "{found:?}"
        );
        assert_eq!(
            found[1],
            "$.detail.emial: unknown field (did you mean `email`?)"
        );
    }

    #[test]
    fn a_wrong_type_names_both() {
        let found = complaints("job-progress-update", &progress(json!({"progress": "10"})));
        assert_eq!(found, ["$.detail.progress: expected integer, found string"]);
        assert_eq!(
            complaints("user-created", &json!([])),
            ["$.detail: expected object, found array"]
        );
    }

    #[test]
    fn bounds_are_inclusive_and_a_fraction_is_not_an_integer() {
        let event = find("job-progress-update").unwrap();
        for edge in [0, 100] {
            assert_eq!(event.validate(&progress(json!({"progress": edge}))), Ok(()));
        }
        let found = complaints("job-progress-update", &progress(json!({"progress": 101})));
        assert_eq!(found, ["$.detail.progress: 101 is outside 0 to 100"]);
        let found = complaints("job-progress-update", &progress(json!({"progress": 1.5})));
        assert_eq!(found, ["$.detail.progress: expected integer, found number"]);
    }

    #[test]
    fn an_enumeration_lists_what_is_allowed() {
        let found = complaints(
            "job-progress-update",
            &progress(json!({"status": "complete"})),
        );
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("`complete` is not one of"), "{found:?}");
        assert!(
            found[0].ends_with("(did you mean `completed`?)"),
            "{found:?}"
        );
    }

    #[test]
    fn times_are_iso_8601_in_utc() {
        for bad in [
            "yesterday",
            "2026-11-20",
            "2026-11-20T08:30:00+02:00",
            "2026-02-30T00:00:00Z",
        ] {
            let found = complaints("job-progress-update", &progress(json!({"timestamp": bad})));
            assert!(
                found[0].contains("is not a time in ISO 8601 UTC"),
                "{bad}: {found:?}"
            );
        }
    }

    #[test]
    fn addresses_without_a_domain_are_refused() {
        for bad in ["ana", "ana@", "@b.c", "ana@b", "a b@c.d", "a@b@c.d"] {
            let detail = json!({"userId": "u", "email": bad, "createdAt": "2026-11-20T08:30:00Z"});
            let found = complaints("user-created", &detail);
            assert!(
                found[0].contains("is not an e-mail address"),
                "{bad}: {found:?}"
            );
        }
    }

    #[test]
    fn items_of_a_list_are_checked_by_index() {
        let detail = json!({
            "userId": "u", "profileData": {}, "changes": ["name", 7],
            "timestamp": "2026-11-20T08:30:00Z",
        });
        let found = complaints("user.profile-updated", &detail);
        assert_eq!(
            found,
            ["$.detail.changes[1]: expected string, found number"]
        );
    }
}
