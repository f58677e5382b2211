use coagent_template::{Pseudo, Template};
use serde_json::json;

use super::*;
use crate::services::cloudformation::{
    definition::Definition,
    state::{Operation, Policy},
    status::{ResourceStatus, StackStatus},
};

fn bound(text: &str) -> Bound {
    let template = Template::parse("t.yaml", text).unwrap();
    let pseudo = Pseudo {
        account: "000000000000".into(),
        region: "us-east-1".into(),
        stack_name: "s".into(),
        stack_id: "arn".into(),
        ..Pseudo::open()
    };
    template.bind(&BTreeMap::new(), &pseudo).unwrap()
}

fn resource(id: &str, kind: &str, properties: Json) -> Resource {
    Resource {
        logical_id: id.into(),
        kind: kind.into(),
        physical_id: Some(format!("physical-{id}")),
        status: ResourceStatus::CreateComplete,
        reason: None,
        updated: 0,
        properties,
        name: None,
        attributes: [("Arn".to_owned(), json!(format!("arn-{id}")))].into(),
        depends_on: Vec::new(),
        on_delete: Policy::Delete,
        on_replace: Policy::Delete,
        change: None,
    }
}

fn stack(resources: Vec<Resource>) -> Stack {
    Stack {
        id: "arn".into(),
        name: "s".into(),
        created: 0,
        updated: None,
        deleted: None,
        status: StackStatus::CreateComplete,
        reason: None,
        definition: Definition::default(),
        previous: None,
        stable: None,
        on_failure: Default::default(),
        protected: false,
        timeout_minutes: None,
        change_set: None,
        outputs: Vec::new(),
        imports: Vec::new(),
        resources: resources
            .into_iter()
            .map(|one| (one.logical_id.clone(), one))
            .collect(),
        leftovers: Vec::new(),
        drift: None,
        operation: Operation {
            id: "o".into(),
            kind: "CREATE_STACK".into(),
            token: None,
            retain: Vec::new(),
            before: None,
            force: false,
            cancelled: false,
        },
    }
}

const QUEUE: &str = "AWS::SQS::Queue";

fn plan(resources: Vec<Resource>, template: &str) -> Vec<ResourceChange> {
    changes(&stack(resources), &bound(template), &BTreeMap::new()).unwrap()
}

#[test]
fn what_is_the_same_does_not_change() {
    let template =
        "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n    Properties: { DelaySeconds: 5 }\n";
    assert!(
        plan(
            vec![resource("Q", QUEUE, json!({ "DelaySeconds": 5 }))],
            template
        )
        .is_empty()
    );
}

#[test]
fn a_property_that_is_gone_is_a_change() {
    let template = "Resources:\n  Q:\n    Type: AWS::SQS::Queue\n";
    let changes = plan(
        vec![resource("Q", QUEUE, json!({ "DelaySeconds": 5 }))],
        template,
    );
    assert_eq!(changes[0].replacement, Some(Replacement::False));
    assert_eq!(changes[0].details[0].before.as_deref(), Some("5"));
    assert_eq!(changes[0].details[0].after, None);
}

#[test]
fn what_depends_on_a_replacement_may_be_replaced() {
    let template = "
Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties: { QueueName: new }
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: f, EventSourceArn: !GetAtt Q.Arn }
";
    let mapping = json!({ "FunctionName": "f", "EventSourceArn": "arn-Q" });
    let existing = vec![
        resource("Q", QUEUE, json!({ "QueueName": "old" })),
        resource("M", "AWS::Lambda::EventSourceMapping", mapping),
    ];
    let changes = plan(existing, template);
    assert_eq!(changes[0].replacement, Some(Replacement::True));
    assert_eq!(changes[1].replacement, Some(Replacement::Conditional));
    assert!(changes[1].details[0].dynamic);
}

#[test]
fn what_the_template_no_longer_has_is_removed_last() {
    let template = "Resources:\n  New:\n    Type: AWS::SQS::Queue\n";
    let changes = plan(vec![resource("Old", QUEUE, json!({}))], template);
    let actions: Vec<_> = changes
        .iter()
        .map(|change| (change.action, change.logical_id.as_str()))
        .collect();
    assert_eq!(actions, [(Action::Add, "New"), (Action::Remove, "Old")]);
}

#[test]
fn a_logical_id_keeps_its_type() {
    let template = "Resources:\n  Q:\n    Type: AWS::S3::Bucket\n";
    let existing = stack(vec![resource("Q", QUEUE, json!({}))]);
    let fault = changes(&existing, &bound(template), &BTreeMap::new()).unwrap_err();
    assert!(fault.message.contains("[Q]"), "{fault}");
}
