//! Can any event of a JSON Schema match?
//!
//! Understood are `type`, `properties`, `required`, `additionalProperties`, `items`, `enum`,
//! `const`, `minimum`, `maximum` and their exclusive forms, local `$ref`s and `allOf`; `anyOf`
//! and `oneOf` are followed as alternatives. Everything else makes a field unknown, never
//! impossible. As in JSON Schema, fields that are not listed are possible unless
//! `additionalProperties` is `false`.

use super::Answer;
use super::leaf::{self, Possible};
use crate::pattern::{Branch, Matcher, Pattern};
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

/// Fields that can match one by one can match together, unless they depend on each other.
fn branch_can_match(branch: &Branch, schema: &Value) -> Answer {
    let several = branch.conditions.len() > 1;
    let mut conditions = branch.conditions.iter();
    let absence = conditions.any(|c| c.matchers.contains(&Matcher::Exists(false)));
    let mut answer = Answer::Yes;
    for condition in &branch.conditions {
        let places = Walk::to(&condition.path, schema);
        let dependent = places.dependent || (absence && places.within_optional);
        match leaf::can_match(condition, &places) {
            Answer::Yes if !(several && dependent) => {}
            Answer::Yes | Answer::Unknown => answer = Answer::Unknown,
            no => return no,
        }
    }
    answer
}

/// What a schema allows at a path.
#[derive(Debug, Default)]
pub(super) struct Places {
    pub(super) possible: Vec<Possible>,
    /// Something that is not understood may allow more.
    pub(super) open: bool,
    /// The field may be missing.
    pub(super) optional: bool,
    /// Something is not understood at all.
    pub(super) unclear: bool,
    /// What is allowed here may depend on what is elsewhere.
    pub(super) dependent: bool,
    /// It may be missing together with the object around it.
    pub(super) within_optional: bool,
}

struct Walk<'a> {
    root: &'a Value,
    steps: usize,
    places: Places,
}

impl<'a> Walk<'a> {
    fn to(path: &str, root: &'a Value) -> Places {
        let mut walk = Self {
            root,
            steps: 0,
            places: Places::default(),
        };
        walk.follow(root, path);
        walk.places
    }

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
        self.places.unclear = true;
    }

    fn object_or_array(&mut self, schema: &'a Value, path: &str) {
        if let Some(alternatives) = alternatives(schema) {
            self.places.dependent = true;
            for alternative in alternatives {
                self.follow(alternative, path);
            }
            return;
        }
        if lists_containers(schema) {
            return self.anything();
        }
        if let Some(all) = schema.get("allOf").and_then(Value::as_array) {
            self.places.dependent = true;
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
            part.is_some_and(|p| known_members(p, path).next().is_some())
        };
        let knowing: Vec<&Value> = all.iter().filter(knows).collect();
        match knowing.as_slice() {
            [one] if schema.get("properties").is_none() => self.follow(one, path),
            [] if schema.get("properties").is_some() => self.member(schema, path),
            _ => self.anything(),
        }
    }

    fn member(&mut self, schema: &'a Value, path: &str) {
        let mut members = known_members(schema, path);
        let known = members.next();
        // Then both `a.b` and the `b` of `a` are meant.
        if members.next().is_some() {
            return self.anything();
        }
        let Some((name, member, rest)) = known else {
            self.places.optional = true;
            let closed = schema.get("additionalProperties") == Some(&Value::Bool(false))
                && schema.get("patternProperties").is_none();
            self.places.open |= !closed;
            return;
        };
        self.places.optional |= !is_required(schema, name);
        match rest {
            Some(rest) => {
                self.places.within_optional |= self.places.optional;
                self.follow(member, rest);
            }
            None => self.leaf(member),
        }
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

/// The properties that a path may go through, and the rest of the path; names may contain dots.
fn known_members<'a, 'p>(
    schema: &'a Value,
    path: &'p str,
) -> impl Iterator<Item = (&'p str, &'a Value, Option<&'p str>)> {
    let properties = schema.get("properties").and_then(Value::as_object);
    let dots = path.match_indices('.');
    let names = dots.map(|(at, _)| (&path[..at], Some(&path[at + 1..])));
    let names = names.chain([(path, None)]);
    names.filter_map(move |(name, rest)| Some((name, properties?.get(name)?, rest)))
}

/// Whether values are listed that have fields themselves.
fn lists_containers(schema: &Value) -> bool {
    let list = schema.get("enum").and_then(Value::as_array);
    let list = list
        .map(Vec::as_slice)
        .or_else(|| schema.get("const").map(std::slice::from_ref));
    list.is_some_and(|list| {
        list.iter()
            .any(|value| value.is_object() || value.is_array())
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
