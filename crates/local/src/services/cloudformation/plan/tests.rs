use coagent_template::{Pseudo, Template};
use serde_json::json;

use super::*;
use crate::services::cloudformation::{
    definition::Definition,
    state::{Operation, Policy},
    status::{ResourceStatus, StackStatus},
};

fn bound(text: &str) -> Bound {
    bound_with(text, &[])
}

fn bound_with(text: &str, parameters: &[(&str, &str)]) -> Bound {
    let values = parameters
        .iter()
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let template = Template::parse("t.yaml", text).unwrap();
    let pseudo = Pseudo {
        account: "000000000000".into(),
        region: "us-east-1".into(),
        stack_name: "s".into(),
        stack_id: "arn".into(),
        ..Pseudo::open()
    };
    template.bind(&values, &pseudo).unwrap()
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
        stack_tags: Tags::new(),
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
    planned(resources, &bound(template), None)
}

fn planned(resources: Vec<Resource>, bound: &Bound, before: Option<&Bound>) -> Vec<ResourceChange> {
    changes(&stack(resources), &wanted(bound, before)).unwrap()
}

fn wanted<'a>(bound: &'a Bound, before: Option<&'a Bound>) -> Wanted<'a> {
    const NO_TAGS: &Tags = &Tags::new();
    const NO_EXPORTS: &BTreeMap<String, (String, String)> = &BTreeMap::new();
    Wanted {
        bound,
        before,
        tags: NO_TAGS,
        exports: NO_EXPORTS,
    }
}

/// `SOURCE EVALUATION` of each detail of a change, as it is shown with values or without.
fn reasons(change: &ResourceChange, values: bool) -> Vec<String> {
    let shown = change.details.iter().filter(|one| one.is_shown(values));
    let line = |one: &Detail| {
        let evaluation = if one.dynamic { "dynamic" } else { "static" };
        format!("{:?} {evaluation}", one.source)
    };
    shown.map(line).collect()
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
    assert_eq!(changes[0].replacement(true), Some(Replacement::False));
    assert_eq!(changes[0].details.len(), 1);
    assert_eq!(changes[0].details[0].before.as_deref(), Some("5"));
    assert_eq!(changes[0].details[0].after, None);
}

const MAPPING: &str = "AWS::Lambda::EventSourceMapping";
const MAPPED: &str = "
Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties: { QueueName: new }
  M:
    Type: AWS::Lambda::EventSourceMapping
    Properties: { FunctionName: f, EventSourceArn: !GetAtt Q.Arn }
";

/// A queue and what takes from it.
fn mapped() -> Vec<Resource> {
    let mapping = json!({ "FunctionName": "f", "EventSourceArn": "arn-Q" });
    vec![
        resource("Q", QUEUE, json!({ "QueueName": "old" })),
        resource("M", MAPPING, mapping),
    ]
}

#[test]
fn what_asks_for_an_attribute_of_a_replacement_is_replaced() {
    let changes = plan(mapped(), MAPPED);
    assert_eq!(changes[0].replacement(true), Some(Replacement::True));
    assert_eq!(changes[1].replacement(true), Some(Replacement::True));
    let asked = "Attribute(\"Q.Arn\") static";
    assert_eq!(reasons(&changes[1], true), ["Direct dynamic", asked]);
    assert_eq!(reasons(&changes[1], false), [asked]);
}

#[test]
fn what_asks_for_an_attribute_of_what_changes_in_place_may_change() {
    let template = MAPPED.replace("{ QueueName: new }", "{ QueueName: old, DelaySeconds: 5 }");
    let changes = plan(mapped(), &template);
    let shown = |values| {
        let shown = changes.iter().filter(move |change| change.is_shown(values));
        shown.map(|one| one.logical_id.as_str()).collect::<Vec<_>>()
    };
    assert_eq!((shown(true), shown(false)), (vec!["Q"], vec!["Q", "M"]));
    assert_eq!(
        reasons(&changes[1], false),
        ["Attribute(\"Q.Arn\") dynamic"]
    );
    assert_eq!(
        changes[1].replacement(false),
        Some(Replacement::Conditional)
    );
    assert_eq!(changes[1].policy_action(false), Some("ReplaceAndDelete"));
}

#[test]
fn a_parameter_that_changes_is_named_wherever_it_is_used() {
    let template = "
Parameters: { Stage: { Type: String }, Kept: { Type: String } }
Resources:
  Q:
    Type: AWS::SQS::Queue
    Properties:
      QueueName: !Sub '${Stage}-${Kept}'
      DelaySeconds: 5
      Tags: [{ Key: stage, Value: !Ref Stage }]
";
    let of = |stage| bound_with(template, &[("Stage", stage), ("Kept", "k")]);
    let properties = |stage: &str, delay| {
        let tags = json!([{ "Key": "stage", "Value": stage }]);
        json!({ "QueueName": format!("{stage}-k"), "DelaySeconds": delay, "Tags": tags })
    };
    let existing = vec![resource("Q", QUEUE, properties("dev", 4))];
    let changes = planned(existing, &of("live"), Some(&of("dev")));
    let parameter = "Parameter(\"Stage\") static";
    let each = [
        "Direct static",
        "Direct dynamic",
        parameter,
        "Direct dynamic",
        parameter,
    ];
    for values in [true, false] {
        assert_eq!(reasons(&changes[0], values), each);
    }
    let places: Vec<_> = changes[0]
        .details
        .iter()
        .map(|one| (one.part, one.name.as_str(), one.path.as_str()))
        .collect();
    assert_eq!(
        (places[1], places[4]),
        (
            (Part::Properties, "QueueName", "/Properties/QueueName"),
            (Part::Tags, "", "/Properties/Tags/0/Value")
        )
    );
}

#[test]
fn what_is_written_otherwise_is_said_also_where_it_refers_to_something_new() {
    let template = "
Resources:
  New: { Type: AWS::SQS::Queue }
  Q:
    Type: AWS::SQS::Queue
    Properties: { RedrivePolicy: { deadLetterTargetArn: !GetAtt New.Arn, maxReceiveCount: 3 } }
";
    let old = "Resources:\n  Q: {Type: AWS::SQS::Queue, Properties: {RedrivePolicy: {deadLetterTargetArn: a, maxReceiveCount: 3}}}\n";
    let policy = json!({ "RedrivePolicy": { "deadLetterTargetArn": "a", "maxReceiveCount": 3 } });
    let existing = vec![resource("Q", QUEUE, policy)];
    let changes = planned(existing, &bound(template), Some(&bound(old)));
    let both = ["Direct dynamic", "Attribute(\"New.Arn\") static"];
    assert_eq!(reasons(&changes[1], true), both);
    assert_eq!(reasons(&changes[1], false), both);
}

#[test]
fn tags_of_the_stack_change_what_takes_tags_and_has_not_its_own() {
    let template = "
Resources:
  Q: { Type: AWS::SQS::Queue }
  Own: { Type: AWS::SQS::Queue, Properties: { Tags: [{ Key: team, Value: own }] } }
  P: { Type: AWS::SQS::QueuePolicy, Properties: { Queues: [q], PolicyDocument: {} } }
";
    let own = json!({ "Tags": [{ "Key": "team", "Value": "own" }] });
    let policy = json!({ "Queues": ["q"], "PolicyDocument": {} });
    let existing = stack(vec![
        resource("Q", QUEUE, json!({})),
        resource("Own", QUEUE, own),
        resource("P", "AWS::SQS::QueuePolicy", policy),
    ]);
    let bound = bound(template);
    let tags = Tags::from([("team".to_owned(), "shop".to_owned())]);
    let wanted = Wanted {
        tags: &tags,
        ..wanted(&bound, None)
    };
    let changes = changes(&existing, &wanted).unwrap();
    let ids: Vec<_> = changes.iter().map(|one| one.logical_id.as_str()).collect();
    assert_eq!(ids, ["Q"]);
    let detail = &changes[0].details[0];
    assert_eq!(
        (detail.part, detail.path.as_str()),
        (Part::Tags, "/Properties/Tags")
    );
    assert_eq!(changes[0].replacement(true), Some(Replacement::False));
}

#[test]
fn metadata_is_a_part_of_its_own() {
    let of = |version| {
        let text = format!(
            "Resources:\n  Q: {{Type: AWS::SQS::Queue, Metadata: {{Build: {{Version: {version}}}}}}}\n"
        );
        bound(&text)
    };
    let existing = || vec![resource("Q", QUEUE, json!({}))];
    let changes = planned(existing(), &of(2), Some(&of(1)));
    let detail = &changes[0].details[0];
    assert_eq!(detail.part, Part::Metadata);
    assert_eq!(detail.path, "/Metadata/Build/Version");
    assert_eq!(planned(existing(), &of(1), Some(&of(1))), []);
}

#[test]
fn a_nested_stack_may_always_have_changed() {
    let template =
        "Resources:\n  N: {Type: AWS::CloudFormation::Stack, Properties: {TemplateURL: u}}\n";
    let nested = resource(
        "N",
        "AWS::CloudFormation::Stack",
        json!({ "TemplateURL": "u" }),
    );
    let changes = plan(vec![nested], template);
    assert_eq!(reasons(&changes[0], true), ["Automatic dynamic"]);
    assert_eq!(changes[0].replacement(true), Some(Replacement::False));
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
    let bound = bound(template);
    let fault = changes(&existing, &wanted(&bound, None)).unwrap_err();
    assert!(fault.message.contains("[Q]"), "{fault}");
}
