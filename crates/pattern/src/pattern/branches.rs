//! `$or` spelt out: a pattern as alternatives, each a list of conditions that must all hold.

use super::{Fields, Matcher, Member};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Conditions that must all hold, in the order in which the service takes them: by path, compared
/// in UTF-16. The order decides which array element an `exists: false` speaks about.
#[derive(Debug, Clone)]
pub(crate) struct Branch {
    pub(crate) conditions: Vec<Condition>,
}

/// One field and what it may be.
#[derive(Debug, Clone)]
pub(crate) struct Condition {
    /// Names joined with dots.
    pub(crate) path: Arc<str>,
    pub(crate) matchers: Arc<[Matcher]>,
    /// Whether addresses in this field are compared as addresses, and thus no longer as strings.
    pub(crate) reads_addresses: bool,
}

type Rule = BTreeMap<Arc<str>, Arc<[Matcher]>>;

/// How many branches a pattern has, without building them.
pub(super) fn count(fields: &Fields) -> usize {
    count_from(fields, 0)
}

fn count_from(fields: &Fields, before: usize) -> usize {
    fields.0.iter().fold(before, |count, member| match member {
        Member::Leaf(..) => count.max(1),
        Member::Object(_, inner) => count_from(inner, count),
        Member::Or(alternatives) => alternatives.iter().fold(0usize, |sum, inner| {
            sum.saturating_add(count_from(inner, count.max(1)))
        }),
    })
}

/// All branches; the caller has checked that there are not too many.
pub(super) fn expand(fields: &Fields) -> Vec<Branch> {
    let rules = expand_into(fields, &mut Vec::new(), vec![Rule::new()]);
    rules.into_iter().map(branch).collect()
}

/// A leaf overrides the same path in every rule so far; `$or` multiplies the rules.
fn expand_into<'a>(fields: &'a Fields, at: &mut Vec<&'a str>, mut rules: Vec<Rule>) -> Vec<Rule> {
    for member in &fields.0 {
        match member {
            Member::Leaf(name, matchers) => {
                let path: Arc<str> = leaf_path(at, name).into();
                for rule in &mut rules {
                    rule.insert(Arc::clone(&path), Arc::clone(matchers));
                }
            }
            Member::Object(name, inner) => {
                at.push(name);
                rules = expand_into(inner, at, rules);
                at.pop();
            }
            Member::Or(alternatives) => {
                rules = alternatives
                    .iter()
                    .flat_map(|inner| expand_into(inner, at, rules.clone()))
                    .collect();
            }
        }
    }
    rules
}

/// As in the service, an empty path so far adds no dot, even when it is the empty name.
fn leaf_path(at: &[&str], name: &str) -> String {
    let parent = at.join(".");
    if parent.is_empty() {
        name.to_string()
    } else {
        format!("{parent}.{name}")
    }
}

fn branch(rule: Rule) -> Branch {
    let mut conditions: Vec<Condition> = rule
        .into_iter()
        .map(|(path, matchers)| Condition {
            path,
            matchers,
            reads_addresses: false,
        })
        .collect();
    conditions.sort_by(|a, b| a.path.encode_utf16().cmp(b.path.encode_utf16()));
    Branch { conditions }
}
