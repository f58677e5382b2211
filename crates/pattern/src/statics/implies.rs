//! Does passing one test mean passing another?

use crate::event::Value;
use crate::matching::field_matches;
use crate::pattern::{Condition, Excluded, Matcher, NumericRange};
use crate::value::number;

/// Whether every value (or absence) that satisfies `narrow` surely satisfies `wide`.
pub(super) fn implies(narrow: &Condition, wide: &Condition) -> bool {
    if narrow.matchers == wide.matchers {
        return true;
    }
    if narrow.reads_addresses || wide.reads_addresses {
        return false;
    }
    narrow
        .matchers
        .iter()
        .all(|matcher| matcher_implies(matcher, wide))
}

fn matcher_implies(narrow: &Matcher, wide: &Condition) -> bool {
    if let Some(value) = only_value(narrow) {
        return field_matches(wide, &value);
    }
    wide.matchers.iter().any(|wide| is_wider(wide, narrow))
}

/// The value that a test accepts, if it is one.
fn only_value(matcher: &Matcher) -> Option<Value> {
    Some(match matcher {
        Matcher::Null => Value::Null,
        Matcher::Bool(value) => Value::Bool(*value),
        Matcher::String(text) | Matcher::Exactly(text) => Value::String(text.clone()),
        Matcher::Number(n) => Value::Number(n.text.clone(), number::comparable(&n.text)),
        _ => return None,
    })
}

fn is_wider(wide: &Matcher, narrow: &Matcher) -> bool {
    if wide == narrow {
        return true;
    }
    match (wide, narrow) {
        (Matcher::Exists(true), other) => !matches!(other, Matcher::Exists(false)),
        (Matcher::Prefix(wide), Matcher::Prefix(narrow)) => narrow.starts_with(wide.as_str()),
        (Matcher::Suffix(wide), Matcher::Suffix(narrow)) => narrow.ends_with(wide.as_str()),
        (Matcher::Prefix(wide), Matcher::Wildcard(narrow)) => narrow
            .literals()
            .first()
            .is_some_and(|first| first.starts_with(wide.as_str())),
        (Matcher::Suffix(wide), Matcher::Wildcard(narrow)) => narrow
            .literals()
            .last()
            .is_some_and(|last| last.ends_with(wide.as_str())),
        (Matcher::Numeric(wide), Matcher::Numeric(narrow)) => holds_range(wide, narrow),
        (Matcher::AnythingBut(wide), Matcher::AnythingBut(narrow)) => excludes_less(wide, narrow),
        (Matcher::AnythingBut(Excluded::Numbers(_)), other) => is_about_strings(other),
        (Matcher::AnythingBut(_), Matcher::Numeric(_)) => true,
        (Matcher::AnythingBut(Excluded::Strings(texts)), Matcher::Prefix(prefix)) => {
            !texts.iter().any(|text| text.starts_with(prefix.as_str()))
        }
        (Matcher::AnythingBut(Excluded::Strings(texts)), Matcher::Suffix(suffix)) => {
            !texts.iter().any(|text| text.ends_with(suffix.as_str()))
        }
        _ => false,
    }
}

fn is_about_strings(matcher: &Matcher) -> bool {
    matches!(
        matcher,
        Matcher::Prefix(_)
            | Matcher::Suffix(_)
            | Matcher::PrefixFold(_)
            | Matcher::SuffixFold(_)
            | Matcher::EqualsFold(_)
            | Matcher::Wildcard(_)
    )
}

fn holds_range(wide: &NumericRange, narrow: &NumericRange) -> bool {
    let below = match (wide.low(), narrow.low()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((w, closed)), Some((n, open_too))) => w < n || (w == n && (closed || !open_too)),
    };
    let above = match (wide.high(), narrow.high()) {
        (None, _) => true,
        (Some(_), None) => false,
        (Some((w, closed)), Some((n, open_too))) => w > n || (w == n && (closed || !open_too)),
    };
    below && above
}

/// Everything that `wide` excludes, `narrow` excludes too.
fn excludes_less(wide: &Excluded, narrow: &Excluded) -> bool {
    match (wide, narrow) {
        (Excluded::Strings(wide), Excluded::Strings(narrow)) => {
            wide.iter().all(|text| narrow.contains(text))
        }
        (Excluded::Numbers(wide), Excluded::Numbers(narrow)) => wide
            .iter()
            .all(|w| narrow.iter().any(|n| n.value == w.value)),
        (Excluded::Strings(wide), Excluded::Prefixes(narrow))
        | (Excluded::Prefixes(wide), Excluded::Prefixes(narrow)) => wide
            .iter()
            .all(|w| narrow.iter().any(|n| w.starts_with(n.as_str()))),
        (Excluded::Strings(wide), Excluded::Suffixes(narrow))
        | (Excluded::Suffixes(wide), Excluded::Suffixes(narrow)) => wide
            .iter()
            .all(|w| narrow.iter().any(|n| w.ends_with(n.as_str()))),
        _ => false,
    }
}
