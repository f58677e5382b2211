//! Wildcards: `*` is any run of characters, `\*` and `\\` are themselves.

use memchr::memmem;

/// A wildcard, split at its stars; there is one literal more than there are stars.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Wildcard {
    literals: Vec<String>,
}

impl Wildcard {
    /// Parses a wildcard; the error is the service's text.
    ///
    /// Positions count bytes from 1, since the service looks at the value with its quotes.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let mut literals = vec![String::new()];
        let mut chars = text.char_indices().peekable();
        while let Some((at, ch)) = chars.next() {
            match ch {
                '*' if chars.peek().is_some_and(|(_, next)| *next == '*') => {
                    return Err(format!("Consecutive wildcard characters at pos {}", at + 1));
                }
                '*' => literals.push(String::new()),
                '\\' => match chars.next() {
                    Some((_, escaped @ ('*' | '\\'))) => push(&mut literals, escaped),
                    _ => return Err(format!("Invalid escape character at pos {}", at + 1)),
                },
                _ => push(&mut literals, ch),
            }
        }
        Ok(Self { literals })
    }

    /// The literals around and between the stars.
    pub(crate) fn literals(&self) -> &[String] {
        &self.literals
    }

    pub(crate) fn matches(&self, text: &[u8]) -> bool {
        let (first, rest) = match self.literals.split_first() {
            Some(parts) => parts,
            None => return text.is_empty(),
        };
        let Some((last, middle)) = rest.split_last() else {
            return text == first.as_bytes();
        };
        let Some(inner) = text
            .strip_prefix(first.as_bytes())
            .and_then(|text| text.strip_suffix(last.as_bytes()))
        else {
            return false;
        };
        in_order(inner, middle)
    }
}

impl std::fmt::Display for Wildcard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let escaped: Vec<String> = self
            .literals
            .iter()
            .map(|literal| literal.replace('\\', "\\\\").replace('*', "\\*"))
            .collect();
        f.write_str(&escaped.join("*"))
    }
}

fn push(literals: &mut [String], ch: char) {
    if let Some(last) = literals.last_mut() {
        last.push(ch);
    }
}

/// Whether the literals occur in `text` one after the other; taking each as early as possible
/// leaves the most for the others.
fn in_order(mut text: &[u8], literals: &[String]) -> bool {
    for literal in literals {
        let Some(at) = memmem::find(text, literal.as_bytes()) else {
            return false;
        };
        text = &text[at + literal.len()..];
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(wildcard: &str, text: &str) -> bool {
        Wildcard::parse(wildcard).unwrap().matches(text.as_bytes())
    }

    #[test]
    fn a_star_is_any_run() {
        assert!(matches("a*c", "ac") && matches("a*c", "abbc") && !matches("a*c", "acb"));
        assert!(matches("*", "") && matches("", "") && !matches("", "a"));
        assert!(matches("*a*b*", "xaxbx") && !matches("*a*b*", "ba"));
        assert!(!matches("ab*ba", "aba"));
    }

    #[test]
    fn escapes_stand_for_themselves() {
        assert!(matches(r"a\*", "a*") && !matches(r"a\*", "ab") && matches(r"\\*", r"\x"));
    }

    #[test]
    fn errors_are_the_services() {
        assert_eq!(
            Wildcard::parse("a**b").unwrap_err(),
            "Consecutive wildcard characters at pos 2"
        );
        assert_eq!(
            Wildcard::parse(r"a\qb").unwrap_err(),
            "Invalid escape character at pos 2"
        );
        assert_eq!(
            Wildcard::parse(r"a\").unwrap_err(),
            "Invalid escape character at pos 2"
        );
    }

    #[test]
    fn printing_and_parsing_are_inverse() {
        for text in ["", "*", r"a\*b*c\\", "*.png"] {
            assert_eq!(Wildcard::parse(text).unwrap().to_string(), text);
        }
    }
}
