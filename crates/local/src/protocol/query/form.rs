//! A form → a tree: `Tags.member.1.Key=a` is `{"Tags": [{"Key": "a"}]}`.

use std::collections::BTreeMap;

use percent_encoding::percent_decode;

use crate::{
    fault::Fault,
    protocol::{Incoming, value::Value},
};

/// Names with more dots than this are refused: no operation has any so deep.
const DEPTH: usize = 32;

/// The tree of the form in the URL and in the body.
pub(super) fn tree(request: &Incoming) -> Result<Value, Fault> {
    let mut root = Node::default();
    let url = request.head.uri.query().unwrap_or_default().as_bytes();
    for form in [url, &request.body] {
        for pair in form
            .split(|byte| *byte == b'&')
            .filter(|pair| !pair.is_empty())
        {
            let at = pair
                .iter()
                .position(|byte| *byte == b'=')
                .unwrap_or(pair.len());
            let (name, value) = (&pair[..at], pair.get(at + 1..).unwrap_or_default());
            root.insert(&decode(name)?, decode(value)?)?;
        }
    }
    Ok(root.into_structure())
}

fn decode(bytes: &[u8]) -> Result<String, Fault> {
    let spaced: Vec<u8> = bytes
        .iter()
        .map(|b| if *b == b'+' { b' ' } else { *b })
        .collect();
    percent_decode(&spaced)
        .decode_utf8()
        .map(std::borrow::Cow::into_owned)
        .map_err(|_| Fault::new("MalformedInput", "The form is not UTF-8."))
}

#[derive(Default)]
struct Node {
    text: Option<String>,
    children: BTreeMap<Step, Node>,
}

/// List indices sort as numbers, before names.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Index(u32),
    Name(String),
}

impl Step {
    fn of(text: &str) -> Self {
        text.parse()
            .map_or_else(|_| Self::Name(text.to_owned()), Self::Index)
    }
}

impl Node {
    fn insert(&mut self, path: &str, value: String) -> Result<(), Fault> {
        if path.split('.').count() > DEPTH {
            return Err(Fault::new(
                "MalformedInput",
                format!("`{path}` is nested too deeply."),
            ));
        }
        let mut node = self;
        for step in path.split('.') {
            node = node.children.entry(Step::of(step)).or_default();
        }
        node.text = Some(value);
        Ok(())
    }

    fn into_value(mut self) -> Value {
        if self.children.is_empty() {
            return Value::Text(self.text.unwrap_or_default());
        }
        if self
            .children
            .keys()
            .all(|step| matches!(step, Step::Index(_)))
        {
            return Value::List(self.children.into_values().map(Self::into_value).collect());
        }
        if self.children.len() == 1 {
            if let Some(members) = self.children.remove(&Step::Name("member".into())) {
                return members.into_list();
            }
            if let Some(entries) = self.children.remove(&Step::Name("entry".into())) {
                return entry_pairs(entries.into_list());
            }
        }
        self.into_structure()
    }

    fn into_list(self) -> Value {
        match self.into_value() {
            list @ Value::List(_) => list,
            Value::Text(text) if text.is_empty() => Value::List(Vec::new()),
            single => Value::List(vec![single]),
        }
    }

    fn into_structure(self) -> Value {
        let members = self
            .children
            .into_iter()
            .map(|(step, node)| (step.text(), node.into_value()));
        Value::Map(members.collect())
    }
}

impl Step {
    fn text(self) -> String {
        match self {
            Self::Index(index) => index.to_string(),
            Self::Name(name) => name,
        }
    }
}

/// The entries of a map. They are called `key` and `value`, in SNS's message attributes `Name` and
/// `Value`.
fn entry_pairs(list: Value) -> Value {
    let named = match &list {
        Value::List(items) => items.iter().any(|item| item.get("Name").is_some()),
        _ => false,
    };
    match named {
        true => pairs(list, "Name", "Value"),
        false => pairs(list, "key", "value"),
    }
}

/// A list of `{key, value}` as the map it stands for.
pub(super) fn pairs(list: Value, key: &str, value: &str) -> Value {
    let Value::List(items) = list else {
        return list;
    };
    let pair = |mut item: Value| {
        let name = item.take(key)?.scalar_text()?;
        Some((name, item.take(value).unwrap_or(Value::Text(String::new()))))
    };
    Value::Map(items.into_iter().filter_map(pair).collect())
}
