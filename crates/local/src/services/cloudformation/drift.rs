//! Drift: what the template says of a resource, beside what the resource is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{
    resources::{Context, Now},
    state::Resource,
};
use crate::{fault::Fault, services::cloudformation::engine::effective};

/// What a resource was found to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    InSync,
    Modified,
    Deleted,
    /// Its type does not say what it is.
    NotChecked,
}

/// A property that is not what the template says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(super) struct Difference {
    pub(super) property_path: String,
    pub(super) expected_value: String,
    pub(super) actual_value: String,
    pub(super) difference_type: String,
}

/// One resource, looked at.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Found {
    pub(super) status: Status,
    /// Milliseconds since the epoch.
    pub(super) at: i64,
    pub(super) expected: Json,
    pub(super) actual: Json,
    pub(super) differences: Vec<Difference>,
}

/// A stack, looked at; resources by logical id.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Detection {
    pub(super) id: String,
    /// Milliseconds since the epoch.
    pub(super) at: i64,
    pub(super) resources: BTreeMap<String, Found>,
}

impl Detection {
    /// How many resources are not what the template says.
    pub(super) fn drifted(&self) -> usize {
        let drifted = |found: &&Found| matches!(found.status, Status::Modified | Status::Deleted);
        self.resources.values().filter(drifted).count()
    }

    /// The stack's status as AWS calls it.
    pub(super) fn status(&self) -> &'static str {
        if self.drifted() > 0 {
            "DRIFTED"
        } else {
            "IN_SYNC"
        }
    }
}

/// Looks at one resource. Only what the template sets is compared.
pub(super) async fn look(context: &Context, resource: &Resource) -> Result<Found, Fault> {
    let kind = super::resources::kind_or_recorded(&resource.kind);
    let wanted = effective(kind, resource);
    let id = resource.physical_id.as_deref().unwrap_or_default();
    let now = kind.handler.now(context, id, &wanted).await?;
    let mut found = Found {
        status: Status::NotChecked,
        at: context.core.clock.now_millis(),
        expected: Json::Null,
        actual: Json::Null,
        differences: Vec::new(),
    };
    match now {
        Now::Unsaid => {}
        Now::Gone => found.status = Status::Deleted,
        Now::Is(actual) => {
            found.expected = only(&wanted, &actual);
            found.differences = differences(&found.expected, &actual);
            found.actual = actual;
            found.status = match found.differences.is_empty() {
                true => Status::InSync,
                false => Status::Modified,
            };
        }
    }
    Ok(found)
}

/// The members of `wanted` that `actual` can be asked about.
fn only(wanted: &Json, actual: &Json) -> Json {
    let members = wanted.as_object().into_iter().flatten();
    let asked = members.filter(|(name, _)| actual.get(name).is_some());
    Json::Object(
        asked
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect(),
    )
}

fn differences(expected: &Json, actual: &Json) -> Vec<Difference> {
    let mut found = Vec::new();
    for (name, value) in expected.as_object().into_iter().flatten() {
        compare(&format!("/{name}"), value, &actual[name], &mut found);
    }
    found
}

fn compare(path: &str, expected: &Json, actual: &Json, found: &mut Vec<Difference>) {
    match (expected, actual) {
        (Json::Object(wanted), Json::Object(is)) => {
            let names = wanted
                .keys()
                .chain(is.keys().filter(|name| !wanted.contains_key(*name)));
            for name in names {
                compare(
                    &format!("{path}/{name}"),
                    &expected[name],
                    &actual[name],
                    found,
                );
            }
        }
        (Json::Array(wanted), Json::Array(is)) => {
            for at in 0..wanted.len().max(is.len()) {
                compare(&format!("{path}/{at}"), &expected[at], &actual[at], found);
            }
        }
        _ if same(expected, actual) => {}
        _ => found.push(Difference {
            property_path: path.to_owned(),
            expected_value: text(expected),
            actual_value: text(actual),
            difference_type: kind_of_difference(expected, actual).to_owned(),
        }),
    }
}

fn kind_of_difference(expected: &Json, actual: &Json) -> &'static str {
    match (expected, actual) {
        (Json::Null, _) => "ADD",
        (_, Json::Null) => "REMOVE",
        _ => "NOT_EQUAL",
    }
}

/// Templates write numbers and booleans as text or not, and numbers in more than one way.
fn same(expected: &Json, actual: &Json) -> bool {
    let (expected, actual) = (text(expected), text(actual));
    let number = |text: &str| text.parse::<f64>().ok();
    expected == actual || number(&expected).is_some_and(|n| Some(n) == number(&actual))
}

fn text(value: &Json) -> String {
    match value {
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn paths(expected: Json, actual: Json) -> Vec<(String, String)> {
        let found = differences(&expected, &actual).into_iter();
        found
            .map(|one| (one.property_path, one.difference_type))
            .collect()
    }

    #[test]
    fn numbers_and_booleans_may_be_text() {
        assert_eq!(
            paths(
                json!({ "A": 30, "B": true }),
                json!({ "A": "30", "B": "true" })
            ),
            []
        );
    }

    #[test]
    fn what_was_changed_added_or_removed_is_named_by_its_path() {
        let expected = json!({ "A": 1, "B": { "C": "x", "D": "y" }, "E": [1] });
        let actual = json!({ "A": 2, "B": { "C": "x", "F": "z" }, "E": [1, 2] });
        let named = |path: &str, kind: &str| (path.to_owned(), kind.to_owned());
        let wanted = [
            named("/A", "NOT_EQUAL"),
            named("/B/D", "REMOVE"),
            named("/B/F", "ADD"),
            named("/E/1", "ADD"),
        ];
        assert_eq!(paths(expected, actual), wanted);
    }

    #[test]
    fn only_what_the_template_sets_is_compared() {
        let actual = json!({ "A": 1, "B": 2 });
        assert_eq!(only(&json!({ "A": 5, "Z": 9 }), &actual), json!({ "A": 5 }));
    }
}
