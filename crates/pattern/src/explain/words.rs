//! Explanations in words.

use super::{Explanation, Found, Reason};
use std::fmt;

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.matched {
            return f.write_str("the event matches");
        }
        f.write_str("the event does not match: ")?;
        if let [only] = self.reasons.as_slice() {
            return only.fmt(f);
        }
        write!(f, "none of the {} alternatives does", self.alternatives)?;
        for reason in &self.reasons {
            write!(f, "\n  {}. {reason}", reason.alternative)?;
        }
        match self.alternatives - self.reasons.len() {
            0 => Ok(()),
            more => write!(f, "\n  … and {more} more"),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = match self.path.as_str() {
            "" => "the field with the empty name",
            path => path,
        };
        write!(f, "{path} {}; expected {}", self.found, self.expected)
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing => f.write_str("is missing"),
            Self::NotALeaf => f.write_str("is an object, not a value"),
            Self::Values(values) => write!(f, "is {}", values.join(" and ")),
            Self::OtherElement(values) if values.is_empty() => {
                f.write_str("is not in the array element that satisfies the fields before it")
            }
            Self::OtherElement(values) => write!(
                f,
                "is {}, but in another array element than the one that satisfies the fields before it",
                values.join(" and ")
            ),
        }
    }
}
