mod limits;

use aws_sdk_sns::{
    Client,
    types::{MessageAttributeValue, PublishBatchRequestEntry as Entry, Tag},
};

use super::{Aws, client, errors, refused, refused_as};

const TOPIC: &str = "arn:aws:sns:us-east-1:000000000000:alerts";
const NOWHERE: &str = "arn:aws:sns:us-east-1:000000000000:nowhere";
const QUEUE: &str = "arn:aws:sqs:us-east-1:000000000000:inbox";

#[tokio::test]
async fn every_operation_of_sns() {
    let aws = Aws::start().await;
    let sns = client!(aws, aws_sdk_sns);
    topics(&sns).await;
    let subscription = subscriptions(&sns).await;
    permissions(&sns).await;
    messages(&sns).await;
    tags(&sns).await;
    missing(&sns).await;
    limits::filters(&sns, &aws).await;
    limits::keys(&sns, &aws).await;
    ends(&sns, &subscription).await;
    // Nobody gets a token that could be confirmed.
    aws.covers("sns", &["ConfirmSubscription"]);
    let others = [
        ("AuthorizationError", errors::SERVICES_ONLY),
        ("TopicLimitExceeded", "it takes 100,000 topics"),
    ];
    errors::all_met("sns", &others);
}

async fn topics(sns: &Client) {
    let make = |name| sns.create_topic().name(name);
    let made = make("alerts").send().await.unwrap();
    assert_eq!(made.topic_arn(), Some(TOPIC));
    // Making it again is finding it.
    let again = make("alerts").send().await.unwrap();
    assert_eq!(again.topic_arn(), Some(TOPIC));
    refused!(make("no spaces"), is_invalid_parameter_exception);
    refused_as!(make("ordered.fifo"), "UnsupportedOperation");
    let listed = sns.list_topics().send().await.unwrap();
    assert_eq!(listed.topics()[0].topic_arn(), Some(TOPIC));
    let set = |name| {
        let set = sns.set_topic_attributes().topic_arn(TOPIC);
        set.attribute_name(name).attribute_value("Alerts")
    };
    set("DisplayName").send().await.unwrap();
    refused!(set("Nonsense"), is_invalid_parameter_exception);
    refused!(set("Policy"), is_invalid_parameter_exception);
    let shown = sns.get_topic_attributes().topic_arn(TOPIC);
    let shown = shown.send().await.unwrap();
    assert_eq!(shown.attributes().unwrap()["DisplayName"], "Alerts");
}

async fn subscriptions(sns: &Client) -> String {
    let subscribe = |protocol, endpoint| {
        let subscribe = sns.subscribe().topic_arn(TOPIC).protocol(protocol);
        subscribe.endpoint(endpoint)
    };
    let made = subscribe("sqs", QUEUE).send().await.unwrap();
    let arn = made.subscription_arn().unwrap().to_owned();
    refused!(subscribe("sqs", TOPIC), is_invalid_parameter_exception);
    let again = || subscribe("sqs", QUEUE);
    let found = again().attributes("RawMessageDelivery", "false").send();
    assert_eq!(found.await.unwrap().subscription_arn(), Some(arn.as_str()));
    refused!(
        again().attributes("RawMessageDelivery", "true"),
        is_invalid_parameter_exception
    );
    let mail = subscribe("email", "me@example.com").send().await.unwrap();
    assert_eq!(mail.subscription_arn(), Some("pending confirmation"));
    let listed = sns.list_subscriptions().send().await.unwrap();
    assert_eq!(listed.subscriptions().len(), 2);
    let of_topic = sns.list_subscriptions_by_topic().topic_arn(TOPIC);
    assert_eq!(of_topic.send().await.unwrap().subscriptions().len(), 2);
    let set = |value| {
        let set = sns.set_subscription_attributes().subscription_arn(&arn);
        set.attribute_name("RawMessageDelivery")
            .attribute_value(value)
    };
    set("true").send().await.unwrap();
    refused!(set("perhaps"), is_invalid_parameter_exception);
    let shown = sns.get_subscription_attributes().subscription_arn(&arn);
    let shown = shown.send().await.unwrap();
    let raw = &shown.attributes().unwrap()["RawMessageDelivery"];
    assert_eq!(raw, "true");
    arn
}

async fn permissions(sns: &Client) {
    let token = sns.confirm_subscription().topic_arn(TOPIC).token("none");
    refused!(token, is_invalid_parameter_exception);
    let add = |action| {
        let add = sns.add_permission().topic_arn(TOPIC).label("others");
        add.aws_account_id("111122223333").action_name(action)
    };
    refused!(add("Nonsense"), is_invalid_parameter_exception);
    add("Publish").send().await.unwrap();
    refused!(add("Publish"), is_invalid_parameter_exception);
    let policy = async || {
        let shown = sns.get_topic_attributes().topic_arn(TOPIC).send().await;
        shown.unwrap().attributes().unwrap()["Policy"].clone()
    };
    assert!(policy().await.contains("arn:aws:iam::111122223333:root"));
    let remove = || sns.remove_permission().topic_arn(TOPIC).label("others");
    remove().send().await.unwrap();
    assert!(!policy().await.contains("111122223333"));
    refused!(remove(), is_invalid_parameter_exception);
    refused!(
        sns.list_topics().next_token("?"),
        is_invalid_parameter_exception
    );
    refused!(
        sns.list_subscriptions().next_token("?"),
        is_invalid_parameter_exception
    );
}

async fn messages(sns: &Client) {
    let sent = sns.publish().topic_arn(TOPIC).message("hello");
    assert!(sent.send().await.unwrap().message_id().is_some());
    refused!(
        sns.publish().topic_arn(TOPIC).message(""),
        is_invalid_parameter_exception
    );
    let attribute = MessageAttributeValue::builder().data_type("String");
    let empty = attribute.string_value("").build().unwrap();
    let sent = sns.publish().topic_arn(TOPIC).message("m");
    refused!(
        sent.message_attributes("s", empty),
        is_invalid_parameter_value_exception
    );
    let entry = |id: &str| Entry::builder().id(id).message("m").build().unwrap();
    let batch = |ids: &[&str]| {
        let entries = ids.iter().map(|id| entry(id)).collect();
        let batch = sns.publish_batch().topic_arn(TOPIC);
        batch.set_publish_batch_request_entries(Some(entries))
    };
    let sent = batch(&["a", "b"]).send().await.unwrap();
    assert_eq!((sent.successful().len(), sent.failed().len()), (2, 0));
    refused!(
        batch(&["a", "a"]),
        is_batch_entry_ids_not_distinct_exception
    );
    refused!(batch(&[]), is_empty_batch_request_exception);
    refused!(batch(&["no spaces"]), is_invalid_batch_entry_id_exception);
    let long = |id| Entry::builder().id(id).message("m".repeat(200_000)).build();
    let long = vec![long("a").unwrap(), long("b").unwrap()];
    let long = sns
        .publish_batch()
        .topic_arn(TOPIC)
        .set_publish_batch_request_entries(Some(long));
    refused!(long, is_batch_request_too_long_exception);
    let eleven: Vec<String> = (0..11).map(|n| n.to_string()).collect();
    let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
    refused!(
        batch(&eleven),
        is_too_many_entries_in_batch_request_exception
    );
}

async fn tags(sns: &Client) {
    let tag = Tag::builder().key("team").value("shop").build().unwrap();
    let set = |arn| sns.tag_resource().resource_arn(arn).tags(tag.clone());
    set(TOPIC).send().await.unwrap();
    let listed = sns.list_tags_for_resource().resource_arn(TOPIC);
    let listed = listed.send().await.unwrap();
    assert_eq!(listed.tags(), std::slice::from_ref(&tag));
    let taken = sns.untag_resource().resource_arn(TOPIC).tag_keys("team");
    taken.send().await.unwrap();
    refused!(set(NOWHERE), is_resource_not_found_exception);
    let tag = |n: usize| {
        Tag::builder()
            .key(format!("k{n}"))
            .value("v")
            .build()
            .unwrap()
    };
    let many = sns.tag_resource().resource_arn(TOPIC);
    let many = many.set_tags(Some((0..51).map(tag).collect()));
    refused!(many, is_tag_limit_exceeded_exception);
}

async fn missing(sns: &Client) {
    refused!(
        sns.get_topic_attributes().topic_arn(NOWHERE),
        is_not_found_exception
    );
    refused!(
        sns.publish().topic_arn(NOWHERE).message("m"),
        is_not_found_exception
    );
    let subscribe = sns.subscribe().topic_arn(NOWHERE).protocol("sqs");
    refused!(subscribe.endpoint(QUEUE), is_not_found_exception);
    refused!(
        sns.list_subscriptions_by_topic().topic_arn(NOWHERE),
        is_not_found_exception
    );
    let gone = format!("{TOPIC}:00000000-0000-0000-0000-000000000000");
    refused!(
        sns.get_subscription_attributes().subscription_arn(gone),
        is_not_found_exception
    );
}

async fn ends(sns: &Client, subscription: &str) {
    let taken = sns.unsubscribe().subscription_arn(subscription);
    taken.send().await.unwrap();
    // What is gone is as good as deleted.
    for _ in 0..2 {
        let delete = sns.delete_topic().topic_arn(TOPIC);
        delete.send().await.unwrap();
    }
    refused!(
        sns.get_topic_attributes().topic_arn(TOPIC),
        is_not_found_exception
    );
}
