mod archives;
mod replays;

use aws_sdk_eventbridge::{
    Client,
    types::{ArchiveState, PutEventsRequestEntry, RuleState, Tag, Target},
};

use super::{Aws, client, errors, refused, refused_as};

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/orders";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:worker";
const PATTERN: &str = r#"{"source":["shop"]}"#;

#[tokio::test]
async fn every_operation_of_eventbridge() {
    let aws = Aws::start().await;
    let events = client!(aws, aws_sdk_eventbridge);
    buses(&events).await;
    permissions(&events).await;
    rules(&events).await;
    targets(&events).await;
    tags(&events).await;
    sending(&events).await;
    archives::archives(&events).await;
    replays::replays(&events).await;
    ends(&events).await;
    aws.covers("events", &["ListEventDeliveries", "DescribeEventDelivery"]);
    errors::all_met(
        "events",
        &[("AccessDeniedException", errors::SERVICES_ONLY)],
    );
}

async fn buses(events: &Client) {
    let made = events
        .create_event_bus()
        .name("orders")
        .description("d")
        .send();
    assert_eq!(made.await.unwrap().event_bus_arn(), Some(BUS));
    refused!(
        events.create_event_bus().name("orders"),
        is_resource_already_exists_exception
    );
    events
        .update_event_bus()
        .name("orders")
        .description("new")
        .send()
        .await
        .unwrap();
    refused!(
        events.update_event_bus().name("nowhere"),
        is_resource_not_found_exception
    );
    let bus = events
        .describe_event_bus()
        .name("orders")
        .send()
        .await
        .unwrap();
    assert_eq!(bus.description(), Some("new"));
    refused!(
        events.describe_event_bus().name("nowhere"),
        is_resource_not_found_exception
    );
    let page = events.list_event_buses().limit(1).send().await.unwrap();
    assert_eq!(
        (page.event_buses().len(), page.next_token().is_some()),
        (1, true)
    );
}

async fn permissions(events: &Client) {
    let grant = events
        .put_permission()
        .event_bus_name("orders")
        .statement_id("a");
    let grant = grant.action("events:PutEvents").principal("111122223333");
    grant.send().await.unwrap();
    let bus = events
        .describe_event_bus()
        .name("orders")
        .send()
        .await
        .unwrap();
    assert!(bus.policy().unwrap().contains("111122223333"));
    let take = |id| {
        events
            .remove_permission()
            .event_bus_name("orders")
            .statement_id(id)
    };
    take("a").send().await.unwrap();
    refused!(take("a"), is_resource_not_found_exception);
    let statement = r#"{"Sid":"s","Effect":"Allow","Principal":"*","Action":"events:PutEvents","Resource":"*"}"#;
    let statements = vec![statement; 120].join(",");
    let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statements}]}}"#);
    let whole = events.put_permission().event_bus_name("orders");
    refused!(whole.policy(policy), is_policy_length_exceeded_exception);
}

async fn rules(events: &Client) {
    let rule = |name, pattern| {
        let rule = events.put_rule().name(name).event_bus_name("orders");
        rule.event_pattern(pattern)
    };
    let made = rule("created", PATTERN).send().await.unwrap();
    assert!(made.rule_arn().unwrap().ends_with("rule/orders/created"));
    refused!(rule("bad", "{"), is_invalid_event_pattern_exception);
    let long = format!(r#"{{"source":["{}"]}}"#, "x".repeat(2_048));
    refused!(rule("bad", &long), is_limit_exceeded_exception);
    refused!(
        rule("bad", PATTERN).event_bus_name("nowhere"),
        is_resource_not_found_exception
    );
    refused_as!(
        events
            .put_rule()
            .name("bad")
            .schedule_expression("rate(0 days)"),
        "ValidationException"
    );
    let tick = events
        .put_rule()
        .name("tick")
        .schedule_expression("rate(1 day)");
    tick.send().await.unwrap();
    switches(events).await;
    let listed = events
        .list_rules()
        .event_bus_name("orders")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.rules()[0].event_pattern(), Some(PATTERN));
    refused!(
        events.list_rules().event_bus_name("nowhere"),
        is_resource_not_found_exception
    );
}

async fn switches(events: &Client) {
    let switch = |on: bool| async move {
        match on {
            true => drop(
                events
                    .enable_rule()
                    .name("created")
                    .event_bus_name("orders")
                    .send()
                    .await
                    .unwrap(),
            ),
            false => drop(
                events
                    .disable_rule()
                    .name("created")
                    .event_bus_name("orders")
                    .send()
                    .await
                    .unwrap(),
            ),
        }
        let rule = events
            .describe_rule()
            .name("created")
            .event_bus_name("orders");
        rule.send().await.unwrap().state().cloned()
    };
    assert_eq!(switch(false).await, Some(RuleState::Disabled));
    assert_eq!(switch(true).await, Some(RuleState::Enabled));
    refused!(
        events.enable_rule().name("nothing"),
        is_resource_not_found_exception
    );
    refused!(
        events.disable_rule().name("nothing"),
        is_resource_not_found_exception
    );
    refused!(
        events.describe_rule().name("nothing"),
        is_resource_not_found_exception
    );
}

async fn targets(events: &Client) {
    let target = |id: &str| Target::builder().id(id).arn(QUEUE).build().unwrap();
    let put = |rule| events.put_targets().rule(rule).event_bus_name("orders");
    let done = put("created")
        .targets(target("a"))
        .targets(target("b"))
        .send()
        .await
        .unwrap();
    assert_eq!(done.failed_entry_count(), 0);
    refused!(
        put("nothing").targets(target("a")),
        is_resource_not_found_exception
    );
    let machine = "arn:aws:states:us-east-1:000000000000:stateMachine:m";
    let machine = Target::builder().id("m").arn(machine).build().unwrap();
    refused_as!(put("created").targets(machine), "UnsupportedOperation");
    let six = (0..6).map(|n| target(&n.to_string())).collect();
    refused!(
        put("created").set_targets(Some(six)),
        is_limit_exceeded_exception
    );
    let listed = events
        .list_targets_by_rule()
        .rule("created")
        .event_bus_name("orders");
    assert_eq!(listed.send().await.unwrap().targets()[1].id(), "b");
    refused!(
        events.list_targets_by_rule().rule("nothing"),
        is_resource_not_found_exception
    );
    let rules = events
        .list_rule_names_by_target()
        .target_arn(QUEUE)
        .event_bus_name("orders");
    assert_eq!(rules.send().await.unwrap().rule_names(), ["created"]);
    let taken = events
        .remove_targets()
        .rule("created")
        .event_bus_name("orders");
    let taken = taken.ids("b").ids("nothing").send().await.unwrap();
    assert_eq!(taken.failed_entries()[0].target_id(), Some("nothing"));
    refused!(
        events.remove_targets().rule("nothing").ids("a"),
        is_resource_not_found_exception
    );
}

async fn tags(events: &Client) {
    let tag = Tag::builder().key("team").value("shop").build().unwrap();
    events
        .tag_resource()
        .resource_arn(BUS)
        .tags(tag.clone())
        .send()
        .await
        .unwrap();
    let listed = events
        .list_tags_for_resource()
        .resource_arn(BUS)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.tags(), std::slice::from_ref(&tag));
    events
        .untag_resource()
        .resource_arn(BUS)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
    let gone = BUS.replace("orders", "nowhere");
    refused!(
        events.list_tags_for_resource().resource_arn(&gone),
        is_resource_not_found_exception
    );
    refused!(
        events.tag_resource().resource_arn(&gone).tags(tag),
        is_resource_not_found_exception
    );
    refused!(
        events.untag_resource().resource_arn(&gone).tag_keys("a"),
        is_resource_not_found_exception
    );
}

async fn sending(events: &Client) {
    let entry = PutEventsRequestEntry::builder()
        .source("shop")
        .detail_type("Order");
    let good = entry
        .clone()
        .detail(r#"{"n":1}"#)
        .event_bus_name("orders")
        .build();
    let sent = events
        .put_events()
        .entries(good)
        .entries(entry.detail("{").build());
    let sent = sent.send().await.unwrap();
    assert_eq!(sent.failed_entry_count(), 1);
    assert!(sent.entries()[0].event_id().is_some());
    assert_eq!(sent.entries()[1].error_code(), Some("MalformedDetail"));
    refused_as!(
        events
            .put_events()
            .entries(PutEventsRequestEntry::builder().build()),
        "ValidationException"
    );

    let event = r#"{"id":"1","account":"1","source":"shop","time":"2026-11-21T00:00:00Z","region":"r","resources":[],"detail-type":"d","detail":{}}"#;
    let tested = events
        .test_event_pattern()
        .event_pattern(PATTERN)
        .event(event);
    assert!(tested.send().await.unwrap().result());
    refused!(
        events.test_event_pattern().event_pattern("[]").event(event),
        is_invalid_event_pattern_exception
    );
}

async fn ends(events: &Client) {
    events
        .delete_archive()
        .archive_name("all")
        .send()
        .await
        .unwrap();
    refused!(
        events.delete_archive().archive_name("all"),
        is_resource_not_found_exception
    );
    let delete = || {
        events
            .delete_rule()
            .name("created")
            .event_bus_name("orders")
    };
    refused_as!(delete(), "ValidationException");
    let taken = events
        .remove_targets()
        .rule("created")
        .event_bus_name("orders")
        .ids("a");
    taken.send().await.unwrap();
    delete().send().await.unwrap();
    // Nothing to delete is as good as deleted.
    delete().send().await.unwrap();
    events
        .delete_event_bus()
        .name("orders")
        .send()
        .await
        .unwrap();
    events
        .delete_event_bus()
        .name("orders")
        .send()
        .await
        .unwrap();
}
