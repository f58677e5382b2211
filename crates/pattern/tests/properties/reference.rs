//! A matcher written straight from PATTERNS.md: slow, without cleverness, and independent of the
//! crate. It takes patterns that the crate accepts.

mod values;

use crate::generate::{Json, Object};
use std::collections::HashMap;
use std::net::IpAddr;
use values::{comparable, holds};

/// A leaf of the event: path, value, and the array elements it lies in.
struct Field<'a> {
    path: String,
    value: &'a Json,
    elements: Vec<(usize, usize)>,
}

/// One alternative: path → matchers.
type Rule<'a> = HashMap<String, &'a [Json]>;

pub(crate) fn matches(pattern: &Object, event: &Object) -> bool {
    let mut fields = Vec::new();
    flatten_object(event, &mut Vec::new(), &mut Vec::new(), &mut 0, &mut fields);
    let rules = rules(pattern, &mut Vec::new(), vec![Rule::new()]);
    rules.iter().any(|rule| rule_matches(rule, &fields))
}

fn flatten_object<'a>(
    object: &'a Object,
    names: &mut Vec<&'a str>,
    elements: &mut Vec<(usize, usize)>,
    arrays: &mut usize,
    out: &mut Vec<Field<'a>>,
) {
    for (name, value) in object {
        names.push(name);
        flatten(value, names, elements, arrays, out);
        names.pop();
    }
}

fn flatten<'a>(
    value: &'a Json,
    names: &mut Vec<&'a str>,
    elements: &mut Vec<(usize, usize)>,
    arrays: &mut usize,
    out: &mut Vec<Field<'a>>,
) {
    match value {
        Json::Object(object) => flatten_object(object, names, elements, arrays, out),
        Json::Array(items) => {
            let array = *arrays;
            *arrays += 1;
            for (element, item) in items.iter().enumerate() {
                let inside = matches!(item, Json::Object(_) | Json::Array(_));
                if inside {
                    elements.push((array, element));
                }
                flatten(item, names, elements, arrays, out);
                if inside {
                    elements.pop();
                }
            }
        }
        _ => out.push(Field {
            path: names.join("."),
            value,
            elements: elements.clone(),
        }),
    }
}

fn rules<'a>(
    object: &'a Object,
    names: &mut Vec<&'a str>,
    mut so_far: Vec<Rule<'a>>,
) -> Vec<Rule<'a>> {
    for (name, value) in object {
        match value {
            Json::Array(alternatives) if name == "$or" => {
                let mut all = Vec::new();
                for alternative in alternatives {
                    let Json::Object(object) = alternative else {
                        panic!("not accepted")
                    };
                    all.extend(rules(object, names, so_far.clone()));
                }
                so_far = all;
            }
            Json::Array(matchers) => {
                let parent = names.join(".");
                let path = if parent.is_empty() {
                    name.clone()
                } else {
                    format!("{parent}.{name}")
                };
                for rule in &mut so_far {
                    rule.insert(path.clone(), matchers);
                }
            }
            Json::Object(object) => {
                names.push(name);
                so_far = rules(object, names, so_far);
                names.pop();
            }
            _ => panic!("not accepted"),
        }
    }
    so_far
}

fn rule_matches(rule: &Rule<'_>, fields: &[Field<'_>]) -> bool {
    let mut paths: Vec<&String> = rule.keys().collect();
    paths.sort_by_key(|path| path.encode_utf16().collect::<Vec<u16>>());
    let conditions: Vec<Condition<'_>> = paths
        .iter()
        .map(|path| Condition::new(path, rule[*path]))
        .collect();
    settle(&conditions, &[], fields)
}

struct Condition<'a> {
    path: &'a str,
    matchers: &'a [Json],
    addresses: bool,
}

impl<'a> Condition<'a> {
    fn new(path: &'a str, matchers: &'a [Json]) -> Self {
        let addresses = matchers.iter().any(is_address) && !matchers.iter().any(is_number);
        Self {
            path,
            matchers,
            addresses,
        }
    }
}

/// Alternatives that begin alike share how they read addresses, which this matcher does not know.
pub(crate) fn is_beyond(pattern: &Object) -> bool {
    let text = Json::Object(pattern.clone()).to_string();
    let has_addresses = text.contains("cidr") || text.contains("10.0.0") || text.contains("::");
    text.contains("$or") && (has_addresses || text.contains("10.1.0.0"))
}

fn is_address(matcher: &Json) -> bool {
    match matcher {
        Json::String(text) => text.parse::<IpAddr>().is_ok(),
        Json::Object(members) => members[0].0 == "cidr",
        _ => false,
    }
}

fn is_number(matcher: &Json) -> bool {
    match matcher {
        Json::Number(text) => comparable(text).is_some(),
        Json::Object(members) => match (members[0].0.as_str(), &members[0].1) {
            ("numeric", _) | ("anything-but", Json::Number(_)) => true,
            ("anything-but", Json::Array(list)) => matches!(list[0], Json::Number(_)),
            _ => false,
        },
        _ => false,
    }
}

/// Takes the conditions in order; each settles on a field that holds and agrees, or on absence.
fn settle(conditions: &[Condition<'_>], settled: &[(usize, usize)], fields: &[Field<'_>]) -> bool {
    let Some((condition, rest)) = conditions.split_first() else {
        return true;
    };
    let agreeing: Vec<&Field<'_>> = fields
        .iter()
        .filter(|field| field.path == condition.path)
        .filter(|field| {
            field
                .elements
                .iter()
                .all(|(a, e)| settled.iter().all(|(b, f)| a != b || e == f))
        })
        .collect();
    let absent = agreeing.is_empty()
        && condition
            .matchers
            .iter()
            .any(|m| *m == Json::Object(vec![("exists".into(), Json::Bool(false))]));
    if absent && settle(rest, settled, fields) {
        return true;
    }
    agreeing.iter().any(|field| {
        condition
            .matchers
            .iter()
            .any(|m| holds(m, field.value, condition.addresses))
            && settle(rest, &[settled, &field.elements].concat(), fields)
    })
}
