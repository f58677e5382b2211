//! Where the query protocol's names differ from the members of the model.
//!
//! Only SQS has such names: its lists and maps are flattened and called by their singular.
//! Source: the service model of the SQS query protocol, version 2012-11-05.

use super::form::pairs;
use crate::protocol::value::Value;

/// What a flattened member of SQS is.
enum Flat {
    List,
    Map(&'static str, &'static str),
}

/// Name on the wire, member of the input, kind.
const SQS_INPUT: &[(&str, &str, Flat)] = &[
    ("Attribute", "Attributes", Flat::Map("Name", "Value")),
    (
        "MessageAttribute",
        "MessageAttributes",
        Flat::Map("Name", "Value"),
    ),
    (
        "MessageSystemAttribute",
        "MessageSystemAttributes",
        Flat::Map("Name", "Value"),
    ),
    ("Tag", "Tags", Flat::Map("Key", "Value")),
    ("AttributeName", "AttributeNames", Flat::List),
    (
        "MessageSystemAttributeName",
        "MessageSystemAttributeNames",
        Flat::List,
    ),
    ("MessageAttributeName", "MessageAttributeNames", Flat::List),
    ("TagKey", "TagKeys", Flat::List),
    ("AWSAccountId", "AWSAccountIds", Flat::List),
    ("ActionName", "Actions", Flat::List),
    ("SendMessageBatchRequestEntry", "Entries", Flat::List),
    ("DeleteMessageBatchRequestEntry", "Entries", Flat::List),
    (
        "ChangeMessageVisibilityBatchRequestEntry",
        "Entries",
        Flat::List,
    ),
];

/// Member of the output, element name on the wire, kind.
const SQS_OUTPUT: &[(&str, &str, Flat)] = &[
    ("Attributes", "Attribute", Flat::Map("Name", "Value")),
    (
        "MessageAttributes",
        "MessageAttribute",
        Flat::Map("Name", "Value"),
    ),
    ("Tags", "Tag", Flat::Map("Key", "Value")),
    ("Messages", "Message", Flat::List),
    ("QueueUrls", "QueueUrl", Flat::List),
    ("queueUrls", "QueueUrl", Flat::List),
    ("Failed", "BatchResultErrorEntry", Flat::List),
];

/// Turns the names on the wire into the members of the input type.
pub(super) fn into_members(service: &str, path: &str, tree: &mut Value) {
    if service == "sqs" {
        rename_sqs(tree);
        queue_from_path(path, tree);
    }
}

fn rename_sqs(tree: &mut Value) {
    for (wire, member, kind) in SQS_INPUT {
        let Some(mut value) = tree.take(wire) else {
            continue;
        };
        if let Value::List(items) = &mut value {
            items.iter_mut().for_each(rename_sqs);
        }
        let value = match kind {
            Flat::List => value,
            Flat::Map(key, inner) => pairs(listed(value), key, inner),
        };
        tree.set(*member, value);
    }
}

fn listed(value: Value) -> Value {
    match value {
        list @ Value::List(_) => list,
        single => Value::List(vec![single]),
    }
}

/// Old clients post to the queue's own URL and leave QueueUrl out.
fn queue_from_path(path: &str, tree: &mut Value) {
    if path.trim_matches('/').contains('/') && tree.get("QueueUrl").is_none() {
        tree.set("QueueUrl", Value::Text(path.to_owned()));
    }
}

/// How a list or a map of an answer is written.
pub(super) enum Style {
    /// `<Name><member>…</member></Name>`
    Members,
    /// `<Wire>…</Wire>` again and again.
    Flat(String),
    /// `<Wire><Key>…</Key><Value>…</Value></Wire>` again and again.
    FlatMap(&'static str, &'static str, &'static str),
    /// `<Name><entry><key>…</key><value>…</value></entry></Name>`
    Entries,
    /// A structure.
    Structure,
}

/// The style of a member of an answer.
pub(super) fn style(service: &str, operation: &str, member: &str, value: &Value) -> Style {
    if service == "sqs" {
        return sqs_style(operation, member, value);
    }
    match value {
        Value::List(_) => Style::Members,
        Value::Map(_) if is_map(service, member) => Style::Entries,
        _ => Style::Structure,
    }
}

/// A tree does not tell a map from a structure; these are the maps of the query services.
fn is_map(service: &str, member: &str) -> bool {
    matches!(
        (service, member),
        ("sns", "Attributes") | ("iam", "SummaryMap")
    )
}

fn sqs_style(operation: &str, member: &str, value: &Value) -> Style {
    if member == "Successful" {
        return Style::Flat(format!("{operation}ResultEntry"));
    }
    match SQS_OUTPUT.iter().find(|(known, _, _)| *known == member) {
        Some((_, wire, Flat::List)) => Style::Flat((*wire).to_owned()),
        Some((_, wire, Flat::Map(key, value))) => Style::FlatMap(wire, key, value),
        None if matches!(value, Value::List(_)) => Style::Members,
        None => Style::Structure,
    }
}
