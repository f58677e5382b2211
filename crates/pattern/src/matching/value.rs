//! One value, one test.

use crate::event::Value;
use crate::pattern::{Condition, Excluded, Matcher, Number};
use crate::value::ip::Address;

/// A value as a field's machine sees it.
#[derive(Debug, Clone)]
pub(crate) enum Seen<'a> {
    Text(&'a [u8]),
    /// An address in a field that reads addresses: no string any more.
    Digits(Vec<u8>),
    Number(&'a [u8], Option<f64>),
    Bool(bool),
    Null,
}

impl<'a> Seen<'a> {
    pub(crate) fn of(value: &'a Value, reads_addresses: bool) -> Self {
        match value {
            Value::String(text) => Self::text(text.as_bytes(), reads_addresses),
            Value::Number(text, value) => Self::Number(text.as_bytes(), *value),
            Value::Bool(value) => Self::Bool(*value),
            Value::Null => Self::Null,
        }
    }

    /// A string; its bytes are UTF-8 or match nothing that is.
    pub(crate) fn text(text: &'a [u8], reads_addresses: bool) -> Self {
        let address = || Address::parse(str::from_utf8(text).ok()?);
        match reads_addresses.then(address).flatten() {
            Some(address) => Self::Digits(address.digits()),
            None => Self::Text(text),
        }
    }
}

pub(crate) fn field_matches(condition: &Condition, value: &Value) -> bool {
    let seen = Seen::of(value, condition.reads_addresses);
    condition
        .matchers
        .iter()
        .any(|m| value_matches(m, &seen, condition.reads_addresses))
}

pub(crate) fn value_matches(matcher: &Matcher, seen: &Seen<'_>, reads_addresses: bool) -> bool {
    match (matcher, seen) {
        (Matcher::Exists(wanted), _) => *wanted,
        (Matcher::Null, Seen::Null) => true,
        (Matcher::Bool(wanted), Seen::Bool(value)) => wanted == value,
        (Matcher::Number(wanted), Seen::Number(text, value)) => equals(wanted, text, *value),
        (Matcher::Numeric(range), Seen::Number(_, Some(value))) => range.contains(*value),
        (Matcher::AnythingBut(excluded), _) => !is_excluded(excluded, seen),
        (Matcher::Ip(_, range), Seen::Digits(digits)) => range.contains(digits),
        (Matcher::Cidr(cidr), Seen::Digits(digits)) => cidr.range.contains(digits),
        // Addresses are compared as digits, and the digits of a number are digits too.
        (Matcher::Ip(_, range), Seen::Number(text, value)) => {
            (reads_addresses || value.is_none()) && range.contains(text)
        }
        (Matcher::Cidr(cidr), Seen::Number(text, value)) => {
            (reads_addresses || value.is_none()) && cidr.range.contains(text)
        }
        (_, Seen::Text(text)) => text_matches(matcher, text),
        _ => false,
    }
}

fn equals(wanted: &Number, text: &[u8], value: Option<f64>) -> bool {
    match (wanted.value, value) {
        (Some(wanted), Some(value)) => wanted == value,
        (None, None) => wanted.is_integer() && wanted.text.as_bytes() == text,
        _ => false,
    }
}

fn text_matches(matcher: &Matcher, text: &[u8]) -> bool {
    match matcher {
        Matcher::String(wanted) | Matcher::Exactly(wanted) => wanted.as_bytes() == text,
        Matcher::Prefix(prefix) => starts_with(text, prefix),
        Matcher::Suffix(suffix) => ends_with(text, suffix),
        Matcher::PrefixFold(prefix) => prefix.is_prefix_of(text),
        Matcher::SuffixFold(suffix) => suffix.is_suffix_of(text),
        Matcher::EqualsFold(wanted) => wanted.equals(text),
        Matcher::Wildcard(wildcard) => wildcard.matches(text),
        _ => false,
    }
}

fn is_excluded(excluded: &Excluded, seen: &Seen<'_>) -> bool {
    match (excluded, seen) {
        (Excluded::Numbers(numbers), Seen::Number(_, Some(value))) => {
            numbers.iter().any(|number| number.value == Some(*value))
        }
        (_, Seen::Text(text)) => is_excluded_text(excluded, text),
        _ => false,
    }
}

fn is_excluded_text(excluded: &Excluded, text: &[u8]) -> bool {
    match excluded {
        Excluded::Strings(texts) => texts.iter().any(|t| t.as_bytes() == text),
        Excluded::Numbers(_) => false,
        Excluded::Prefixes(prefixes) => prefixes.iter().any(|p| starts_with(text, p)),
        Excluded::Suffixes(suffixes) => suffixes.iter().any(|s| ends_with(text, s)),
        Excluded::Folds(folds) => folds.iter().any(|f| f.equals(text)),
        Excluded::Wildcards(wildcards) => wildcards.iter().any(|w| w.matches(text)),
    }
}

/// The service compares values with their quotes, so a prefix that ends in a quote can be the
/// whole value.
fn starts_with(text: &[u8], prefix: &str) -> bool {
    let whole = || {
        prefix
            .strip_suffix('"')
            .is_some_and(|whole| whole.as_bytes() == text)
    };
    text.starts_with(prefix.as_bytes()) || whole()
}

/// As [`starts_with`], for a suffix that starts with a quote.
fn ends_with(text: &[u8], suffix: &str) -> bool {
    let whole = || {
        suffix
            .strip_prefix('"')
            .is_some_and(|whole| whole.as_bytes() == text)
    };
    text.ends_with(suffix.as_bytes()) || whole()
}
