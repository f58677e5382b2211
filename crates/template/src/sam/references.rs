//! `!Ref Function.Alias` and `!Ref Function.Version` → what was made for them; in `Fn::GetAtt` and
//! `Fn::Sub` alike.

use std::collections::HashMap;

use crate::node::{Node, NodeEntry, NodeKind};

pub(super) fn rename(node: Node, renamed: &HashMap<String, String>) -> Node {
    if renamed.is_empty() {
        node
    } else {
        walk(&node, renamed)
    }
}

fn walk(node: &Node, renamed: &HashMap<String, String>) -> Node {
    match node.kind() {
        NodeKind::Scalar(_) => node.clone(),
        NodeKind::List(items) => Node::list(
            node.span(),
            items.iter().map(|item| walk(item, renamed)).collect(),
        ),
        NodeKind::Map(entries) => Node::map(
            node.span(),
            entries.iter().map(|e| entry(e, renamed)).collect(),
        ),
    }
}

fn entry(entry: &NodeEntry, renamed: &HashMap<String, String>) -> NodeEntry {
    let made = match entry.key.as_str() {
        "Ref" => reference(&entry.value, renamed),
        "Fn::GetAtt" => attribute(&entry.value, renamed),
        "Fn::Sub" => substitution(&entry.value, renamed),
        _ => None,
    };
    NodeEntry {
        value: made.unwrap_or_else(|| walk(&entry.value, renamed)),
        ..entry.clone()
    }
}

fn reference(value: &Node, renamed: &HashMap<String, String>) -> Option<Node> {
    let made = renamed.get(value.text()?)?;
    Some(Node::string(value.span(), made.clone()))
}

/// `[Function.Alias, Name]`, which is read from `!GetAtt Function.Alias.Name` as
/// `[Function, Alias.Name]`.
fn attribute(value: &Node, renamed: &HashMap<String, String>) -> Option<Node> {
    let parts: Option<Vec<&str>> = value.items()?.iter().map(Node::text).collect();
    let name = parts?.join(".");
    let (made, rest) = of_made(&name, renamed)?;
    let part = |text: &str| Node::string(value.span(), text);
    let parts = vec![part(made), part(rest.strip_prefix('.')?)];
    Some(Node::list(value.span(), parts))
}

/// The text of a substitution, alone or before its variables, with what was made in place of
/// `${Function.Alias}` and `${Function.Alias.Name}`.
fn substitution(value: &Node, renamed: &HashMap<String, String>) -> Option<Node> {
    let Some([text, variables @ ..]) = value.items() else {
        return substituted(value, renamed);
    };
    let text = substituted(text, renamed)?;
    let variables = variables.iter().map(|variable| walk(variable, renamed));
    let items = std::iter::once(text).chain(variables).collect();
    Some(Node::list(value.span(), items))
}

fn substituted(text: &Node, renamed: &HashMap<String, String>) -> Option<Node> {
    let before = text.text()?;
    let mut after = String::with_capacity(before.len());
    let mut rest = before;
    while let Some((plain, reference)) = rest.split_once("${") {
        let (name, behind) = reference.split_once('}')?;
        after += plain;
        after += "${";
        match of_made(name, renamed) {
            Some((made, attribute)) => after.extend([made, attribute]),
            None => after += name,
        }
        after.push('}');
        rest = behind;
    }
    after += rest;
    (after != before).then(|| Node::string(text.span(), after))
}

/// What was made for the first two parts of a name, and what follows them.
fn of_made<'a>(name: &'a str, renamed: &'a HashMap<String, String>) -> Option<(&'a str, &'a str)> {
    let mut dots = name.match_indices('.').map(|(at, _)| at).skip(1);
    let (wanted, rest) = name.split_at(dots.next().unwrap_or(name.len()));
    Some((renamed.get(wanted)?.as_str(), rest))
}
