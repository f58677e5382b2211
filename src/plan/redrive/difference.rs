//! What differs between two events, for people.

use serde_json::Value;

/// A line for each place that differs: ``detail.email: "x" → "a@b.c"``. What is not JSON is one
/// place.
pub(crate) fn between(before: &str, after: &str) -> Vec<String> {
    if before == after {
        return Vec::new();
    }
    let read = |text: &str| serde_json::from_str::<Value>(text);
    let mut lines = Vec::new();
    match (read(before), read(after)) {
        (Ok(before), Ok(after)) => compare("", Some(&before), Some(&after), &mut lines),
        _ => lines.push(format!("{before} → {after}")),
    }
    lines
}

fn compare(path: &str, before: Option<&Value>, after: Option<&Value>, lines: &mut Vec<String>) {
    match (before, after) {
        (before, after) if before == after => {}
        (Some(Value::Object(old)), Some(Value::Object(new))) => {
            let added = new.keys().filter(|name| !old.contains_key(*name));
            for name in old.keys().chain(added) {
                compare(&below(path, name), old.get(name), new.get(name), lines);
            }
        }
        (Some(Value::Array(old)), Some(Value::Array(new))) => {
            for index in 0..old.len().max(new.len()) {
                let path = below(path, &index.to_string());
                compare(&path, old.get(index), new.get(index), lines);
            }
        }
        (before, after) => lines.push(format!("{path}: {} → {}", said(before), said(after))),
    }
}

fn below(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        path => format!("{path}.{name}"),
    }
}

fn said(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), Value::to_string)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_that_differs_is_named() {
        let before = r#"{"a":1,"b":{"c":[1,2],"d":true}}"#;
        let after = r#"{"b":{"c":[1,3,4],"d":true},"e":"x"}"#;
        assert_eq!(
            between(before, after),
            [
                "a: 1 → nothing",
                "b.c.1: 2 → 3",
                "b.c.2: nothing → 4",
                r#"e: nothing → "x""#
            ]
        );
    }

    #[test]
    fn the_same_json_written_otherwise_is_the_same() {
        assert_eq!(between(r#"{"a": 1}"#, r#"{"a":1}"#), [""; 0]);
        assert_eq!(between("old", "new"), ["old → new"]);
    }
}
