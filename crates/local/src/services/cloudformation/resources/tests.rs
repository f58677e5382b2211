use serde_json::json;

use super::*;

#[test]
fn every_type_has_its_name_once() {
    let mut names: Vec<&str> = KINDS
        .iter()
        .flat_map(|kinds| kinds.iter())
        .map(|kind| kind.name)
        .collect();
    let count = names.len();
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), count);
}

#[test]
fn the_change_of_a_name_replaces() {
    let queue = kind("AWS::SQS::Queue").unwrap();
    assert_eq!(queue.on_change("QueueName"), OnChange::Replace);
    assert_eq!(queue.on_change("VisibilityTimeout"), OnChange::Update);
}

#[test]
fn what_is_inside_a_document_is_not_looked_at() {
    let rule = kind("AWS::Events::Rule").unwrap();
    let properties = json!({
        "EventPattern": { "source": [{ "prefix": "x" }] },
        "Targets": [{ "Id": "a", "Arn": "b", "RetryPolicy": { "MaximumRetryAttempts": 1 } }],
    });
    assert!(rule.unknown(&properties).is_empty());
}

#[test]
fn an_unknown_property_is_found_at_its_place() {
    let rule = kind("AWS::Events::Rule").unwrap();
    let properties =
        json!({ "Targets": [{ "Id": "a", "Arn": "b", "EcsParameters": {} }], "Colour": 1 });
    assert_eq!(
        rule.unknown(&properties),
        ["Colour", "Targets.EcsParameters"]
    );
}
