//! Everything that there is in an environment, counted.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::common::http::Client;

use super::elements;

/// What is there by its kind, and how often.
pub(super) type Inventory = BTreeMap<&'static str, usize>;

pub(super) async fn inventory(client: &mut Client) -> Inventory {
    let mut all = Inventory::new();
    for (kind, target, member) in [
        ("queues", "AmazonSQS.ListQueues", "QueueUrls"),
        ("rules", "AWSEvents.ListRules", "Rules"),
        ("groups", "Logs_20140328.DescribeLogGroups", "logGroups"),
        ("tables", "DynamoDB_20120810.ListTables", "TableNames"),
    ] {
        let listed = client.json(target, json!({})).await.unwrap();
        all.insert(kind, listed[member].as_array().map_or(0, Vec::len));
    }
    for (kind, action, version, element) in [
        ("topics", "ListTopics", "2010-03-31", "TopicArn"),
        (
            "subscriptions",
            "ListSubscriptions",
            "2010-03-31",
            "SubscriptionArn",
        ),
        ("roles", "ListRoles", "2010-05-08", "RoleName"),
    ] {
        let form = [("Action", action), ("Version", version)];
        let listed = client.query(&form).await.unwrap();
        all.insert(kind, elements(&listed, element).len());
    }
    let listed = client.get("/v2/apis").await.unwrap();
    let apis: Value = serde_json::from_str(&listed).unwrap();
    all.insert("apis", apis["items"].as_array().unwrap().len());
    let listed = client.get("/").await.unwrap();
    all.insert("buckets", elements(&listed, "Bucket").len());
    all.insert("keys", keys(client).await);
    all.retain(|_, count| *count > 0);
    all
}

/// Those that are not to be deleted: a key is there for days after that.
async fn keys(client: &mut Client) -> usize {
    let ask = json!({"Limit": 1000});
    let listed = client.json("TrentService.ListKeys", ask).await.unwrap();
    let mut enabled = 0;
    for key in listed["Keys"].as_array().unwrap() {
        let ask = json!({"KeyId": key["KeyId"]});
        let shown = client.json("TrentService.DescribeKey", ask).await.unwrap();
        enabled += usize::from(shown["KeyMetadata"]["KeyState"] == "Enabled");
    }
    enabled
}
