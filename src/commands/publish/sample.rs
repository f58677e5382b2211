//! Events of the catalogue: found by name, filled with sample values, changed by `--set`.

use coagent_processors::catalogue::{self, EventType, LookupError};
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// The event of a name; what it is called, if it is not.
pub(crate) fn event_type(name: &str) -> Result<&'static EventType> {
    catalogue::find(name).map_err(|error| match error {
        LookupError::Ambiguous { name, candidates } => {
            let text = format!("Several events are called `{name}`");
            Error::usage(text).hint(format!("choose one of {}", candidates.join(", ")))
        }
        LookupError::Unknown { name, near } => {
            let error = Error::not_found(format!("There is no event `{name}` in the catalogue"));
            let error = match near.first() {
                Some(near) => error.hint(format!("did you mean `{near}`?")),
                None => error,
            };
            error.hint("coagent events list")
        }
    })
}

/// Sets a value in a detail: `metadata.tokensUsed=12`. What is JSON is taken as JSON, all else as
/// text; what stands where text is expected stays text.
pub(super) fn set(detail: &mut Value, assignment: &str) -> Result<()> {
    let Some((path, value)) = assignment
        .split_once('=')
        .filter(|(path, _)| !path.is_empty())
    else {
        let text = format!("`--set {assignment}` is no assignment");
        return Err(Error::usage(text).hint("--set email=ana@example.com"));
    };
    let mut place = &mut *detail;
    for name in path.split('.') {
        if !place.is_object() {
            *place = Value::Object(Map::new());
        }
        place = &mut place[name];
    }
    let text = || Value::String(value.to_owned());
    *place = if place.is_string() {
        text()
    } else {
        serde_json::from_str(value).unwrap_or_else(|_| text())
    };
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn after(assignment: &str) -> Value {
        let mut detail = json!({ "userId": "user-1", "usage": { "count": 1 } });
        set(&mut detail, assignment).unwrap();
        detail
    }

    #[test]
    fn a_value_takes_the_kind_of_what_it_replaces() {
        assert_eq!(after("userId=7")["userId"], json!("7"));
        assert_eq!(after("usage.count=7")["usage"]["count"], json!(7));
    }

    #[test]
    fn what_was_not_there_is_json_or_text() {
        assert_eq!(after("tags=[\"a\"]")["tags"], json!(["a"]));
        assert_eq!(after("note=a=b")["note"], json!("a=b"));
        assert_eq!(after("a.b.c=true")["a"]["b"]["c"], json!(true));
    }

    #[test]
    fn what_is_no_assignment_is_refused() {
        for wrong in ["email", "=x"] {
            assert!(set(&mut json!({}), wrong).is_err(), "{wrong}");
        }
    }
}
