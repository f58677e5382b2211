//! A pattern as written.

use crate::value::cidr::Cidr;
use crate::value::digits::DigitRange;
use crate::value::fold::Folded;
use crate::value::number;
use crate::value::wildcard::Wildcard;
use std::sync::Arc;

/// The fields of one object, in the order written: for repeated names, order matters.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Fields(pub(crate) Vec<Member>);

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Member {
    Leaf(String, Arc<[Matcher]>),
    Object(String, Fields),
    Or(Vec<Fields>),
}

/// One element of a leaf's array: the field matches if one of them does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Matcher {
    Null,
    Bool(bool),
    Number(Number),
    String(String),
    /// A string literal that is an address; the service compares it as one.
    Ip(String, DigitRange),
    /// `{"exactly": …}`, never an address.
    Exactly(String),
    Prefix(String),
    PrefixFold(Folded),
    Suffix(String),
    SuffixFold(Folded),
    EqualsFold(Folded),
    Wildcard(Wildcard),
    Numeric(NumericRange),
    Exists(bool),
    Cidr(Cidr),
    AnythingBut(Excluded),
}

/// What `anything-but` excludes; lists keep their order but compare as sets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Excluded {
    Strings(Vec<String>),
    Numbers(Vec<Number>),
    Prefixes(Vec<String>),
    Suffixes(Vec<String>),
    Folds(Vec<Folded>),
    Wildcards(Vec<Wildcard>),
}

/// A number literal; equal when written alike.
#[derive(Debug, Clone)]
pub(crate) struct Number {
    pub(crate) text: String,
    /// Its double, if it is comparable.
    pub(crate) value: Option<f64>,
}

impl Number {
    pub(crate) fn new(text: String) -> Self {
        let value = number::comparable(&text);
        Self { text, value }
    }

    /// Whether it is written as an integer: such a literal also equals its own text.
    pub(crate) fn is_integer(&self) -> bool {
        !self.text.contains(['.', 'e', 'E'])
    }
}

impl PartialEq for Number {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Number {}

/// `{"numeric": […]}`: bounds as written; `(n, true)` includes the bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct NumericRange {
    pub(crate) lower: Option<(Number, bool)>,
    pub(crate) upper: Option<(Number, bool)>,
    /// Written as `["=", n]`.
    pub(crate) equals: bool,
}

impl NumericRange {
    pub(crate) fn contains(&self, value: f64) -> bool {
        let above = match self.low() {
            Some((low, true)) => value >= low,
            Some((low, false)) => value > low,
            None => true,
        };
        let below = match self.high() {
            Some((high, true)) => value <= high,
            Some((high, false)) => value < high,
            None => true,
        };
        above && below
    }

    pub(crate) fn low(&self) -> Option<(f64, bool)> {
        self.lower
            .as_ref()
            .and_then(|(n, closed)| Some((n.value?, *closed)))
    }

    pub(crate) fn high(&self) -> Option<(f64, bool)> {
        self.upper
            .as_ref()
            .and_then(|(n, closed)| Some((n.value?, *closed)))
    }
}
