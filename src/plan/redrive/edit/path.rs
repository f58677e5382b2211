//! A way into JSON.

use std::fmt;

use serde_json::{Map, Value};

/// A way into JSON: names of members, or indexes of elements.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Path(pub(super) Vec<String>);

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.join("."))
    }
}

impl Path {
    /// Reads `detail.email`, `detail.tags.0`.
    ///
    /// # Errors
    /// A part is empty.
    pub(super) fn dotted(text: &str) -> Result<Self, String> {
        let parts: Vec<String> = text.split('.').map(str::to_owned).collect();
        if parts.iter().any(String::is_empty) {
            return Err("a part of the path is empty".to_owned());
        }
        Ok(Self(parts))
    }

    /// What is there.
    pub(super) fn get<'a>(&self, root: &'a Value) -> Option<&'a Value> {
        self.0.iter().try_fold(root, |place, name| match place {
            Value::Object(members) => members.get(name),
            Value::Array(elements) => elements.get(name.parse::<usize>().ok()?),
            _ => None,
        })
    }

    /// Puts a value there; members on the way are made.
    ///
    /// # Errors
    /// There is something on the way that has no members.
    pub(super) fn put(&self, root: &mut Value, value: Value) -> Result<(), String> {
        let mut place = root;
        for name in &self.0 {
            place = step(place, name).ok_or_else(|| format!("{self}: there is no place for it"))?;
        }
        *place = value;
        Ok(())
    }

    /// Takes away what is there.
    pub(super) fn take(&self, root: &mut Value) {
        let Some((last, way)) = self.0.split_last() else {
            return;
        };
        let place = way.iter().try_fold(root, |place, name| match place {
            Value::Object(members) => members.get_mut(name),
            Value::Array(elements) => elements.get_mut(name.parse::<usize>().ok()?),
            _ => None,
        });
        match place {
            Some(Value::Object(members)) => drop(members.shift_remove(last)),
            Some(Value::Array(elements)) => {
                let index = last.parse::<usize>().ok();
                if let Some(index) = index.filter(|index| *index < elements.len()) {
                    elements.remove(index);
                }
            }
            _ => {}
        }
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
