//! Paths into an event: `$.detail.items[0].name`, `$.detail.items[*].name`.

use crate::json::{Node, Shape};

/// A checked path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path(Vec<Step>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Step {
    Member(String),
    Element(usize),
    Each,
}

impl Path {
    /// `None` for what the service calls invalid.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        while !rest.is_empty() {
            let (step, after) = step(rest)?;
            steps.push(step);
            rest = after;
        }
        Some(Self(steps))
    }

    /// The value as compact JSON; `[*]` makes an array of what it finds.
    pub(super) fn text_in(&self, event: &Node<'_>) -> Option<String> {
        let found = self.find(event);
        if self.0.contains(&Step::Each) {
            let texts: Vec<String> = found.iter().map(|node| node.compact()).collect();
            return (!texts.is_empty()).then(|| format!("[{}]", texts.join(",")));
        }
        found.first().map(|node| node.compact())
    }

    fn find<'n, 'a>(&self, event: &'n Node<'a>) -> Vec<&'n Node<'a>> {
        self.0.iter().fold(vec![event], |nodes, step| {
            nodes
                .into_iter()
                .flat_map(|node| follow(node, step))
                .collect()
        })
    }
}

fn follow<'n, 'a>(node: &'n Node<'a>, step: &Step) -> Vec<&'n Node<'a>> {
    match (step, &node.shape) {
        (Step::Member(name), _) => node.member(name).into_iter().collect(),
        (Step::Element(at), Shape::Array(elements)) => elements.get(*at).into_iter().collect(),
        (Step::Each, Shape::Array(elements)) => elements.iter().collect(),
        _ => Vec::new(),
    }
}

fn step(text: &str) -> Option<(Step, &str)> {
    if let Some(rest) = text.strip_prefix('.') {
        let end = rest.find(|ch| !is_name(ch)).unwrap_or(rest.len());
        let (name, rest) = rest.split_at(end);
        return (!name.is_empty()).then(|| (Step::Member(name.to_string()), rest));
    }
    let (inside, rest) = text.strip_prefix('[')?.split_once(']')?;
    if inside == "*" {
        return Some((Step::Each, rest));
    }
    let digits = !inside.is_empty() && inside.bytes().all(|b| b.is_ascii_digit());
    let index = digits.then(|| inside.parse().ok())??;
    Some((Step::Element(index), rest))
}

fn is_name(ch: char) -> bool {
    ch.is_ascii_alphanumeric() || matches!(ch, '_' | '-' | '/')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str) -> Option<String> {
        let event =
            r#"{"detail": {"a": [ {"n": "x"}, {"n": 2}, {} ], "a/b": null, "a": [1, [2]]}}"#;
        Path::parse(path)?.text_in(&Node::parse(event).unwrap())
    }

    #[test]
    fn values_are_found() {
        assert_eq!(at("$.detail.a[1][0]").as_deref(), Some("2"));
        assert_eq!(at("$.detail.a/b").as_deref(), Some("null"));
        assert_eq!(at("$.detail.a[*]").as_deref(), Some("[1,[2]]"));
        assert_eq!(at("$.detail.b"), None);
    }

    #[test]
    fn other_syntax_is_invalid() {
        for path in [
            "", "detail", "$.", "$..a", "$.a.*", "$['a']", "$.a[-1]", "$.a[0:2]", "$.a[", "$.a b",
            "$a",
        ] {
            assert_eq!(Path::parse(path), None, "{path}");
        }
        assert!(Path::parse("$").is_some());
    }
}
