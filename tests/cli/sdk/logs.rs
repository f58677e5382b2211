mod deliveries;
mod subscriptions;

use aws_sdk_cloudwatchlogs::{
    Client,
    types::{InputLogEvent, MetricTransformation},
};

use super::{Aws, client, errors, refused};

const GROUP: &str = "shop";
const ARN: &str = "arn:aws:logs:us-east-1:000000000000:log-group:shop";

#[tokio::test]
async fn every_operation_of_logs() {
    let aws = Aws::start().await;
    let logs = client!(aws, aws_sdk_cloudwatchlogs);
    groups(&logs).await;
    streams(&logs).await;
    settings(&logs).await;
    tags(&logs).await;
    old_tags(&logs).await;
    metric_filters(&logs).await;
    policies(&logs).await;
    deliveries::deliveries(&logs).await;
    subscriptions::subscriptions(&logs, &aws).await;
    missing(&logs).await;
    let stream = logs
        .delete_log_stream()
        .log_group_name(GROUP)
        .log_stream_name("one");
    stream.send().await.unwrap();
    logs.delete_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
    aws.covers("logs", &[]);
    errors::all_met("logs", &[("AccessDeniedException", errors::SERVICES_ONLY)]);
}

async fn groups(logs: &Client) {
    let make = |name| logs.create_log_group().log_group_name(name);
    make(GROUP).send().await.unwrap();
    refused!(make(GROUP), is_resource_already_exists_exception);
    refused!(make("no spaces"), is_invalid_parameter_exception);
    let found = logs
        .describe_log_groups()
        .log_group_name_prefix("sh")
        .send()
        .await
        .unwrap();
    assert_eq!(found.log_groups()[0].log_group_arn(), Some(ARN));
    refused!(
        logs.describe_log_groups().next_token("?"),
        is_invalid_parameter_exception
    );
}

async fn streams(logs: &Client) {
    let make = || {
        logs.create_log_stream()
            .log_group_name(GROUP)
            .log_stream_name("one")
    };
    make().send().await.unwrap();
    refused!(make(), is_resource_already_exists_exception);
    let now = super::now();
    let event = |text: &str| {
        InputLogEvent::builder()
            .timestamp(now)
            .message(text)
            .build()
            .unwrap()
    };
    let put = logs
        .put_log_events()
        .log_group_name(GROUP)
        .log_stream_name("one");
    let put = put
        .log_events(event("one order"))
        .log_events(event("two orders"));
    put.send().await.unwrap();
    let lost = logs
        .put_log_events()
        .log_group_name(GROUP)
        .log_stream_name("two");
    refused!(lost.log_events(event("a")), is_resource_not_found_exception);
    let got = logs
        .get_log_events()
        .log_group_name(GROUP)
        .log_stream_name("one");
    let got = got.start_from_head(true).send().await.unwrap();
    assert_eq!(got.events()[1].message(), Some("two orders"));
    let found = logs
        .filter_log_events()
        .log_group_name(GROUP)
        .filter_pattern("two");
    assert_eq!(found.send().await.unwrap().events().len(), 1);
    let bad = logs
        .filter_log_events()
        .log_group_name(GROUP)
        .filter_pattern("{ $.a = ");
    refused!(bad, is_invalid_parameter_exception);
    let listed = logs.describe_log_streams().log_group_name(GROUP);
    refused!(listed.next_token("?"), is_invalid_parameter_exception);
    let listed = logs
        .describe_log_streams()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.log_streams()[0].last_event_timestamp(), Some(now));
}

async fn settings(logs: &Client) {
    let keep = |days| {
        logs.put_retention_policy()
            .log_group_name(GROUP)
            .retention_in_days(days)
    };
    keep(7).send().await.unwrap();
    refused!(keep(8), is_invalid_parameter_exception);
    let found = logs.describe_log_groups().send().await.unwrap();
    assert_eq!(found.log_groups()[0].retention_in_days(), Some(7));
    logs.delete_retention_policy()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
    let key = "arn:aws:kms:us-east-1:000000000000:key/00000000-0000-0000-0000-000000000000";
    logs.associate_kms_key()
        .log_group_name(GROUP)
        .kms_key_id(key)
        .send()
        .await
        .unwrap();
    let found = logs.describe_log_groups().send().await.unwrap();
    assert_eq!(found.log_groups()[0].kms_key_id(), Some(key));
    logs.disassociate_kms_key()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
}

async fn tags(logs: &Client) {
    logs.tag_resource()
        .resource_arn(ARN)
        .tags("team", "shop")
        .send()
        .await
        .unwrap();
    let listed = logs
        .list_tags_for_resource()
        .resource_arn(ARN)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.tags().unwrap()["team"], "shop");
    logs.untag_resource()
        .resource_arn(ARN)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
    let many = (0..51).map(|n| (n.to_string(), "v".to_owned())).collect();
    refused!(
        logs.tag_resource().resource_arn(ARN).set_tags(Some(many)),
        is_too_many_tags_exception
    );
    let kept = logs.list_tags_for_resource().resource_arn(ARN);
    let kept = kept.send().await.unwrap();
    assert_eq!(kept.tags().map_or(0, |tags| tags.len()), 0);
    let gone = format!("{ARN}s");
    refused!(
        logs.list_tags_for_resource().resource_arn(&gone),
        is_resource_not_found_exception
    );
    refused!(
        logs.tag_resource().resource_arn(&gone).tags("a", "b"),
        is_resource_not_found_exception
    );
    refused!(
        logs.untag_resource().resource_arn(&gone).tag_keys("a"),
        is_resource_not_found_exception
    );
}

#[expect(deprecated, reason = "older clients call them")]
async fn old_tags(logs: &Client) {
    logs.tag_log_group()
        .log_group_name(GROUP)
        .tags("old", "yes")
        .send()
        .await
        .unwrap();
    let listed = logs
        .list_tags_log_group()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.tags().unwrap()["old"], "yes");
    logs.untag_log_group()
        .log_group_name(GROUP)
        .tags("old")
        .send()
        .await
        .unwrap();
}

async fn metric_filters(logs: &Client) {
    let to = MetricTransformation::builder()
        .metric_namespace("Shop")
        .metric_name("Orders");
    let to = to.metric_value("1").build().unwrap();
    let put = |group, pattern| {
        let put = logs
            .put_metric_filter()
            .log_group_name(group)
            .filter_name("orders");
        put.filter_pattern(pattern)
            .metric_transformations(to.clone())
    };
    put(GROUP, "order").send().await.unwrap();
    refused!(put("nowhere", "order"), is_resource_not_found_exception);
    refused!(put(GROUP, "{ $.a = "), is_invalid_parameter_exception);
    for n in 1..100 {
        let more = put(GROUP, "order").filter_name(n.to_string());
        more.send().await.unwrap();
    }
    refused!(
        put(GROUP, "order").filter_name("100"),
        is_limit_exceeded_exception
    );
    for n in 1..100 {
        let fewer = logs.delete_metric_filter().log_group_name(GROUP);
        fewer.filter_name(n.to_string()).send().await.unwrap();
    }
    let listed = logs
        .describe_metric_filters()
        .log_group_name(GROUP)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.metric_filters()[0].filter_pattern(), Some("order"));
    let tested = logs
        .test_metric_filter()
        .filter_pattern("two")
        .log_event_messages("one");
    let tested = tested.log_event_messages("two").send().await.unwrap();
    assert_eq!(tested.matches()[0].event_number(), 2);
    let delete = || {
        logs.delete_metric_filter()
            .log_group_name(GROUP)
            .filter_name("orders")
    };
    delete().send().await.unwrap();
    refused!(delete(), is_resource_not_found_exception);
}

async fn policies(logs: &Client) {
    let policy = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"events.amazonaws.com"},"Action":"logs:PutLogEvents","Resource":"*"}]}"#;
    let put = |name: &str, policy: &str| {
        let put = logs.put_resource_policy().policy_name(name);
        put.policy_document(policy)
    };
    let made = put("events", policy).send().await.unwrap();
    assert_eq!(
        made.resource_policy().unwrap().policy_document(),
        Some(policy)
    );
    refused!(put("bad", "{"), is_invalid_parameter_exception);
    let listed = logs.describe_resource_policies().send().await.unwrap();
    assert_eq!(listed.resource_policies()[0].policy_name(), Some("events"));
    for n in 1..10 {
        put(&n.to_string(), policy).send().await.unwrap();
    }
    refused!(put("eleventh", policy), is_limit_exceeded_exception);
    let delete = |name| logs.delete_resource_policy().policy_name(name);
    delete("events").send().await.unwrap();
    refused!(delete("events"), is_resource_not_found_exception);
}

async fn missing(logs: &Client) {
    let group = "nowhere";
    refused!(
        logs.delete_log_group().log_group_name(group),
        is_resource_not_found_exception
    );
    refused!(
        logs.describe_log_streams().log_group_name(group),
        is_resource_not_found_exception
    );
    refused!(
        logs.filter_log_events().log_group_name(group),
        is_resource_not_found_exception
    );
    refused!(
        logs.put_retention_policy()
            .log_group_name(group)
            .retention_in_days(7),
        is_resource_not_found_exception
    );
    refused!(
        logs.delete_retention_policy().log_group_name(group),
        is_resource_not_found_exception
    );
    refused!(
        logs.disassociate_kms_key().log_group_name(group),
        is_resource_not_found_exception
    );
    refused!(
        logs.create_log_stream()
            .log_group_name(group)
            .log_stream_name("a"),
        is_resource_not_found_exception
    );
    refused!(
        logs.get_log_events()
            .log_group_name(GROUP)
            .log_stream_name("two"),
        is_resource_not_found_exception
    );
    refused!(
        logs.delete_log_stream()
            .log_group_name(GROUP)
            .log_stream_name("two"),
        is_resource_not_found_exception
    );
}
