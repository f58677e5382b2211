//! Canonical JSON: no white space, few escapes, one-element exclusions as scalars.

use super::{Excluded, Fields, Matcher, Member, Number, NumericRange, Pattern};
use crate::json::write_string;
use std::fmt;

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        fields(&mut out, &self.fields);
        f.write_str(&out)
    }
}

impl fmt::Display for Matcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        matcher(&mut out, self);
        f.write_str(&out)
    }
}

fn fields(out: &mut String, fields: &Fields) {
    out.push('{');
    separated(out, &fields.0, member);
    out.push('}');
}

fn member(out: &mut String, member: &Member) {
    match member {
        Member::Leaf(name, matchers) => {
            key(out, name);
            list(out, matchers, matcher);
        }
        Member::Object(name, inner) => {
            key(out, name);
            fields(out, inner);
        }
        Member::Or(alternatives) => {
            key(out, "$or");
            list(out, alternatives, fields);
        }
    }
}

fn matcher(out: &mut String, matcher: &Matcher) {
    match matcher {
        Matcher::Null => out.push_str("null"),
        Matcher::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
        Matcher::Number(number) => out.push_str(&number.text),
        Matcher::String(text) | Matcher::Ip(text, _) => write_string(out, text),
        Matcher::Exactly(text) => operator(out, "exactly", |out| write_string(out, text)),
        Matcher::Prefix(text) => operator(out, "prefix", |out| write_string(out, text)),
        Matcher::Suffix(text) => operator(out, "suffix", |out| write_string(out, text)),
        Matcher::PrefixFold(folded) => {
            operator(out, "prefix", |out| {
                operator(out, FOLD, |out| write_string(out, &folded.text))
            });
        }
        Matcher::SuffixFold(folded) => {
            operator(out, "suffix", |out| {
                operator(out, FOLD, |out| write_string(out, &folded.text))
            });
        }
        Matcher::EqualsFold(folded) => operator(out, FOLD, |out| write_string(out, &folded.text)),
        Matcher::Wildcard(wildcard) => {
            operator(out, "wildcard", |out| {
                write_string(out, &wildcard.to_string())
            });
        }
        Matcher::Numeric(range) => operator(out, "numeric", |out| numeric(out, range)),
        Matcher::Exists(wanted) => operator(out, "exists", |out| out.push_str(&wanted.to_string())),
        Matcher::Cidr(cidr) => operator(out, "cidr", |out| write_string(out, &cidr.text)),
        Matcher::AnythingBut(excluded) => {
            operator(out, "anything-but", |out| exclusion(out, excluded))
        }
    }
}

const FOLD: &str = "equals-ignore-case";

fn operator(out: &mut String, name: &str, operand: impl FnOnce(&mut String)) {
    out.push('{');
    key(out, name);
    operand(out);
    out.push('}');
}

fn numeric(out: &mut String, range: &NumericRange) {
    let mut parts: Vec<String> = Vec::new();
    let mut bound = |sign: &str, number: &Number| parts.push(format!("\"{sign}\",{}", number.text));
    match (&range.lower, range.equals) {
        (Some((number, _)), true) => bound("=", number),
        (Some((number, closed)), false) => bound(if *closed { ">=" } else { ">" }, number),
        (None, _) => {}
    }
    if let (Some((number, closed)), false) = (&range.upper, range.equals) {
        bound(if *closed { "<=" } else { "<" }, number);
    }
    out.push('[');
    out.push_str(&parts.join(","));
    out.push(']');
}

fn exclusion(out: &mut String, excluded: &Excluded) {
    let string = |out: &mut String, text: &String| write_string(out, text);
    match excluded {
        Excluded::Strings(texts) => one_or_list(out, texts, string),
        Excluded::Numbers(numbers) => {
            one_or_list(out, numbers, |out, number| out.push_str(&number.text));
        }
        Excluded::Prefixes(texts) => {
            operator(out, "prefix", |out| one_or_list(out, texts, string));
        }
        Excluded::Suffixes(texts) => {
            operator(out, "suffix", |out| one_or_list(out, texts, string));
        }
        Excluded::Folds(folds) => operator(out, FOLD, |out| {
            one_or_list(out, folds, |out, folded| write_string(out, &folded.text));
        }),
        Excluded::Wildcards(wildcards) => operator(out, "wildcard", |out| {
            one_or_list(out, wildcards, |out, w| write_string(out, &w.to_string()));
        }),
    }
}

fn key(out: &mut String, name: &str) {
    write_string(out, name);
    out.push(':');
}

fn one_or_list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    match items {
        [one] => write(out, one),
        _ => list(out, items, write),
    }
}

fn list<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    out.push('[');
    separated(out, items, write);
    out.push(']');
}

fn separated<T>(out: &mut String, items: &[T], write: impl Fn(&mut String, &T)) {
    for (i, item) in items.iter().enumerate() {
        if i > 0 {
            out.push(',');
        }
        write(out, item);
    }
}
