//! Changing a message before it is sent: `--set detail.email=a@b.c`.

use serde_json::{Map, Value};

/// One change: a dotted path into the JSON, and what is put there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Change {
    path: Vec<String>,
    value: Value,
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
        let path: Vec<String> = path.split('.').map(str::to_owned).collect();
        if path.iter().any(String::is_empty) {
            return Err("a part of the path is empty".to_owned());
        }
        let value = serde_json::from_str(value).unwrap_or_else(|_| Value::String(value.to_owned()));
        Ok(Self { path, value })
    }

    fn apply(&self, root: &mut Value) -> Result<(), String> {
        let mut place = root;
        for name in &self.path {
            place = step(place, name).ok_or_else(|| {
                format!("--set {}: there is no place for it", self.path.join("."))
            })?;
        }
        *place = self.value.clone();
        Ok(())
    }
}

/// Into a member, made when it is not there, or into an element of an array that is.
fn step<'a>(place: &'a mut Value, name: &str) -> Option<&'a mut Value> {
    if place.is_null() {
        *place = Value::Object(Map::new());
    }
    match place {
        Value::Object(members) => Some(members.entry(name).or_insert(Value::Null)),
        Value::Array(elements) => elements.get_mut(name.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The body with the changes made; as it is, to the byte, when there are none.
///
/// # Errors
/// The body is not JSON, or has no place for a change.
pub(crate) fn edited(body: &str, changes: &[Change]) -> Result<String, String> {
    if changes.is_empty() {
        return Ok(body.to_owned());
    }
    let mut value: Value =
        serde_json::from_str(body).map_err(|_| "--set: the message is not JSON".to_owned())?;
    for change in changes {
        change.apply(&mut value)?;
    }
    Ok(value.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(body: &str, change: &str) -> Result<String, String> {
        edited(body, &[Change::read(change)?])
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
        assert_eq!(edited("{ \"a\": 1.0 }", &[]).unwrap(), "{ \"a\": 1.0 }");
    }
}
