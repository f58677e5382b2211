//! Yes, no, or not known.

use crate::value::Kind;

/// The answer to a question that the template may not decide.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub enum Truth {
    /// Certainly so.
    True,
    /// Certainly not so.
    False,
    /// It depends on what only AWS will know.
    Unknown,
}

impl Truth {
    /// Both.
    pub fn and(self, other: Truth) -> Truth {
        match (self, other) {
            (Truth::False, _) | (_, Truth::False) => Truth::False,
            (Truth::True, Truth::True) => Truth::True,
            _ => Truth::Unknown,
        }
    }

    /// At least one.
    pub fn or(self, other: Truth) -> Truth {
        self.negate().and(other.negate()).negate()
    }

    /// The opposite.
    pub fn negate(self) -> Truth {
        match self {
            Truth::True => Truth::False,
            Truth::False => Truth::True,
            Truth::Unknown => Truth::Unknown,
        }
    }

    /// Whether any answer is yes; stops at the first.
    pub fn any(answers: impl IntoIterator<Item = Truth>) -> Truth {
        let mut all = Truth::False;
        for answer in answers {
            all = all.or(answer);
            if all == Truth::True {
                break;
            }
        }
        all
    }
}

impl From<bool> for Truth {
    fn from(flag: bool) -> Truth {
        if flag { Truth::True } else { Truth::False }
    }
}

impl From<Truth> for Kind {
    fn from(truth: Truth) -> Kind {
        match truth {
            Truth::True => Kind::Bool(true),
            Truth::False => Kind::Bool(false),
            Truth::Unknown => Kind::Unknown("depends on a condition that is not known".into()),
        }
    }
}
