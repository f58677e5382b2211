//! Changes in the words of jq: `.detail.email = "a@b.c" | del(.detail.old)`.
//!
//! Of jq these are the assignments of a value or of another path, and `del`; what else there is
//! cannot be told from a mistake, and is refused.

use serde_json::Value;

use super::{Change, path::Path};

/// Several changes, in order.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Program(pub(crate) Vec<Change>);

impl Program {
    /// Reads steps parted by `|`: `.path = JSON`, `.path = .path`, `del(.path)`.
    ///
    /// # Errors
    /// The step that is none, for people.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        split(text, '|')
            .into_iter()
            .map(str::trim)
            .map(|step| change(step).ok_or_else(|| wrong(step)))
            .collect::<Result<_, _>>()
            .map(Self)
    }
}

fn wrong(step: &str) -> String {
    format!("`{step}` is none of `.path = JSON`, `.path = .path` and `del(.path)`")
}

fn change(step: &str) -> Option<Change> {
    if let Some(inner) = step.strip_prefix("del(") {
        return path(inner.strip_suffix(')')?.trim()).map(Change::Delete);
    }
    let (to, value) = match split(step, '=')[..] {
        [to, value] => (path(to.trim())?, value.trim()),
        _ => return None,
    };
    if value.starts_with('.') {
        return path(value).map(|from| Change::Copy(to, from));
    }
    let value: Value = serde_json::from_str(value).ok()?;
    Some(Change::Set(to, value))
}

/// The parts of a text between a mark that is in no string.
fn split(text: &str, mark: char) -> Vec<&str> {
    let (mut parts, mut start) = (Vec::new(), 0);
    let (mut quoted, mut escaped) = (false, false);
    for (at, char) in text.char_indices() {
        match char {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            char if char == mark && !quoted => {
                parts.push(&text[start..at]);
                start = at + char.len_utf8();
            }
            _ => {}
        }
    }
    parts.push(&text[start..]);
    parts
}

/// `.detail.tags[0]."a b"`.
fn path(text: &str) -> Option<Path> {
    let mut parts = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (part, after) = part(rest)?;
        parts.push(part);
        rest = after;
    }
    (!parts.is_empty()).then_some(Path(parts))
}

/// The first part of a path, and what comes after it.
fn part(text: &str) -> Option<(String, &str)> {
    if let Some(inner) = text.strip_prefix('[') {
        let (index, rest) = inner.split_once(']')?;
        return index
            .parse::<usize>()
            .ok()
            .map(|index| (index.to_string(), rest));
    }
    let text = text.strip_prefix('.')?;
    if text.starts_with('"') {
        let mut names = serde_json::Deserializer::from_str(text).into_iter::<String>();
        let name = names.next()?.ok()?;
        return Some((name, &text[names.byte_offset()..]));
    }
    let end = text.find(['.', '[']).unwrap_or(text.len());
    let plain = |char: char| char.is_alphanumeric() || "_-".contains(char);
    let name = &text[..end];
    let is_name = !name.is_empty() && name.chars().all(plain);
    is_name.then(|| (name.to_owned(), &text[end..]))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{super::Changes, *};

    fn run(program: &str, body: &str) -> String {
        let each = Program::read(program).unwrap().0;
        let changes = Changes {
            each,
            ..Changes::default()
        };
        changes.apply("m", body).unwrap()
    }

    #[test]
    fn values_are_set_copied_and_deleted_in_order() {
        let body = r#"{"detail":{"mail":"a@b.c","tags":["x","y"],"old":1}}"#;
        let program = r#".detail.email = .detail.mail | del(.detail.mail) | .detail.tags[1] = "a|b=c" | del(.detail.old)"#;
        assert_eq!(
            run(program, body),
            r#"{"detail":{"tags":["x","a|b=c"],"email":"a@b.c"}}"#
        );
        assert_eq!(
            run(r#"."a b"[0] = null"#, r#"{"a b":[1]}"#),
            r#"{"a b":[null]}"#
        );
        assert_eq!(run("del(.a[0])", r#"{"a":[1,2]}"#), r#"{"a":[2]}"#);
    }

    #[test]
    fn what_is_no_step_is_named() {
        for wrong in [
            ".a",
            ".a == 1",
            ".a = text",
            "del .a",
            ".a = 1 |",
            "map(.)",
            "a = 1",
        ] {
            let refused = Program::read(wrong).unwrap_err();
            assert!(refused.contains("is none of"), "{refused}");
        }
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in ".{0,60}") {
            let _ = Program::read(&text);
        }

        #[test]
        fn a_value_that_was_set_is_there(name in "[a-z]{1,8}", value in "\\PC{0,20}") {
            let value = Value::String(value);
            let changed = run(&format!(".detail.{name} = {value}"), "{}");
            let changed: Value = serde_json::from_str(&changed).unwrap();
            prop_assert_eq!(&changed["detail"][&name], &value);
        }
    }
}
