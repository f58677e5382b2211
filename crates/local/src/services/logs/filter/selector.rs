//! `$.a.b[0]`: a place in a JSON document.

use serde_json::Value;

/// A path from the root of a document.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Selector(pub(super) Vec<Step>);

#[derive(Clone, Debug, PartialEq)]
pub(super) enum Step {
    Member(String),
    Index(usize),
    /// Any item.
    Every,
}

impl Selector {
    /// Reads a selector that is the whole text.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (selector, rest) = Self::prefix(text)?;
        rest.is_empty().then_some(selector)
    }

    /// Reads the name of a column that is the whole text: `$name`.
    pub(super) fn column(text: &str) -> Option<Self> {
        let (selector, rest) = Self::word(text.strip_prefix('$')?)?;
        rest.is_empty().then_some(selector)
    }

    /// Reads the name of a column at the beginning of a text.
    pub(super) fn word(text: &str) -> Option<(Self, &str)> {
        let text = text.trim_start();
        let end = text.find(|c: char| !is_name(c)).unwrap_or(text.len());
        let step = Step::Member(text[..end].to_owned());
        (end > 0).then(|| (Self(vec![step]), &text[end..]))
    }

    /// Reads the selector at the beginning of a text.
    pub(super) fn prefix(text: &str) -> Option<(Self, &str)> {
        let mut rest = text.strip_prefix('$')?;
        let mut steps = Vec::new();
        loop {
            let (step, after) =
                if let Some(inner) = rest.strip_prefix("['").or(rest.strip_prefix(".['")) {
                    let (name, after) = inner.split_once("']")?;
                    (Step::Member(name.to_owned()), after)
                } else if let Some(inner) = rest.strip_prefix('[') {
                    let (index, after) = inner.split_once(']')?;
                    (index_step(index)?, after)
                } else if let Some(inner) = rest.strip_prefix('.') {
                    let end = inner.find(|c: char| !is_name(c)).unwrap_or(inner.len());
                    (Step::Member(inner[..end].to_owned()), &inner[end..])
                } else {
                    break;
                };
            if step == Step::Member(String::new()) {
                return None;
            }
            steps.push(step);
            rest = after;
        }
        (!steps.is_empty()).then_some((Self(steps), rest))
    }

    /// Every value at the place; more than one only with `[*]`.
    pub(crate) fn values<'a>(&self, document: &'a Value) -> Vec<&'a Value> {
        let mut found = vec![document];
        for step in &self.0 {
            found = found
                .into_iter()
                .flat_map(|value| step.apply(value))
                .collect();
        }
        found
    }
}

impl Step {
    fn apply<'a>(&self, value: &'a Value) -> Vec<&'a Value> {
        match self {
            Self::Member(name) => value.get(name).into_iter().collect(),
            Self::Index(index) => value.get(index).into_iter().collect(),
            Self::Every => value
                .as_array()
                .map(|items| items.iter().collect())
                .unwrap_or_default(),
        }
    }
}

fn index_step(text: &str) -> Option<Step> {
    match text {
        "*" => Some(Step::Every),
        number => number.parse().ok().map(Step::Index),
    }
}

fn is_name(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | ':' | '@')
}
