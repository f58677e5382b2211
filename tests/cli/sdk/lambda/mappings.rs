//! Event source mappings.

use aws_sdk_lambda::Client;

use super::super::{Aws, refused, until};

pub(super) async fn mappings(lambda: &Client, aws: &Aws) {
    let sqs = aws_sdk_sqs::Client::new(&aws.config);
    sqs.create_queue().queue_name("jobs").send().await.unwrap();
    let queue = "arn:aws:sqs:us-east-1:000000000000:jobs";
    let create = || {
        lambda
            .create_event_source_mapping()
            .function_name("work")
            .event_source_arn(queue)
            .enabled(false)
    };
    let made = create().send().await.unwrap();
    let id = made.uuid().unwrap();
    refused!(create(), is_resource_conflict_exception);
    refused!(
        create().function_name("none"),
        is_resource_not_found_exception
    );
    refused!(
        create().batch_size(100_000),
        is_invalid_parameter_value_exception
    );
    let update = lambda.update_event_source_mapping().uuid(id).batch_size(5);
    assert_eq!(update.send().await.unwrap().batch_size(), Some(5));
    let settled = || async {
        let shown = lambda
            .get_event_source_mapping()
            .uuid(id)
            .send()
            .await
            .unwrap();
        shown.state() == Some("Disabled")
    };
    until("the mapping is disabled", settled).await;
    let listed = lambda
        .list_event_source_mappings()
        .function_name("work")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.event_source_mappings().len(), 1);
    lambda
        .delete_event_source_mapping()
        .uuid(id)
        .send()
        .await
        .unwrap();
    missing(lambda).await;
}

async fn missing(lambda: &Client) {
    let other = "00000000-0000-0000-0000-000000000000";
    refused!(
        lambda.get_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
    refused!(
        lambda.update_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
    refused!(
        lambda.delete_event_source_mapping().uuid(other),
        is_resource_not_found_exception
    );
}
