//! Where something stands in a template.

use serde::Serialize;

/// A place in a source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Pos {
    /// Line, counted from 1.
    pub line: u32,
    /// Column in characters, counted from 1.
    pub column: u32,
    /// Byte offset from the start of the text.
    pub offset: u32,
}

/// A stretch of source text: `start` inclusive, `end` exclusive.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub struct Span {
    /// First character.
    pub start: Pos,
    /// One past the last character.
    pub end: Pos,
}

impl Span {
    /// The first place of every text.
    pub(crate) fn first() -> Span {
        let start = Pos {
            line: 1,
            column: 1,
            offset: 0,
        };
        Span { start, end: start }
    }

    /// The smallest span that holds both.
    pub fn to(self, other: Span) -> Span {
        Span {
            start: self.start.min(other.start),
            end: self.end.max(other.end),
        }
    }

    /// The empty span at the start.
    pub(crate) fn start_only(self) -> Span {
        Span {
            start: self.start,
            end: self.start,
        }
    }

    /// The bytes covered, for slicing the source and for excerpts.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start.offset as usize..self.end.offset as usize
    }

    /// The text covered, if this span belongs to `source`.
    pub fn slice(self, source: &str) -> Option<&str> {
        source.get(self.range())
    }

    /// Narrows a span to the first occurrence of `part` inside it, when it is there.
    pub(crate) fn narrow(self, source: &str, part: &str) -> Span {
        let found = self
            .slice(source)
            .and_then(|text| Some((text, text.find(part)?)));
        let Some((text, at)) = found else { return self };
        let start = self.start.after(&text[..at]);
        Span {
            start,
            end: start.after(part),
        }
    }
}

impl Pos {
    /// The position reached by reading `text` from here.
    fn after(self, text: &str) -> Pos {
        let newlines = text.matches('\n').count() as u32;
        let tail = text.rsplit('\n').next().unwrap_or(text).chars().count() as u32;
        Pos {
            line: self.line + newlines,
            column: if newlines == 0 {
                self.column + tail
            } else {
                tail + 1
            },
            offset: self.offset + text.len() as u32,
        }
    }
}

impl std::fmt::Display for Pos {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn narrow_counts_lines_and_characters() {
        let source = "é: |\n  a ${Bus} b";
        let whole = Span {
            start: Pos {
                line: 1,
                column: 1,
                offset: 0,
            },
            end: Pos {
                line: 2,
                column: 13,
                offset: source.len() as u32,
            },
        };
        let part = whole.narrow(source, "${Bus}");
        assert_eq!((part.start.line, part.start.column), (2, 5));
        assert_eq!(part.slice(source), Some("${Bus}"));
    }
}
