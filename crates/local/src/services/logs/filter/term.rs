//! Terms and phrases, for events that are any text.

use super::regular::Regular;

/// What a text must have, may have and must not have.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Terms {
    required: Vec<Term>,
    any: Vec<Term>,
    excluded: Vec<Term>,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Text(String),
    Regular(Regular),
}

impl Term {
    fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Text(term) => text.contains(term.as_str()),
            Self::Regular(expression) => expression.is_match(text),
        }
    }
}

impl Terms {
    /// Whether the text passes. Optional terms count only when nothing is required.
    pub(super) fn match_text(&self, text: &str) -> bool {
        let has = |term: &Term| term.is_in(text);
        if self.excluded.iter().any(has) || !self.required.iter().all(has) {
            return false;
        }
        self.any.is_empty() || !self.required.is_empty() || self.any.iter().any(has)
    }
}

/// Reads terms: words, phrases in double quotes, or regular expressions; `-` excludes, `?` makes
/// optional.
pub(super) fn parse(pattern: &str) -> Result<Terms, String> {
    let mut terms = Terms::default();
    let mut rest = pattern;
    loop {
        rest = rest.trim_start();
        let Some(first) = rest.chars().next() else {
            return Ok(terms);
        };
        let into = match first {
            '-' => &mut terms.excluded,
            '?' => &mut terms.any,
            _ => &mut terms.required,
        };
        if matches!(first, '-' | '?') {
            rest = &rest[1..];
        }
        let at = pattern.len() - rest.len();
        let (term, after) = match Regular::prefix(rest) {
            Some(read) => read.map(|(expression, after)| (Term::Regular(expression), after))?,
            None => {
                let read = one(rest);
                let (term, after) =
                    read.ok_or_else(|| format!("a quote is open at character {at}"))?;
                if term.is_empty() {
                    return Err(format!("a term is missing at character {at}"));
                }
                (Term::Text(term), after)
            }
        };
        into.push(term);
        rest = after;
    }
}

/// One word or phrase and what follows it; `None` when a quote stays open.
fn one(text: &str) -> Option<(String, &str)> {
    match text.strip_prefix('"') {
        Some(quoted) => phrase(quoted),
        None => {
            let end = text.find(char::is_whitespace).unwrap_or(text.len());
            Some((text[..end].to_owned(), &text[end..]))
        }
    }
}

/// A phrase up to its closing quote; a backslash takes the next character as it is.
pub(super) fn phrase(text: &str) -> Option<(String, &str)> {
    let mut phrase = String::new();
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match character {
            '"' => return Some((phrase, &text[at + 1..])),
            '\\' => phrase.push(characters.next()?.1),
            other => phrase.push(other),
        }
    }
    None
}
