use aws_sdk_cloudwatchlogs::types::DeliveryDestinationConfiguration;

use super::*;

const BUS: &str = "arn:aws:events:us-east-1:000000000000:event-bus/default";

pub(super) async fn deliveries(logs: &Client) {
    let source = |name| {
        let source = logs.put_delivery_source().name(name).resource_arn(BUS);
        source.log_type("INFO_LOGS")
    };
    let made = source("bus").send().await.unwrap();
    assert_eq!(made.delivery_source().unwrap().resource_arns(), [BUS]);
    refused!(source("other"), is_conflict_exception);
    refused!(
        source("bus").log_type("ACCESS_LOGS"),
        is_validation_exception
    );
    let to = DeliveryDestinationConfiguration::builder().destination_resource_arn(ARN);
    let to = logs
        .put_delivery_destination()
        .name("group")
        .delivery_destination_configuration(to.build().unwrap());
    let to = to.send().await.unwrap();
    let to = to.delivery_destination().unwrap().arn().unwrap();
    let join = |source| {
        let join = logs.create_delivery().delivery_source_name(source);
        join.delivery_destination_arn(to)
    };
    refused!(join("nothing"), is_resource_not_found_exception);
    let joined = join("bus").send().await.unwrap();
    let id = joined.delivery().unwrap().id().unwrap();
    refused!(join("bus"), is_conflict_exception);
    looks(logs, id).await;
    tags(logs, joined.delivery().unwrap().arn().unwrap()).await;
    ends(logs, id).await;
}

async fn tags(logs: &Client, arn: &str) {
    let of = |resource: &str| {
        let list = logs.list_tags_for_resource().resource_arn(resource);
        async {
            list.send()
                .await
                .unwrap()
                .tags()
                .cloned()
                .unwrap_or_default()
        }
    };
    let parts = ["delivery-source:bus", "delivery-destination:group"];
    let parts = parts.map(|part| format!("arn:aws:logs:us-east-1:000000000000:{part}"));
    for resource in parts.iter().map(String::as_str).chain([arn]) {
        let tag = logs.tag_resource().resource_arn(resource);
        tag.tags("team", "shop")
            .tags("stage", "dev")
            .send()
            .await
            .unwrap();
        let untag = logs.untag_resource().resource_arn(resource);
        untag.tag_keys("stage").send().await.unwrap();
        let left: Vec<_> = of(resource).await.into_iter().collect();
        assert_eq!(left, [("team".to_owned(), "shop".to_owned())], "{resource}");
    }
    let gone = format!("{arn}0");
    refused!(
        logs.list_tags_for_resource().resource_arn(&gone),
        is_resource_not_found_exception
    );
    refused!(
        logs.tag_resource().resource_arn(gone).tags("a", "b"),
        is_resource_not_found_exception
    );
}

async fn looks(logs: &Client, id: &str) {
    let source = logs.get_delivery_source().name("bus").send().await.unwrap();
    assert_eq!(source.delivery_source().unwrap().service(), Some("events"));
    let sources = logs.describe_delivery_sources().send().await.unwrap();
    assert_eq!(sources.delivery_sources().len(), 1);
    let to = logs.get_delivery_destination().name("group");
    let to = to.send().await.unwrap();
    assert_eq!(to.delivery_destination().unwrap().name(), Some("group"));
    let all = logs.describe_delivery_destinations().send().await.unwrap();
    assert_eq!(all.delivery_destinations().len(), 1);
    let delivery = logs.get_delivery().id(id).send().await.unwrap();
    let from = delivery.delivery().unwrap().delivery_source_name();
    assert_eq!(from, Some("bus"));
    let all = logs.describe_deliveries().send().await.unwrap();
    assert_eq!(all.deliveries().len(), 1);
    refused!(
        logs.get_delivery().id("nothing"),
        is_resource_not_found_exception
    );
}

async fn ends(logs: &Client, id: &str) {
    // What is joined comes apart first.
    refused!(
        logs.delete_delivery_source().name("bus"),
        is_conflict_exception
    );
    refused!(
        logs.delete_delivery_destination().name("group"),
        is_conflict_exception
    );
    logs.delete_delivery().id(id).send().await.unwrap();
    let source = logs.delete_delivery_source().name("bus");
    source.send().await.unwrap();
    let destination = logs.delete_delivery_destination().name("group");
    destination.send().await.unwrap();
    refused!(
        logs.delete_delivery().id(id),
        is_resource_not_found_exception
    );
}
