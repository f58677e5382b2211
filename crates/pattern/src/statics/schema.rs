//! Can any event of a JSON Schema match?
//!
//! Understood are `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`,
//! `const`, `minimum`, `maximum` and their exclusive forms, local `$ref`s and `allOf`; `anyOf`
//! and `oneOf` are followed as alternatives. Everything else makes a field unknown, never
//! impossible. As in JSON Schema, fields that are not listed are possible unless
//! `additionalProperties` is `false`.

use super::Answer;
use super::leaf::{self, Possible};
use crate::pattern::{Branch, Condition, Pattern};
use serde_json::Value;

/// How many schemas may be followed for one field.
const MAX_STEPS: usize = 2000;

impl Pattern {
    /// Whether some event that the JSON Schema `schema` (of the whole event) allows can match.
    pub fn can_match_schema(&self, schema: &Value) -> Answer {
        let mut reasons = Vec::new();
        let mut unknown = false;
        for branch in self.branches() {
            match branch_can_match(branch, schema) {
                Answer::Yes => return Answer::Yes,
                Answer::No(reason) => reasons.push(reason),
                Answer::Unknown => unknown = true,
            }
        }
        reasons.dedup();
        if unknown {
            Answer::Unknown
        } else {
            Answer::No(reasons.join("; "))
        }
    }
}

fn branch_can_match(branch: &Branch, schema: &Value) -> Answer {
    let mut answer = Answer::Yes;
    for condition in &branch.conditions {
        match condition_can_match(condition, schema) {
            Answer::Yes => {}
            Answer::Unknown => answer = Answer::Unknown,
            no => return no,
        }
    }
    answer
}

fn condition_can_match(condition: &Condition, root: &Value) -> Answer {
    let mut walk = Walk {
        root,
        steps: 0,
        places: Places::default(),
    };
    walk.follow(root, &condition.path);
    leaf::can_match(condition, &walk.places)
}

/// What a schema allows at a path.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) possible: Vec<Possible>,
    /// Something that is not understood may allow more.
    pub(super) open: bool,
    /// The field may be missing.
    pub(super) optional: bool,
}

struct Walk<'a> {
    root: &'a Value,
    steps: usize,
    places: Places,
}

impl<'a> Walk<'a> {
    fn follow(&mut self, schema: &'a Value, path: &str) {
        self.steps += 1;
        if self.steps > MAX_STEPS {
            self.places.open = true;
            return;
        }
        let schema = match self.resolve(schema) {
            Some(schema) => schema,
            None => return self.anything(),
        };
        match schema {
            Value::Bool(false) => self.places.optional = true,
            Value::Object(_) => self.object_or_array(schema, path),
            _ => self.anything(),
        }
    }

    fn anything(&mut self) {
        self.places.open = true;
        self.places.optional = true;
    }

    fn object_or_array(&mut self, schema: &'a Value, path: &str) {
        if let Some(alternatives) = alternatives(schema) {
            for alternative in alternatives {
                self.follow(alternative, path);
            }
            return;
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            return self.all_of(all, schema, path);
        }
        if allows(schema, "array") && (schema.get("items").is_some() || is_only(schema, "array")) {
            self.places.optional = true;
            match schema.get("items") {
                Some(items) => self.follow(items, path),
                None => self.places.open = true,
            }
            if is_only(schema, "array") {
                return;
            }
        }
        if !allows(schema, "object") {
            self.places.optional = true;
            return;
        }
        self.places.optional |= !is_only(schema, "object");
        self.member(schema, path);
    }

    /// With `allOf`, a part that knows the field decides; the others may only restrict it.
    fn all_of(&mut self, all: &'a [Value], schema: &'a Value, path: &str) {
        let knows = |part: &&Value| {
            let part = self.resolve(part);
            part.is_some_and(|p| known_member(p, path).is_some())
        };
        let knowing: Vec<&Value> = all.iter().filter(knows).collect();
        match knowing.as_slice() {
            [one] if schema.get("properties").is_none() => self.follow(one, path),
            [] if schema.get("properties").is_some() => self.member(schema, path),
            _ => self.anything(),
        }
    }

    fn member(&mut self, schema: &'a Value, path: &str) {
        if let Some((name, member, rest)) = known_member(schema, path) {
            self.places.optional |= !is_required(schema, name);
            return match rest {
                Some(rest) => self.follow(member, rest),
                None => self.leaf(member),
            };
        }
        self.places.optional = true;
        let closed = schema.get("additionalProperties") == Some(&Value::Bool(false))
            && schema.get("patternProperties").is_none();
        self.places.open |= !closed;
    }

    fn leaf(&mut self, schema: &'a Value) {
        self.steps += 1;
        let resolved = self
            .resolve(schema)
            .filter(|s| s.is_object() && self.steps <= MAX_STEPS);
        let Some(schema) = resolved else {
            return self.anything();
        };
        if schema.get("allOf").is_some() {
            return self.anything();
        }
        if let Some(alternatives) = alternatives(schema) {
            for alternative in alternatives {
                self.leaf(alternative);
            }
            return;
        }
        let possible = Possible::of(schema);
        self.places.optional |= possible.may_be_no_leaf;
        if allows(schema, "array") {
            self.places.optional = true;
            match schema.get("items") {
                Some(items) => self.leaf(items),
                None => self.places.open |= schema.get("enum").is_none(),
            }
        }
        self.places.possible.push(possible);
    }

    /// Follows local references; `None` for one that leads nowhere we can see.
    fn resolve(&self, mut schema: &'a Value) -> Option<&'a Value> {
        for _ in 0..32 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
                return Some(schema);
            };
            schema = self.root.pointer(reference.strip_prefix('#')?)?;
        }
        None
    }
}

fn alternatives(schema: &Value) -> Option<&Vec<Value>> {
    schema
        .get("anyOf")
        .or_else(|| schema.get("oneOf"))
        .and_then(Value::as_array)
}

/// The property a path goes through, and the rest of the path; names may contain dots.
fn known_member<'a, 'p>(
    schema: &'a Value,
    path: &'p str,
) -> Option<(&'p str, &'a Value, Option<&'p str>)> {
    let properties = schema.get("properties")?.as_object()?;
    if let Some(member) = properties.get(path) {
        return Some((path, member, None));
    }
    path.match_indices('.').find_map(|(at, _)| {
        let name = &path[..at];
        Some((name, properties.get(name)?, Some(&path[at + 1..])))
    })
}

fn is_required(schema: &Value, name: &str) -> bool {
    let required = schema.get("required").and_then(Value::as_array);
    required.is_some_and(|names| names.iter().any(|n| n == name))
}

/// Whether values of a type are allowed; a missing `type` allows all.
pub(super) fn allows(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(many)) => many.iter().any(|one| one == kind),
        _ => match schema.get("enum").or_else(|| schema.get("const")) {
            Some(_) => false,
            None => kind != "array" || schema.get("properties").is_none(),
        },
    }
}

fn is_only(schema: &Value, kind: &str) -> bool {
    match schema.get("type") {
        Some(Value::String(one)) => one == kind,
        Some(Value::Array(many)) => many.len() == 1 && many[0] == kind,
        _ => kind == "object" && schema.get("properties").is_some(),
    }
}
