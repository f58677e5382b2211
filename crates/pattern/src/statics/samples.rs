//! Events that satisfy a branch, to look for counterexamples among.

use crate::event::Event;
use crate::json::write_string;
use crate::pattern::{Branch, Condition, Excluded, Matcher, NumericRange};

/// Values that are tried wherever anything goes.
const ANYTHING: &[&str] = &["\"~\"", "\"\"", "0", "-1.5", "null", "true", "\"10.0.0.1\""];

/// No more events than this.
const MAX_EVENTS: usize = 400;

/// Events, with their texts, that satisfy the branch or nearly: first the plainest, then with one
/// field varied at a time.
pub(super) fn events(branch: &Branch) -> impl Iterator<Item = (String, Event)> {
    let choices: Vec<(String, Vec<Option<String>>)> = branch
        .conditions
        .iter()
        .map(|c| (c.path.to_string(), values(c)))
        .collect();
    let plain: Vec<usize> = vec![0; choices.len()];
    let varied = (0..choices.len()).flat_map(|field| {
        let plain = plain.clone();
        (1..choices[field].1.len()).map(move |choice| {
            let mut picks = plain.clone();
            picks[field] = choice;
            picks
        })
    });
    let picks: Vec<Vec<usize>> = std::iter::once(plain.clone())
        .chain(varied)
        .take(MAX_EVENTS)
        .collect();
    picks
        .into_iter()
        .filter_map(move |picks| event(&choices, &picks))
}

fn event(choices: &[(String, Vec<Option<String>>)], picks: &[usize]) -> Option<(String, Event)> {
    let mut members = Vec::new();
    for ((path, values), &pick) in choices.iter().zip(picks) {
        if let Some(value) = values.get(pick)? {
            let mut name = String::new();
            write_string(&mut name, path);
            members.push(format!("{name}:{value}"));
        }
    }
    let text = format!("{{{}}}", members.join(","));
    let event = Event::parse(&text).ok()?;
    Some((text, event))
}

/// `None` is the missing field.
fn values(condition: &Condition) -> Vec<Option<String>> {
    condition.matchers.iter().flat_map(samples).collect()
}

fn samples(matcher: &Matcher) -> Vec<Option<String>> {
    match matcher {
        Matcher::Null => vec![Some("null".into())],
        Matcher::Bool(value) => vec![Some(value.to_string())],
        Matcher::Number(number) => vec![Some(number.text.clone())],
        Matcher::String(text) | Matcher::Ip(text, _) | Matcher::Exactly(text) => {
            strings([text.clone()])
        }
        Matcher::Prefix(p) => strings([p.clone(), format!("{p}~")]),
        Matcher::Suffix(s) => strings([s.clone(), format!("~{s}")]),
        Matcher::PrefixFold(f) => strings([
            f.text.to_lowercase(),
            f.text.to_uppercase(),
            format!("{}~", f.text),
        ]),
        Matcher::SuffixFold(f) => strings([
            f.text.to_lowercase(),
            f.text.to_uppercase(),
            format!("~{}", f.text),
        ]),
        Matcher::EqualsFold(f) => {
            strings([f.text.to_lowercase(), f.text.to_uppercase(), f.text.clone()])
        }
        Matcher::Wildcard(w) => strings([w.literals().concat(), w.literals().join("~")]),
        Matcher::Numeric(range) => numbers(range),
        Matcher::Exists(true) => anything(),
        Matcher::Exists(false) => vec![None],
        Matcher::Cidr(cidr) => {
            strings([cidr.text.split('/').next().unwrap_or_default().to_string()])
        }
        Matcher::AnythingBut(excluded) => but(excluded),
    }
}

fn strings<const N: usize>(texts: [String; N]) -> Vec<Option<String>> {
    texts.iter().map(|text| Some(quoted(text))).collect()
}

fn quoted(text: &str) -> String {
    let mut out = String::new();
    write_string(&mut out, text);
    out
}

fn anything() -> Vec<Option<String>> {
    ANYTHING
        .iter()
        .map(|text| Some((*text).to_string()))
        .collect()
}

fn numbers(range: &NumericRange) -> Vec<Option<String>> {
    let low = range.low().map(|(low, _)| low);
    let high = range.high().map(|(high, _)| high);
    let (from, to) = match (low, high) {
        (Some(low), Some(high)) => (low, high),
        (Some(low), None) => (low, low + 2.0 + low.abs()),
        (None, Some(high)) => (high - 2.0 - high.abs(), high),
        (None, None) => (-1.0, 1.0),
    };
    let between = [
        from,
        to,
        (from + to) / 2.0,
        from + (to - from) / 8.0,
        to - (to - from) / 8.0,
    ];
    between
        .iter()
        .map(|value| Some(format!("{value:e}")))
        .collect()
}

/// Anything, and what other exclusions would exclude.
fn but(excluded: &Excluded) -> Vec<Option<String>> {
    let mut values = anything();
    let near: Vec<String> = match excluded {
        Excluded::Strings(texts) => texts.iter().map(|t| t.to_uppercase()).collect(),
        Excluded::Prefixes(texts) => texts.iter().map(|t| format!("~{t}")).collect(),
        Excluded::Suffixes(texts) => texts.iter().map(|t| format!("{t}~")).collect(),
        Excluded::Folds(folds) => folds.iter().map(|f| format!("{}~", f.text)).collect(),
        Excluded::Wildcards(wildcards) => wildcards
            .iter()
            .map(|w| format!("~{}~", w.literals().concat()))
            .collect(),
        Excluded::Numbers(numbers) => {
            values.extend(
                numbers
                    .iter()
                    .filter_map(|n| Some(Some(format!("{:e}", n.value? + 1.0)))),
            );
            Vec::new()
        }
    };
    values.extend(near.iter().map(|text| Some(quoted(text))));
    values
}
