//! The tree between the wire and the services' types, for every protocol that is not JSON.

mod access;
mod de;
mod mismatch;
mod ser;

pub use de::from_value;
pub use mismatch::{Mismatch, What};
pub use ser::to_value;

/// A decoded request or an answer to be encoded.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// Absent.
    Null,
    /// A boolean.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f64),
    /// Text; from the query protocol also numbers and booleans.
    Text(String),
    /// Bytes.
    Blob(Vec<u8>),
    /// A point in time, in epoch seconds.
    Timestamp(f64),
    /// A list.
    List(Vec<Value>),
    /// A structure or a map, in the order of its members.
    Map(Vec<(String, Value)>),
}

impl Value {
    /// A structure without members.
    pub fn empty() -> Self {
        Self::Map(Vec::new())
    }

    /// The member of a structure.
    pub fn get(&self, name: &str) -> Option<&Value> {
        let Self::Map(members) = self else {
            return None;
        };
        members
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value)
    }

    /// Sets a member of a structure; on anything else it does nothing.
    pub fn set(&mut self, name: impl Into<String>, value: Value) {
        let Self::Map(members) = self else { return };
        let name = name.into();
        members.retain(|(key, _)| *key != name);
        members.push((name, value));
    }

    /// Takes a member out of a structure.
    pub fn take(&mut self, name: &str) -> Option<Value> {
        let Self::Map(members) = self else {
            return None;
        };
        let at = members.iter().position(|(key, _)| key == name)?;
        Some(members.remove(at).1)
    }

    /// The text of a scalar as the text protocols write it; `None` for lists and structures.
    pub fn scalar_text(&self) -> Option<String> {
        match self {
            Self::Bool(flag) => Some(flag.to_string()),
            Self::Int(number) => Some(number.to_string()),
            Self::Float(number) => Some(number.to_string()),
            Self::Text(text) => Some(text.clone()),
            Self::Blob(bytes) => Some(base64_text(bytes)),
            Self::Timestamp(seconds) => Some(rfc3339(*seconds)),
            Self::Null | Self::List(_) | Self::Map(_) => None,
        }
    }
}

fn base64_text(bytes: &[u8]) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(bytes)
}

/// A time as XML carries it, to the millisecond: `2026-11-21T00:00:00.000Z`.
pub fn rfc3339(seconds: f64) -> String {
    let millis = (seconds * 1000.0).round() as i64;
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    format!("{time:.3}")
}

#[cfg(test)]
mod tests;
