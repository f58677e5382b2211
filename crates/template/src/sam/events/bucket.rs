//! `S3`: the bucket of the same template tells the function about its objects.

use super::super::Expansion;
use super::super::make::{entry, list, map, reference, text};
use super::Event;
use crate::node::{Node, NodeEntry};

/// What a bucket is to tell a function.
pub(in crate::sam) struct BucketNotification {
    bucket: String,
    permission: String,
    configurations: Vec<Node>,
}

pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) {
    let span = event.span();
    let account = reference(span, "AWS::AccountId");
    expansion.add(
        event
            .permission("s3.amazonaws.com")
            .set("SourceAccount", account),
    );
    let Some(bucket) = event
        .get("Bucket")
        .and_then(|node| node.get("Ref"))
        .and_then(Node::text)
    else {
        let message = "the bucket of an S3 event must be a `!Ref` to one of this template";
        let problem = crate::diagnostic::Problem::new("sam-bucket", span, message);
        expansion.reporter.error(problem);
        return;
    };
    let events = event
        .get("Events")
        .map(|node| node.items().unwrap_or(std::slice::from_ref(node)));
    let configurations = events.unwrap_or_default().iter().map(|name| {
        let mut configuration = vec![
            entry(span, "Event", name.clone()),
            entry(span, "Function", event.function_arn()),
        ];
        configuration.extend(event.properties.entry("Filter").cloned());
        let configuration = Node::map(span, configuration);
        match event.source.condition() {
            Some(condition) => where_it_holds(condition, configuration),
            None => configuration,
        }
    });
    expansion.notifications.push(BucketNotification {
        bucket: bucket.to_owned(),
        permission: format!("{}Permission", event.id()),
        configurations: configurations.collect(),
    });
}

/// The configuration, or none where the function is not there.
fn where_it_holds(condition: &Node, configuration: Node) -> Node {
    let span = configuration.span();
    let nothing = reference(span, "AWS::NoValue");
    let branches = vec![condition.clone(), configuration, nothing];
    Node::call(span, "Fn::If", list(span, branches))
}

/// Adds the notifications to the buckets, which then depend on the permissions.
pub(in crate::sam) fn notify_buckets(
    resources: &mut [NodeEntry],
    notifications: Vec<BucketNotification>,
) {
    for notification in notifications {
        if let Some(bucket) = resources
            .iter_mut()
            .find(|entry| entry.key == notification.bucket)
        {
            bucket.value = notified(&bucket.value, &notification);
        }
    }
}

fn notified(bucket: &Node, notification: &BucketNotification) -> Node {
    let span = bucket.span();
    let empty = || Node::map(span, Vec::new());
    let properties = bucket.get("Properties").cloned().unwrap_or_else(empty);
    let configuration = properties
        .get("NotificationConfiguration")
        .cloned()
        .unwrap_or_else(empty);
    let functions = configuration
        .get("LambdaConfigurations")
        .and_then(Node::items);
    let all: Vec<Node> = functions
        .unwrap_or_default()
        .iter()
        .chain(&notification.configurations)
        .cloned()
        .collect();
    let configuration = with(&configuration, "LambdaConfigurations", list(span, all));
    let properties = with(&properties, "NotificationConfiguration", configuration);
    let before = bucket.get("DependsOn");
    let before = before.map(|node| node.items().unwrap_or(std::slice::from_ref(node)));
    let mut needed: Vec<Node> = before.unwrap_or_default().to_vec();
    needed.push(text(span, notification.permission.as_str()));
    with(
        &with(bucket, "Properties", properties),
        "DependsOn",
        list(span, needed),
    )
}

/// The map with one key set.
fn with(node: &Node, key: &str, value: Node) -> Node {
    let span = node.span();
    let entries = node.entries().unwrap_or_default().iter();
    let mut kept: Vec<NodeEntry> = entries.filter(|entry| entry.key != key).cloned().collect();
    kept.extend(
        map(span, [(key, value)])
            .entries()
            .unwrap_or_default()
            .iter()
            .cloned(),
    );
    Node::map(span, kept)
}
