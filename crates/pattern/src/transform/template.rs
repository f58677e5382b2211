//! Templates: texts with `<placeholder>`s.

/// A template, cut into pieces.
#[derive(Debug, Clone)]
pub(super) struct Template {
    pub(super) pieces: Vec<Piece>,
    /// Whether it is a JSON object, where values keep their type.
    pub(super) is_object: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    Text(String),
    /// A placeholder, and whether it stands inside a string.
    Variable {
        name: String,
        quoted: bool,
    },
}

impl Template {
    pub(super) fn parse(text: &str) -> Self {
        let mut pieces = Vec::new();
        let mut rest = text;
        let mut quotes = Quotes::default();
        while let Some((before, name, after)) = next_placeholder(rest) {
            quotes.read(before);
            push_text(&mut pieces, before);
            pieces.push(Piece::Variable {
                name: name.to_string(),
                quoted: quotes.inside,
            });
            rest = after;
        }
        push_text(&mut pieces, rest);
        Self {
            pieces,
            is_object: text.trim_start().starts_with('{'),
        }
    }

    pub(super) fn variables(&self) -> impl Iterator<Item = &str> {
        self.pieces.iter().filter_map(|piece| match piece {
            Piece::Variable { name, .. } => Some(name.as_str()),
            Piece::Text(_) => None,
        })
    }

    /// The template with `null` for every placeholder.
    pub(super) fn with_nulls(&self) -> String {
        self.pieces
            .iter()
            .map(|piece| match piece {
                Piece::Text(text) => text.as_str(),
                Piece::Variable { .. } => "null",
            })
            .collect()
    }

    /// Whether a placeholder is, or is part of, the name of a member.
    pub(super) fn has_placeholder_in_name(&self) -> bool {
        self.is_object
            && (0..self.pieces.len()).any(|at| match &self.pieces[at] {
                Piece::Variable { quoted, .. } => self.is_name(at + 1, *quoted),
                Piece::Text(_) => false,
            })
    }

    /// Whether what follows a placeholder ends a member's name.
    fn is_name(&self, from: usize, mut quoted: bool) -> bool {
        let mut escaped = false;
        for piece in &self.pieces[from..] {
            let Piece::Text(text) = piece else { continue };
            for ch in text.chars() {
                match ch {
                    '"' if quoted && !escaped => quoted = false,
                    _ if quoted || ch.is_ascii_whitespace() => {}
                    _ => return ch == ':',
                }
                escaped = ch == '\\' && !escaped;
            }
        }
        false
    }
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if !text.is_empty() {
        pieces.push(Piece::Text(text.to_string()));
    }
}

/// The text before the first placeholder, its name, and the text after it.
fn next_placeholder(text: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    loop {
        let open = from + text[from..].find('<')?;
        let inside = &text[open + 1..];
        let len = inside.find(|ch| !is_name(ch)).unwrap_or(inside.len());
        if len > 0 && inside[len..].starts_with('>') {
            return Some((&text[..open], &inside[..len], &inside[len + 1..]));
        }
        from = open + 1;
    }
}

fn is_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '.')
}

/// Whether we are inside a string literal.
#[derive(Debug, Default)]
struct Quotes {
    inside: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for ch in text.chars() {
            if ch == '"' && !self.escaped {
                self.inside = !self.inside;
            }
            self.escaped = ch == '\\' && !self.escaped;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_placeholder_stays_text() {
        let template = Template::parse("\"1 < 2 <> <a b> <x>\"");
        assert_eq!(template.variables().collect::<Vec<_>>(), ["x"]);
    }

    #[test]
    fn quotes_are_followed() {
        let template = Template::parse(r#"{"a": <x>, "b": "\" <y>"}"#);
        let quoted = |name: &str, quoted| Piece::Variable {
            name: name.into(),
            quoted,
        };
        assert!(template.pieces.contains(&quoted("x", false)));
        assert!(template.pieces.contains(&quoted("y", true)));
    }

    #[test]
    fn names_are_told_from_values() {
        for (text, name) in [
            ("{<x>: 1}", true),
            ("{\"<x>\": 1}", true),
            ("{\"a<x>b\" : 1}", true),
            ("{\"a\": <x>}", false),
            ("{\"a\": \"<x>:\"}", false),
            ("{\"a\": \"<x>\", \"b\": 1}", false),
        ] {
            assert_eq!(
                Template::parse(text).has_placeholder_in_name(),
                name,
                "{text}"
            );
        }
    }
}
