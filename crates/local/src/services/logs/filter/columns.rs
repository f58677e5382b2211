//! Patterns of columns, for events that are words with spaces between: `[ip, status >= 400, ...]`.

use serde_json::{Map, Value};

use super::{condition::Condition, parse};

/// Stands for any number of words.
const ELLIPSIS: &str = "...";

/// What each word of an event is called, and what it must be.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Columns {
    first: Vec<Column>,
    /// Those behind the ellipsis, when there is one.
    last: Option<Vec<Column>>,
}

#[derive(Clone, Debug, PartialEq)]
struct Column {
    name: String,
    condition: Option<Condition>,
}

/// Reads a pattern in brackets.
pub(super) fn parse(pattern: &str) -> Result<Columns, String> {
    let inner = pattern.strip_prefix('[').and_then(|p| p.strip_suffix(']'));
    let inner = inner.ok_or_else(|| format!("`]` was expected at character {}", pattern.len()))?;
    let mut columns = Columns {
        first: Vec::new(),
        last: None,
    };
    for (at, part) in parts(inner) {
        if part.trim() == ELLIPSIS {
            if columns.last.is_some() {
                return Err(format!("a second `...` at character {}", at + 1));
            }
            columns.last = Some(Vec::new());
            continue;
        }
        let number = columns.first.len() + columns.last.as_ref().map_or(0, Vec::len) + 1;
        let column = column(part, number, pattern, at + 1)?;
        columns
            .last
            .as_mut()
            .unwrap_or(&mut columns.first)
            .push(column);
    }
    Ok(columns)
}

/// The parts between commas, with where they begin. A comma in quotes or in a regular expression
/// parts nothing.
fn parts(inner: &str) -> Vec<(usize, &str)> {
    let (mut found, mut begin, mut quote) = (Vec::new(), 0, None);
    for (at, character) in inner.char_indices() {
        match character {
            '"' | '%' if quote.is_none() => quote = Some(character),
            _ if quote == Some(character) => quote = None,
            ',' if quote.is_none() => {
                found.push((begin, &inner[begin..at]));
                begin = at + 1;
            }
            _ => {}
        }
    }
    if begin > 0 || !inner.trim().is_empty() {
        found.push((begin, &inner[begin..]));
    }
    found
}

/// `name`, `name = VALUE` or several of these; one without a name is called by its number.
fn column(part: &str, number: usize, whole: &str, at: usize) -> Result<Column, String> {
    let text = part.trim();
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    let end = text.find(|c| !is_name(c)).unwrap_or(text.len());
    let name = match &text[..end] {
        "" => number.to_string(),
        name => name.to_owned(),
    };
    let condition = match text[end..].trim() {
        "" => None,
        _ => Some(
            parse::column(text)
                .map_err(|why| format!("{why} of the column at character {at} of {whole}"))?,
        ),
    };
    Ok(Column { name, condition })
}

impl Columns {
    /// Whether the words of an event are what they must be.
    pub(super) fn match_text(&self, text: &str) -> bool {
        self.document(text).is_some_and(|document| {
            let columns = self.first.iter().chain(self.last.iter().flatten());
            let mut conditions = columns.filter_map(|column| column.condition.as_ref());
            conditions.all(|condition| condition.holds(&document))
        })
    }

    /// The words of an event by the names of their columns, if it has as many. Without an ellipsis
    /// the last column is the rest of the event.
    pub(super) fn document(&self, text: &str) -> Option<Value> {
        let words = words(text);
        let last = self.last.as_deref().unwrap_or_default();
        if words.len() < self.first.len() + last.len() {
            return None;
        }
        let mut members = Map::new();
        let mut set = |column: &Column, word: &str| {
            members.insert(column.name.clone(), Value::String(word.to_owned()));
        };
        for (column, (_, word)) in self.first.iter().zip(&words) {
            set(column, word);
        }
        for (column, (_, word)) in last.iter().zip(&words[words.len() - last.len()..]) {
            set(column, word);
        }
        if let (None, Some(rest)) = (&self.last, self.first.last())
            && words.len() > self.first.len()
        {
            set(rest, text[words[self.first.len() - 1].0..].trim_end());
        }
        Some(Value::Object(members))
    }
}

/// The words of a text with where they begin; what is in brackets or quotes is one, without them.
fn words(text: &str) -> Vec<(usize, &str)> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(begin) = text[at..]
        .find(|c: char| !c.is_whitespace())
        .map(|n| at + n)
    {
        let rest = &text[begin..];
        let close = match rest.chars().next() {
            Some('[') => rest.find(']'),
            Some('"') => rest[1..].find('"').map(|end| end + 1),
            _ => None,
        };
        at = match close {
            Some(end) => {
                found.push((begin, &rest[1..end]));
                begin + end + 1
            }
            None => {
                let end = rest.find(char::is_whitespace).unwrap_or(rest.len());
                found.push((begin, &rest[..end]));
                begin + end
            }
        };
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    const ACCESS: &str =
        "127.0.0.1 Prod frank [10/Oct/2000:13:25:15 -0700] \"GET /index.html HTTP/1.0\" 404 1534";

    fn matches(pattern: &str, text: &str) -> bool {
        super::parse(pattern).unwrap().match_text(text)
    }

    #[test]
    fn words_in_brackets_and_quotes_are_one() {
        let columns = super::parse("[ip, user, name, time, request, status, bytes]").unwrap();
        let document = columns.document(ACCESS).unwrap();
        assert_eq!(document["time"], "10/Oct/2000:13:25:15 -0700");
        assert_eq!(document["request"], "GET /index.html HTTP/1.0");
        assert_eq!(document["bytes"], "1534");
    }

    #[test]
    fn columns_are_compared() {
        let of = |status| format!("[ip, user, name, time, request = *.html*, {status}, bytes]");
        for status in [
            "status = 4*",
            "status = 404 || status = 410",
            "status >= 400 && status < 500",
        ] {
            assert!(matches(&of(status), ACCESS), "{status}");
        }
        for status in ["status != 404", "status > 404", "status = 5*"] {
            assert!(!matches(&of(status), ACCESS), "{status}");
        }
    }

    #[test]
    fn an_ellipsis_is_any_number_of_words() {
        assert!(matches("[..., status = 404, bytes > 1000]", ACCESS));
        assert!(matches("[ip = 127.*, ..., bytes]", ACCESS));
        assert!(matches("[ip, ...]", "one"));
        assert!(!matches("[..., status = 200, bytes]", ACCESS));
        assert!(!matches("[a, ..., b]", "one"));
    }

    #[test]
    fn the_last_column_is_the_rest() {
        assert!(matches(
            "[w1=ERROR, w2]",
            "ERROR 09/25/2014 12:00:02 Failed"
        ));
        assert!(!matches("[w1=ERROR, w2]", "ERROR"));
        assert!(!matches("[w1!=ERROR && w1!=WARNING, w2]", "ERROR 1 2"));
        let columns = super::parse("[level, rest]").unwrap();
        assert_eq!(columns.document("INFO a b ").unwrap()["rest"], "a b");
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for pattern in ["[a, b", "[a = ]", "[..., a, ...]", "[a > ]"] {
            let error = super::parse(pattern).unwrap_err();
            assert!(error.contains("character"), "{pattern}: {error}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(pattern in "\\[[a-c=.,<>&|*\" 0-9]{0,30}\\]?", text in "\\PC*") {
            if let Ok(columns) = super::parse(&pattern) {
                columns.match_text(&text);
            }
        }
    }
}
