//! A result once, rendered as a table, as plain lines or as JSON.
//!
//! A report is plain data. Its JSON is what `serde` makes of it; its sections are what people and
//! `cut` read. Neither is made from the other's text.

pub(crate) mod json;
pub(crate) mod plain;
pub(crate) mod table;

use serde::Serialize;

use crate::ui::style::{Paint, Tone};

/// The answer of a command.
pub(crate) trait Report: Serialize {
    /// What people read, in order.
    fn sections(&self) -> Vec<Section>;
}

/// One item of a stream: an event, a log line, a finding as it comes.
pub(crate) trait Item: Serialize {
    /// The item as one line without its end.
    fn line(&self, paint: Paint) -> String;
}

/// A part of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Section {
    /// Things of one kind, a row each.
    Table(Table),
    /// What is to be known about one thing: name and value.
    Facts(Vec<(String, Cell)>),
    /// Sentences.
    Text(String),
}

/// Things of one kind, a row each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Table {
    /// What a row is, in the singular: `rule`. Tells the rows of several tables apart.
    pub(crate) kind: &'static str,
    /// The names of the columns.
    pub(crate) columns: Vec<&'static str>,
    /// The rows; each as long as `columns`.
    pub(crate) rows: Vec<Vec<Cell>>,
    /// What is said when there are no rows.
    pub(crate) empty: &'static str,
}

impl Table {
    /// A table without rows.
    pub(crate) fn new<const N: usize>(kind: &'static str, columns: [&'static str; N]) -> Self {
        Self {
            kind,
            columns: columns.to_vec(),
            ..Self::default()
        }
    }

    /// With a row for each thing.
    pub(crate) fn rows<T, const N: usize>(
        mut self,
        things: impl IntoIterator<Item = T>,
        row: impl Fn(T) -> [Cell; N],
    ) -> Self {
        self.rows
            .extend(things.into_iter().map(|thing| row(thing).into()));
        self
    }

    /// With what is said when there are no rows.
    pub(crate) fn empty(mut self, text: &'static str) -> Self {
        self.empty = text;
        self
    }
}

/// A value in a table or among facts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Cell {
    /// What is read.
    pub(crate) text: String,
    /// How it is painted.
    pub(crate) tone: Tone,
}

impl Cell {
    /// The value in a tone.
    pub(crate) fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self {
            text: text.into(),
            tone,
        }
    }

    /// Good when it is as it should be, else bad.
    pub(crate) fn judged(text: impl Into<String>, good: bool) -> Self {
        Self::toned(text, if good { Tone::Good } else { Tone::Bad })
    }
}

impl<T: ToString> From<T> for Cell {
    fn from(value: T) -> Self {
        Self::toned(value.to_string(), Tone::Plain)
    }
}

/// A value that may be absent: then nothing.
pub(crate) fn optional(value: Option<impl ToString>) -> Cell {
    value
        .map(|value| value.to_string())
        .unwrap_or_default()
        .into()
}
