//! Regular expressions between percent signs: `%ERROR|WARN%`.

use regex_lite::Regex;

/// An expression; it matches any part of a text that it is not anchored in.
#[derive(Clone, Debug)]
pub(crate) struct Regular(Regex);

impl PartialEq for Regular {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Regular {
    /// Reads the expression at the beginning of a text, and what follows it; `None` where there is
    /// none.
    pub(super) fn prefix(text: &str) -> Option<Result<(Self, &str), String>> {
        let inner = text.strip_prefix('%')?;
        let end = unescaped(inner, '%').filter(|end| *end > 0)?;
        Some(Self::parse(&inner[..end]).map(|read| (read, &inner[end + 1..])))
    }

    fn parse(expression: &str) -> Result<Self, String> {
        if unescaped(expression, '(').is_some() {
            return Err(format!("%{expression}% has a group, which there is not"));
        }
        let read = Regex::new(expression);
        read.map(Self)
            .map_err(|why| format!("%{expression}% is no regular expression: {why}"))
    }

    pub(super) fn is_match(&self, text: &str) -> bool {
        self.0.is_match(text)
    }
}

/// Where a character stands that no backslash is before.
fn unescaped(text: &str, wanted: char) -> Option<usize> {
    let mut escaped = false;
    text.char_indices().find_map(|(at, character)| {
        let is_it = character == wanted && !escaped;
        escaped = character == '\\' && !escaped;
        is_it.then_some(at)
    })
}
