//! Drift: what somebody did to a stack's resources behind its back.

use aws_sdk_cloudformation::{
    Client,
    types::{StackDriftDetectionStatus, StackDriftStatus, StackResourceDriftStatus, StackStatus},
};

use super::super::{Aws, refused_as};
use super::reaches;

const TEMPLATE: &str = r#"{ "Resources": {
      "Kept": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "kept", "VisibilityTimeout": 60 } },
      "Changed": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "changed", "VisibilityTimeout": 60 } },
      "Lost": { "Type": "AWS::SQS::Queue", "Properties": { "QueueName": "lost" } }
    } }"#;

pub(super) async fn drift(stacks: &Client, aws: &Aws) {
    let create = stacks
        .create_stack()
        .stack_name("drifting")
        .template_body(TEMPLATE);
    create.send().await.unwrap();
    reaches(stacks, "drifting", StackStatus::CreateComplete).await;
    assert_eq!(
        detected(stacks).await,
        (Some(StackDriftStatus::InSync), Some(0))
    );

    reach_in(aws).await;
    assert_eq!(
        detected(stacks).await,
        (Some(StackDriftStatus::Drifted), Some(2))
    );
    differences(stacks).await;
}

/// Changes one queue and takes away another.
async fn reach_in(aws: &Aws) {
    let sqs = aws_sdk_sqs::Client::new(&aws.config);
    let url = |name: &str| format!("{}/000000000000/{name}", aws.running.endpoint());
    let set = sqs.set_queue_attributes().queue_url(url("changed"));
    let set = set.attributes(
        aws_sdk_sqs::types::QueueAttributeName::VisibilityTimeout,
        "9",
    );
    set.send().await.unwrap();
    sqs.delete_queue()
        .queue_url(url("lost"))
        .send()
        .await
        .unwrap();
}

async fn differences(stacks: &Client) {
    let drifts = |status| {
        let drifts = stacks
            .describe_stack_resource_drifts()
            .stack_name("drifting");
        drifts.stack_resource_drift_status_filters(status)
    };
    let changed = drifts(StackResourceDriftStatus::Modified)
        .send()
        .await
        .unwrap();
    let difference = &changed.stack_resource_drifts()[0].property_differences()[0];
    assert_eq!(
        (
            difference.property_path(),
            difference.expected_value(),
            difference.actual_value()
        ),
        (Some("/VisibilityTimeout"), Some("60"), Some("9"))
    );
    let lost = drifts(StackResourceDriftStatus::Deleted)
        .send()
        .await
        .unwrap();
    assert_eq!(
        lost.stack_resource_drifts()[0].logical_resource_id(),
        Some("Lost")
    );
    let one = |id| {
        let one = stacks.detect_stack_resource_drift().stack_name("drifting");
        one.logical_resource_id(id)
    };
    let kept = one("Kept").send().await.unwrap();
    let kept = kept
        .stack_resource_drift()
        .unwrap()
        .stack_resource_drift_status();
    assert_eq!(kept, Some(&StackResourceDriftStatus::InSync));
    refused_as!(one("Nothing"), "ValidationError");
    let unknown = stacks
        .describe_stack_drift_detection_status()
        .stack_drift_detection_id("none");
    refused_as!(unknown, "ValidationError");
}

async fn detected(stacks: &Client) -> (Option<StackDriftStatus>, Option<i32>) {
    let detection = stacks
        .detect_stack_drift()
        .stack_name("drifting")
        .send()
        .await
        .unwrap();
    let id = detection.stack_drift_detection_id().unwrap();
    let status = stacks
        .describe_stack_drift_detection_status()
        .stack_drift_detection_id(id);
    let status = status.send().await.unwrap();
    assert_eq!(
        status.detection_status(),
        Some(&StackDriftDetectionStatus::DetectionComplete)
    );
    let count = status.drifted_stack_resource_count();
    (status.stack_drift_status().cloned(), count)
}
