//! Changing messages before they are sent: each in the same way, or one by one.

mod path;
mod program;

use std::collections::BTreeMap;

use serde_json::Value;

use self::path::Path;
pub(crate) use self::program::Program;

/// What is changed in the messages of a redrive.
#[derive(Clone, Debug, Default)]
pub(crate) struct Changes {
    /// What is changed in each, in order.
    pub(crate) each: Vec<Change>,
    /// What was written by hand instead of a message's event, by message id.
    pub(crate) written: BTreeMap<String, String>,
}

/// One change.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Change {
    /// A value is put there.
    Set(Path, Value),
    /// What is at the second path is put at the first.
    Copy(Path, Path),
    /// It is taken away.
    Delete(Path),
}

impl Change {
    /// Reads `path=value`. What is JSON is taken as such, anything else as a string.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub(crate) fn read(text: &str) -> Result<Self, String> {
        let (path, value) = text
            .split_once('=')
            .ok_or_else(|| "it must be PATH=VALUE".to_owned())?;
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        Ok(Self::Set(Path::dotted(path)?, value))
    }

    fn apply(&self, root: &mut Value) -> Result<(), String> {
        match self {
            Self::Set(path, value) => path.put(root, value.clone()),
            Self::Copy(to, from) => {
                let value = from.get(root).cloned().unwrap_or(Value::Null);
                to.put(root, value)
            }
            Self::Delete(path) => {
                path.take(root);
                Ok(())
            }
        }
    }
}

impl Changes {
    /// Whether nothing is changed.
    pub(crate) fn is_none(&self) -> bool {
        self.each.is_empty() && self.written.is_empty()
    }

    /// The body of a message with the changes made; as it is, to the byte, when there are none.
    ///
    /// # Errors
    /// The body is not JSON, or has no place for a change.
    pub(crate) fn apply(&self, message: &str, body: &str) -> Result<String, String> {
        let body = self.written.get(message).map_or(body, String::as_str);
        if self.each.is_empty() {
            return Ok(body.to_owned());
        }
        let mut value: Value = serde_json::from_str(body)
            .map_err(|_| "it cannot be changed: it is not JSON".to_owned())?;
        for change in &self.each {
            change.apply(&mut value)?;
        }
        Ok(value.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(body: &str, change: &str) -> Result<String, String> {
        let each = vec![Change::read(change)?];
        let changes = Changes {
            each,
            ..Changes::default()
        };
        changes.apply("m", body)
    }

    #[test]
    fn a_value_is_put_where_the_path_leads() {
        let body = r#"{"id":"1","detail":{"email":"x","tags":["a","b"]}}"#;
        assert_eq!(
            set(body, "detail.email=a@b.c").unwrap(),
            r#"{"id":"1","detail":{"email":"a@b.c","tags":["a","b"]}}"#
        );
        assert!(set(body, "detail.tags.1=7").unwrap().contains(r#"["a",7]"#));
        assert!(
            set(body, "detail.new.deep=true")
                .unwrap()
                .contains(r#""new":{"deep":true}"#)
        );
    }

    #[test]
    fn what_has_no_place_is_said() {
        assert!(
            set(r#"{"id":"1"}"#, "id.deep=1")
                .unwrap_err()
                .contains("id.deep")
        );
        assert!(set("text", "id=1").unwrap_err().contains("not JSON"));
        assert!(Change::read("detail").is_err());
        assert!(Change::read(".a=1").is_err());
    }

    #[test]
    fn without_changes_the_body_is_the_same_to_the_byte() {
        let none = Changes::default();
        assert_eq!(none.apply("m", "{ \"a\": 1.0 }").unwrap(), "{ \"a\": 1.0 }");
    }

    #[test]
    fn what_was_written_by_hand_is_of_one_message() {
        let changes = Changes {
            written: [("m".to_owned(), "new".to_owned())].into(),
            ..Changes::default()
        };
        assert_eq!(changes.apply("m", "old").unwrap(), "new");
        assert_eq!(changes.apply("n", "old").unwrap(), "old");
    }
}
