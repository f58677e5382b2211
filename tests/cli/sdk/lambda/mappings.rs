//! Event source mappings.

use aws_sdk_lambda::{
    Client,
    types::{EventSourceMappingMetricsConfig, Filter, FilterCriteria, FunctionResponseType},
};

use super::super::{Aws, refused, refused_as, until};

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
            .tags("team", "shop")
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
    tags(lambda, made.event_source_mapping_arn().unwrap()).await;
    pages(lambda, aws).await;
    refusals(lambda, id).await;
    lambda
        .delete_event_source_mapping()
        .uuid(id)
        .send()
        .await
        .unwrap();
    missing(lambda).await;
}

async fn tags(lambda: &Client, arn: &str) {
    let tag = lambda.tag_resource().resource(arn).tags("stage", "test");
    tag.send().await.unwrap();
    let untag = lambda.untag_resource().resource(arn).tag_keys("team");
    untag.send().await.unwrap();
    let listed = lambda.list_tags().resource(arn).send().await.unwrap();
    let left: Vec<_> = listed.tags().unwrap().iter().collect();
    assert_eq!(left, [(&"stage".to_owned(), &"test".to_owned())]);
    let other = format!("{arn}0");
    refused!(
        lambda.list_tags().resource(&other),
        is_resource_not_found_exception
    );
    refused!(
        lambda.tag_resource().resource(other).tags("a", "b"),
        is_resource_not_found_exception
    );
}

async fn pages(lambda: &Client, aws: &Aws) {
    let sqs = aws_sdk_sqs::Client::new(&aws.config);
    sqs.create_queue().queue_name("more").send().await.unwrap();
    let create = lambda.create_event_source_mapping().function_name("work");
    let create = create.event_source_arn("arn:aws:sqs:us-east-1:000000000000:more");
    let second = create.enabled(false).send().await.unwrap();
    let list = || lambda.list_event_source_mappings().max_items(1);
    let first = list().send().await.unwrap();
    let marker = first.next_marker().unwrap();
    let rest = list().marker(marker).send().await.unwrap();
    assert_eq!(rest.next_marker(), None);
    let id = |page: &[aws_sdk_lambda::types::EventSourceMappingConfiguration]| {
        assert_eq!(page.len(), 1);
        page[0].uuid().unwrap().to_owned()
    };
    assert_ne!(
        id(first.event_source_mappings()),
        id(rest.event_source_mappings())
    );
    let delete = lambda.delete_event_source_mapping();
    delete.uuid(second.uuid().unwrap()).send().await.unwrap();
}

async fn refusals(lambda: &Client, id: &str) {
    let update = || lambda.update_event_source_mapping().uuid(id);
    let filter = Filter::builder().pattern(r#"{"body":["a"]}"#).build();
    let filters = |count| {
        let filters = Some(vec![filter.clone(); count]);
        FilterCriteria::builder().set_filters(filters).build()
    };
    update().filter_criteria(filters(5)).send().await.unwrap();
    refused!(
        update().filter_criteria(filters(6)),
        is_invalid_parameter_value_exception
    );
    refused!(
        update().function_response_types(FunctionResponseType::from("Everything")),
        is_invalid_parameter_value_exception
    );
    let metrics = EventSourceMappingMetricsConfig::builder().build();
    refused_as!(update().metrics_config(metrics), "UnsupportedOperation");
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
