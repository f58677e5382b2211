//! The frequent forms of conditions, which need no general matching.

use super::affix::Side;
use crate::pattern::{Condition, Excluded, Matcher};
use crate::value::fold::Folded;
use crate::value::wildcard::Wildcard;

/// Several strings.
pub(super) fn strings(condition: &Condition) -> Option<Vec<&str>> {
    if condition.reads_addresses {
        return None;
    }
    let text = |matcher| match matcher {
        &Matcher::String(ref text) | &Matcher::Exactly(ref text) => Some(text.as_str()),
        _ => None,
    };
    condition.matchers.iter().map(text).collect()
}

/// The one matcher of a condition that compares texts as they are.
fn single(condition: &Condition) -> Option<&Matcher> {
    match &*condition.matchers {
        [matcher] if !condition.reads_addresses => Some(matcher),
        _ => None,
    }
}

/// The one string that is excluded.
pub(super) fn other_than(condition: &Condition) -> Option<&str> {
    match single(condition)? {
        Matcher::AnythingBut(Excluded::Strings(texts)) => match &**texts {
            [text] => Some(text),
            _ => None,
        },
        _ => None,
    }
}

type Part<'a> = (Side, bool, &'a str);

/// The affix that decides the condition, and whether it is wanted.
pub(super) fn affix(condition: &Condition) -> Option<(Side, bool, &str, bool)> {
    let (part, wanted) = match single(condition)? {
        Matcher::Prefix(text) => (start(text, false), true),
        Matcher::Suffix(text) => (end(text, false), true),
        Matcher::PrefixFold(text) => (start(ascii(text)?, true), true),
        Matcher::SuffixFold(text) => (end(ascii(text)?, true), true),
        Matcher::EqualsFold(text) => (whole(text), true),
        Matcher::Wildcard(wildcard) => (one_star(wildcard), true),
        Matcher::AnythingBut(excluded) => (only_excluded(excluded), false),
        _ => return None,
    };
    part.map(|(side, fold, text)| (side, fold, text, wanted))
}

fn only_excluded(excluded: &Excluded) -> Option<Part<'_>> {
    match excluded {
        Excluded::Prefixes(texts) if texts.len() == 1 => start(&texts[0], false),
        Excluded::Suffixes(texts) if texts.len() == 1 => end(&texts[0], false),
        Excluded::Folds(texts) if texts.len() == 1 => whole(&texts[0]),
        Excluded::Wildcards(wildcards) if wildcards.len() == 1 => one_star(&wildcards[0]),
        _ => None,
    }
}

/// A prefix that ends in a quote has a meaning of its own.
fn start(text: &str, fold: bool) -> Option<Part<'_>> {
    (!text.ends_with('"')).then_some((Side::Start, fold, text))
}

/// As [`start`], for a suffix that begins with a quote.
fn end(text: &str, fold: bool) -> Option<Part<'_>> {
    (!text.starts_with('"')).then_some((Side::End, fold, text))
}

fn whole(text: &Folded) -> Option<Part<'_>> {
    ascii(text).map(|text| (Side::Whole, true, text))
}

/// Other letters than ASCII have forms of different lengths.
fn ascii(text: &Folded) -> Option<&str> {
    text.text.is_ascii().then_some(&*text.text)
}

/// A wildcard with nothing but one star at one end.
fn one_star(wildcard: &Wildcard) -> Option<Part<'_>> {
    match wildcard.literals() {
        [first, last] if last.is_empty() => Some((Side::Start, false, first)),
        [first, last] if first.is_empty() => Some((Side::End, false, last)),
        _ => None,
    }
}

/// How all texts begin or end that match the wildcard.
pub(super) fn hint(condition: &Condition) -> Option<(Side, &str)> {
    let Matcher::Wildcard(wildcard) = single(condition)? else {
        return None;
    };
    match wildcard.literals() {
        [first, ..] if !first.is_empty() => Some((Side::Start, first)),
        [.., last] if !last.is_empty() => Some((Side::End, last)),
        _ => None,
    }
}

/// Open ends become closed ones at the next double.
pub(super) fn range(condition: &Condition) -> Option<(f64, f64)> {
    match &*condition.matchers {
        [Matcher::Number(number)] => number.value.map(|value| (value, value)),
        [Matcher::Numeric(range)] => {
            let low =
                range.low().map_or(
                    f64::NEG_INFINITY,
                    |(low, closed)| {
                        if closed { low } else { low.next_up() }
                    },
                );
            let high =
                range.high().map_or(
                    f64::INFINITY,
                    |(high, closed)| {
                        if closed { high } else { high.next_down() }
                    },
                );
            Some((low, high))
        }
        _ => None,
    }
}
