//! Positions in a text, counted and written as the service does.

use std::fmt;

/// A place in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize)]
pub struct Position {
    /// Line, from 1.
    pub line: usize,
    /// Column in UTF-16 units, from 1.
    pub column: usize,
    /// Bytes from the start.
    pub offset: usize,
}

/// The service shows this many UTF-16 units of a text.
const MAX_SNIPPET: usize = 500;

/// A text that errors point into.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source<'a>(&'a str);

impl<'a> Source<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self(text)
    }

    pub(crate) fn position(self, offset: usize) -> Position {
        let before = self.0.get(..offset).unwrap_or(self.0);
        let (line, row_start) = last_row(before);
        let column = before[row_start..].encode_utf16().count() + 1;
        Position {
            line,
            column,
            offset,
        }
    }

    /// `[Source: (String)"…"; line: 1, column: 2]`
    pub(crate) fn location(self, offset: usize) -> impl fmt::Display {
        let Position { line, column, .. } = self.position(offset);
        format!(
            "[Source: (String){}; line: {line}, column: {column}]",
            self.snippet()
        )
    }

    fn snippet(self) -> String {
        let units: Vec<u16> = self.0.encode_utf16().collect();
        let shown = String::from_utf16_lossy(&units[..units.len().min(MAX_SNIPPET)]);
        let mut out = format!("\"{}\"", escape_controls(&shown));
        if units.len() > MAX_SNIPPET {
            out.push_str(&format!("[truncated {} chars]", units.len() - MAX_SNIPPET));
        }
        out
    }
}

fn escape_controls(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for ch in text.chars() {
        match ch {
            '\r' | '\n' => out.push(ch),
            _ if ch.is_control() => out.push_str(&format!("\\u{:04X}", u32::from(ch))),
            _ => out.push(ch),
        }
    }
    out
}

/// The number of the last line of `text` and where it starts; `\r\n` ends one line.
fn last_row(text: &str) -> (usize, usize) {
    let bytes = text.as_bytes();
    let mut row = (1, 0);
    for (i, &byte) in bytes.iter().enumerate() {
        let ends = byte == b'\n' || (byte == b'\r' && bytes.get(i + 1) != Some(&b'\n'));
        if ends {
            row = (row.0 + 1, i + 1);
        }
    }
    row
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_utf16_units() {
        let place = Source::new("a\n😀b").position(6);
        assert_eq!((place.line, place.column), (2, 3));
    }

    #[test]
    fn a_carriage_return_with_line_feed_is_one_line_end() {
        assert_eq!(Source::new("a\r\nb").position(3).line, 2);
    }

    #[test]
    fn long_sources_are_cut() {
        let shown = Source::new(&"x".repeat(501)).location(0).to_string();
        assert!(
            shown.contains("x\"[truncated 1 chars]; line: 1, column: 1]"),
            "{shown}"
        );
    }
}
