//! Random patterns and events over few names and values, so that they often meet.

use proptest::prelude::*;
use std::fmt;

/// Members in order; names may repeat.
pub(crate) type Object = Vec<(String, Json)>;

/// JSON as written: numbers are texts, names may repeat.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Number(String),
    String(String),
    Array(Vec<Json>),
    Object(Object),
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("null"),
            Self::Bool(value) => write!(f, "{value}"),
            Self::Number(text) => f.write_str(text),
            Self::String(text) => f.write_str(&quoted(text)),
            Self::Array(items) => {
                let items: Vec<String> = items.iter().map(ToString::to_string).collect();
                write!(f, "[{}]", items.join(","))
            }
            Self::Object(members) => {
                let members: Vec<String> = members
                    .iter()
                    .map(|(name, value)| format!("{}: {value}", quoted(name)))
                    .collect();
                write!(f, "{{{}}}", members.join(" ,"))
            }
        }
    }
}

/// With an escape more than needed here and there.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text)
        .to_string()
        .replace('b', "\\u0062")
}

const NAMES: &[&str] = &[
    "a",
    "b",
    "c",
    "a.b",
    "source",
    "detail-type",
    "",
    "\u{e9}",
    "-",
];

const STRINGS: &[&str] = &[
    "",
    "a",
    "ab",
    "abc",
    "b",
    "A",
    "aB",
    "*",
    "a*b",
    "a\\b",
    "\u{df}",
    "SS",
    "ss",
    "\u{1f600}",
    "??",
    "10.0.0.1",
    "10.0.0.2",
    "10.1.0.0",
    "::1",
    "a00::1",
    "1",
    "true",
    "\"",
    "ab\"",
    "[{,",
];

const NUMBERS: &[&str] = &[
    "0",
    "-0",
    "1",
    "1.0",
    "1e0",
    "2",
    "1.5",
    "-3",
    "1e100",
    "9007199254740992",
    "9007199254740993",
    "1.0000000000000001",
    "100000000000000000000",
];

fn name() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(NAMES).prop_map(str::to_string)
}

fn text() -> impl Strategy<Value = String> + Clone {
    prop::sample::select(STRINGS).prop_map(str::to_string)
}

fn string() -> impl Strategy<Value = Json> {
    text().prop_map(Json::String)
}

fn number() -> impl Strategy<Value = Json> {
    prop::sample::select(NUMBERS).prop_map(|text| Json::Number(text.to_string()))
}

fn scalar() -> impl Strategy<Value = Json> {
    prop_oneof![
        4 => string(),
        2 => number(),
        1 => any::<bool>().prop_map(Json::Bool),
        1 => Just(Json::Null),
    ]
}

pub(crate) fn event() -> impl Strategy<Value = Object> {
    let value = scalar().prop_recursive(3, 24, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Json::Array),
            prop::collection::vec((name(), inner), 0..4).prop_map(Json::Object),
        ]
    });
    prop::collection::vec((name(), value), 0..8)
}

fn operator(name: &str, operand: Json) -> Json {
    Json::Object(vec![(name.to_string(), operand)])
}

fn one_or_list(item: impl Strategy<Value = Json>) -> impl Strategy<Value = Json> {
    (prop::collection::vec(item, 1..3), any::<bool>()).prop_map(|(mut items, bare)| {
        if bare {
            items.swap_remove(0)
        } else {
            Json::Array(items)
        }
    })
}

fn fold() -> impl Strategy<Value = Json> {
    string().prop_map(|operand| operator("equals-ignore-case", operand))
}

fn numeric() -> impl Strategy<Value = Json> {
    let sign = |name: &str| Json::String(name.to_string());
    prop_oneof![
        (
            prop::sample::select(&["=", "<", "<=", ">", ">="][..]),
            number()
        )
            .prop_map(move |(s, n)| operator("numeric", Json::Array(vec![sign(s), n]))),
        (
            prop::sample::select(&[">", ">="][..]),
            number(),
            prop::sample::select(&["<", "<="][..]),
            number()
        )
            .prop_map(move |(s, n, t, m)| operator(
                "numeric",
                Json::Array(vec![sign(s), n, sign(t), m])
            )),
    ]
}

fn wildcard() -> impl Strategy<Value = Json> {
    prop::sample::select(
        &[
            "*", "a*", "*b", "a*c", "*a*", "", "a\\**", "*\\\\*", "a*b*", "ab",
        ][..],
    )
    .prop_map(|text| Json::String(text.to_string()))
}

fn anything_but() -> impl Strategy<Value = Json> {
    prop_oneof![
        one_or_list(string()),
        one_or_list(number()),
        one_or_list(string()).prop_map(|o| operator("prefix", o)),
        one_or_list(string()).prop_map(|o| operator("suffix", o)),
        one_or_list(string()).prop_map(|o| operator("equals-ignore-case", o)),
        one_or_list(wildcard()).prop_map(|o| operator("wildcard", o)),
    ]
    .prop_map(|operand| operator("anything-but", operand))
}

fn matcher() -> impl Strategy<Value = Json> {
    prop_oneof![
        6 => scalar(),
        1 => string().prop_map(|o| operator("exactly", o)),
        2 => prop_oneof![string(), fold()].prop_map(|o| operator("prefix", o)),
        2 => prop_oneof![string(), fold()].prop_map(|o| operator("suffix", o)),
        2 => fold(),
        2 => wildcard().prop_map(|o| operator("wildcard", o)),
        3 => numeric(),
        3 => anything_but(),
        2 => any::<bool>().prop_map(|wanted| operator("exists", Json::Bool(wanted))),
        1 => prop::sample::select(&["10.0.0.0/8", "10.0.0.1/31", "0.0.0.0/0", "a00::/16"][..])
            .prop_map(|text| operator("cidr", Json::String(text.to_string()))),
    ]
}

pub(crate) fn leaf() -> impl Strategy<Value = Json> {
    prop::collection::vec(matcher(), 1..4).prop_map(Json::Array)
}

pub(crate) fn pattern() -> impl Strategy<Value = Object> {
    let value = leaf().prop_recursive(2, 8, 2, |inner| {
        let fields = prop::collection::vec((name(), inner), 1..3).boxed();
        prop_oneof![4 => fields.clone().prop_map(Json::Object), 1 => with_or(fields)]
    });
    let fields = prop::collection::vec((name(), value), 1..3).boxed();
    prop_oneof![
        4 => fields.clone(),
        1 => with_or(fields).prop_map(|json| match json {
            Json::Object(members) => members,
            _ => Vec::new(),
        }),
    ]
}

fn with_or(fields: impl Strategy<Value = Object> + Clone) -> impl Strategy<Value = Json> {
    let alternatives = prop::collection::vec(fields.clone().prop_map(Json::Object), 2..4);
    (fields, alternatives, any::<bool>()).prop_map(|(mut members, alternatives, first)| {
        let or = ("$or".to_string(), Json::Array(alternatives));
        members.insert(if first { 0 } else { members.len() }, or);
        Json::Object(members)
    })
}

/// An event that is likely to match: the pattern with a value for each leaf, chosen by `picks`.
pub(crate) fn aimed(pattern: &Object, picks: &mut impl Iterator<Item = usize>) -> Object {
    let mut event = Object::new();
    for (name, value) in pattern {
        match value {
            Json::Array(alternatives) if name == "$or" => {
                let pick = picks.next().unwrap_or(0) % alternatives.len();
                if let Json::Object(inner) = &alternatives[pick] {
                    event.extend(aimed(inner, picks));
                }
            }
            Json::Object(inner) => {
                let inside = Json::Object(aimed(inner, picks));
                event.push((name.clone(), wrapped(inside, picks)));
            }
            Json::Array(matchers) => {
                let pick = picks.next().unwrap_or(0) % matchers.len();
                if let Some(value) = sample(&matchers[pick]) {
                    event.push((name.clone(), wrapped(value, picks)));
                }
            }
            _ => {}
        }
    }
    event
}

/// Sometimes in an array, beside something else.
fn wrapped(value: Json, picks: &mut impl Iterator<Item = usize>) -> Json {
    match picks.next().unwrap_or(0) % 4 {
        0 => Json::Array(vec![Json::Object(vec![("a".into(), Json::Null)]), value]),
        _ => value,
    }
}

fn sample(matcher: &Json) -> Option<Json> {
    let Json::Object(members) = matcher else {
        return Some(matcher.clone());
    };
    match (members[0].0.as_str(), &members[0].1) {
        ("exists", Json::Bool(false)) => None,
        ("exists" | "anything-but", _) => Some(Json::Bool(true)),
        ("cidr", _) => Some(Json::String("10.0.0.1".into())),
        ("numeric", Json::Array(parts)) => Some(parts[1].clone()),
        (_, Json::Object(inner)) => Some(inner[0].1.clone()),
        (_, operand) => Some(operand.clone()),
    }
}

/// Texts that are nearly patterns or events, and texts that are nothing.
pub(crate) fn noise() -> impl Strategy<Value = String> {
    let nearly = (
        prop_oneof![pattern(), event()],
        any::<prop::sample::Index>(),
        ".{0,3}",
    );
    prop_oneof![
        3 => nearly.prop_map(|(object, at, put)| {
            let mut chars: Vec<char> = Json::Object(object).to_string().chars().collect();
            let at = at.index(chars.len());
            chars.splice(at..(at + 1).min(chars.len()), put.chars());
            chars.into_iter().collect()
        }),
        1 => ".{0,80}",
        1 => r#"[{}\[\]",:\\a1 ]{0,80}"#,
    ]
}
