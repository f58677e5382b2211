//! What does not fit a type, and where in the tree it is.

use std::fmt;

use serde::de;

/// What does not fit.
#[derive(Debug)]
pub struct Mismatch {
    /// From the inside out.
    at: Vec<Step>,
    what: What,
}

/// The kinds of what does not fit.
#[derive(Debug)]
pub enum What {
    /// A member that must be there is not.
    Missing(&'static str),
    /// A text that is none of a set of names.
    NotOneOf {
        /// The text.
        value: String,
        /// The names.
        names: &'static [&'static str],
    },
    /// Something else, in words.
    Other(String),
}

/// One step into a tree.
#[derive(Debug)]
pub(super) enum Step {
    /// Into a member of a structure.
    Member(String),
    /// To an item of a list, from 1.
    Item(usize),
}

impl Mismatch {
    pub(super) fn new(text: String) -> Self {
        Self::of(What::Other(text))
    }

    fn of(what: What) -> Self {
        let at = Vec::new();
        Self { at, what }
    }

    pub(super) fn below(mut self, step: Step) -> Self {
        self.at.push(step);
        self
    }

    /// What it is.
    pub fn what(&self) -> &What {
        &self.what
    }

    /// Where it is, as AWS's validation says it: `entries.1.member.source`.
    pub fn path(&self) -> String {
        let steps = self.at.iter().rev().map(|step| match step {
            Step::Member(name) => lower(name),
            Step::Item(number) => format!("{number}.member"),
        });
        let missing = match &self.what {
            What::Missing(name) => Some(lower(name)),
            _ => None,
        };
        steps.chain(missing).collect::<Vec<_>>().join(".")
    }
}

fn lower(name: &str) -> String {
    let mut letters = name.chars();
    let first = letters.next().map(|letter| letter.to_ascii_lowercase());
    first.into_iter().chain(letters).collect()
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.what {
            What::Missing(name) => write!(f, "missing field `{name}`"),
            What::NotOneOf { value, names } => {
                write!(f, "`{value}` is none of {}", names.join(", "))
            }
            What::Other(text) => f.write_str(text),
        }
    }
}

impl std::error::Error for Mismatch {}

impl de::Error for Mismatch {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::new(message.to_string())
    }

    fn missing_field(name: &'static str) -> Self {
        Self::of(What::Missing(name))
    }

    fn unknown_variant(value: &str, names: &'static [&'static str]) -> Self {
        let value = value.to_owned();
        Self::of(What::NotOneOf { value, names })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde_json::json;

    use super::super::{from_value, to_value};

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    #[expect(dead_code, reason = "only read into")]
    struct Input {
        entries: Vec<Entry>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "PascalCase")]
    #[expect(dead_code, reason = "only read into")]
    struct Entry {
        source: String,
        state: Option<State>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(rename_all = "UPPERCASE")]
    enum State {
        Enabled,
        Disabled,
    }

    fn path(input: serde_json::Value) -> String {
        from_value::<Input>(to_value(&input)).unwrap_err().path()
    }

    #[test]
    fn a_place_is_named_as_aws_names_it() {
        assert_eq!(path(json!({})), "entries");
        let entries = json!({ "Entries": [{ "Source": "a" }, {}] });
        assert_eq!(path(entries), "entries.2.member.source");
        let entries = json!({ "Entries": [{ "Source": "a", "State": "ON" }] });
        assert_eq!(path(entries), "entries.1.member.state");
    }
}
