//! What change sets say of where changes come from, and the tags of stacks.

use aws_sdk_cloudformation::{
    Client,
    types::{
        ChangeSetType, ChangeSource, EvaluationType, Parameter, ResourceAttribute, ResourceChange,
        StackStatus, Tag,
    },
};

use super::{super::Aws, becomes_of, reaches};

const TEMPLATE: &str = r#"{
  "Parameters": { "Stage": { "Type": "String" } },
  "Resources": {
    "Store": { "Type": "AWS::S3::Bucket", "Properties": { "BucketName": "reasons" } },
    "Dead": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": { "Fn::Sub": "dead-${Stage}" } } },
    "Jobs": { "Type": "AWS::SQS::Queue", "Properties": {
      "QueueName": "jobs",
      "RedrivePolicy": { "deadLetterTargetArn": { "Fn::GetAtt": ["Dead", "Arn"] }, "maxReceiveCount": 3 },
      "Tags": [{ "Key": "dead", "Value": { "Fn::Sub": "${Dead}" } }]
    } }
  }
}"#;

fn stage(value: &str) -> Parameter {
    let parameter = Parameter::builder().parameter_key("Stage");
    parameter.parameter_value(value).build()
}

fn tag(key: &str, value: &str) -> Tag {
    Tag::builder().key(key).value(value).build()
}

pub(super) async fn reasons(stacks: &Client, aws: &Aws) {
    let create = stacks.create_stack().stack_name("reasons");
    let create = create.template_body(TEMPLATE).parameters(stage("dev"));
    create.tags(tag("team", "shop")).send().await.unwrap();
    reaches(stacks, "reasons", StackStatus::CreateComplete).await;
    each_has_its_reason(stacks).await;
    tags_alone_are_a_change(stacks, aws).await;
    let delete = stacks.delete_stack().stack_name("reasons");
    delete.send().await.unwrap();
}

async fn each_has_its_reason(stacks: &Client) {
    let set = stacks.create_change_set().stack_name("reasons");
    let set = set
        .change_set_name("next")
        .change_set_type(ChangeSetType::Update);
    let set = set.use_previous_template(true).parameters(stage("live"));
    set.tags(tag("team", "shop")).send().await.unwrap();
    becomes_of(stacks, "reasons", "next").await;
    let shown = stacks.describe_change_set().stack_name("reasons");
    let shown = shown.change_set_name("next").include_property_values(true);
    let shown = shown.send().await.unwrap();
    let changes = shown
        .changes()
        .iter()
        .filter_map(|one| one.resource_change());
    let changes: Vec<&ResourceChange> = changes.collect();
    assert_eq!(changes.len(), 2, "{changes:?}");
    assert_eq!(
        causes(changes[0]),
        [
            (
                ChangeSource::DirectModification,
                None,
                EvaluationType::Dynamic
            ),
            (
                ChangeSource::ParameterReference,
                Some("Stage"),
                EvaluationType::Static
            ),
        ]
    );
    assert_eq!(
        causes(changes[1]),
        [
            (
                ChangeSource::DirectModification,
                None,
                EvaluationType::Dynamic
            ),
            (
                ChangeSource::ResourceAttribute,
                Some("Dead.Arn"),
                EvaluationType::Static
            ),
            (
                ChangeSource::DirectModification,
                None,
                EvaluationType::Dynamic
            ),
            (
                ChangeSource::ResourceReference,
                Some("Dead"),
                EvaluationType::Static
            ),
        ]
    );
    let delete = stacks.delete_change_set().stack_name("reasons");
    delete.change_set_name("next").send().await.unwrap();
}

fn causes(change: &ResourceChange) -> Vec<(ChangeSource, Option<&str>, EvaluationType)> {
    let details = change.details().iter();
    let cause = |detail: &aws_sdk_cloudformation::types::ResourceChangeDetail| {
        let source = detail.change_source().unwrap().clone();
        (source, detail.evaluation().unwrap().clone())
    };
    details
        .map(|detail| {
            let (source, evaluation) = cause(detail);
            (source, detail.causing_entity(), evaluation)
        })
        .collect()
}

async fn tags_alone_are_a_change(stacks: &Client, aws: &Aws) {
    let set = stacks.create_change_set().stack_name("reasons");
    let set = set
        .change_set_name("tags")
        .change_set_type(ChangeSetType::Update);
    let set = set.use_previous_template(true).parameters(stage("dev"));
    set.tags(tag("team", "till")).send().await.unwrap();
    becomes_of(stacks, "reasons", "tags").await;
    let shown = stacks.describe_change_set().stack_name("reasons");
    let shown = shown.change_set_name("tags").send().await.unwrap();
    let changes = shown
        .changes()
        .iter()
        .filter_map(|one| one.resource_change());
    let parts: Vec<_> = changes
        .map(|one| (one.logical_resource_id(), one.scope()))
        .collect();
    use ResourceAttribute::{Properties, Tags};
    // The second queue asks the first for its ARN, which a change in place may change.
    let expected: [(_, &[ResourceAttribute]); 3] = [
        (Some("Store"), &[Tags]),
        (Some("Dead"), &[Tags]),
        (Some("Jobs"), &[Properties, Tags]),
    ];
    assert_eq!(parts, expected);
    let update = stacks.update_stack().stack_name("reasons");
    let update = update.use_previous_template(true).parameters(stage("dev"));
    update.tags(tag("team", "till")).send().await.unwrap();
    reaches(stacks, "reasons", StackStatus::UpdateComplete).await;
    let sqs = aws_sdk_sqs::Client::new(&aws.config);
    let url = sqs.get_queue_url().queue_name("jobs").send().await.unwrap();
    let tags = sqs.list_queue_tags().queue_url(url.queue_url().unwrap());
    let tags = tags.send().await.unwrap();
    assert_eq!(tags.tags().unwrap()["team"], "till");
    let s3 = aws_sdk_s3::Client::new(&aws.config);
    let tags = s3.get_bucket_tagging().bucket("reasons").send().await;
    let tags = tags.unwrap();
    let team = tags.tag_set().iter().find(|tag| tag.key() == "team");
    assert_eq!(team.unwrap().value(), "till");
}
