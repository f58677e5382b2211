//! Where events come from: buses, archives, tables, buckets, event source mappings; what is said of them in schemas.

use super::pattern::read_pattern;
use super::properties::{Reader, policy, text};
use crate::value::Value;
use crate::wiring::{Archive, Bucket, Bus, Mapping, Notification, Schema, Setting, Table};

pub(super) fn bus(reader: &Reader<'_>) -> Bus {
    Bus {
        name: reader.name(),
        arn: reader.arn(),
        policy: policy(reader.get("Policy")),
        origin: reader.origin(),
    }
}

pub(super) fn archive(reader: &Reader<'_>) -> Archive {
    Archive {
        name: reader.name(),
        arn: reader.arn(),
        bus_arn: reader.text(&["SourceArn"]),
        pattern: reader.get("EventPattern").map(read_pattern),
        retention_days: reader.number(&["RetentionDays"]),
        origin: reader.origin(),
    }
}

pub(super) fn schema(reader: &Reader<'_>) -> Schema {
    // The resource's identity is the ARN: a schema without a name gets one that nobody knows.
    let name = reader.text(&["SchemaName"]);
    Schema {
        name: name.get().cloned().unwrap_or_default(),
        kind: reader.text(&["Type"]),
        content: reader.text(&["Content"]),
        origin: reader.origin(),
    }
}

pub(super) fn table(reader: &Reader<'_>) -> Table {
    Table {
        name: reader.name(),
        arn: reader.arn(),
        stream: reader.text(&["StreamSpecification", "StreamViewType"]),
        origin: reader.origin(),
    }
}

pub(super) fn bucket(reader: &Reader<'_>) -> Bucket {
    let configuration = reader.get("NotificationConfiguration");
    let list = |kind: &str, key: &str| {
        let items = configuration
            .and_then(|c| c.get(kind))
            .and_then(Value::as_list);
        let items = items.unwrap_or_default().iter();
        items
            .map(|item| notification(item, key))
            .collect::<Vec<_>>()
    };
    let kinds = [
        ("LambdaConfigurations", "Function"),
        ("QueueConfigurations", "Queue"),
        ("TopicConfigurations", "Topic"),
    ];
    let eventbridge = configuration.and_then(|c| c.get("EventBridgeConfiguration"));
    Bucket {
        name: reader.name(),
        arn: reader.arn(),
        notifications: kinds
            .into_iter()
            .flat_map(|(kind, key)| list(kind, key))
            .collect(),
        eventbridge: eventbridge
            .is_some_and(|e| e.get("EventBridgeEnabled").and_then(Value::as_bool) != Some(false)),
        origin: reader.origin(),
    }
}

fn notification(item: &Value, key: &str) -> Notification {
    Notification {
        event: item
            .get("Event")
            .and_then(Value::to_text)
            .unwrap_or_default(),
        destination: text(item, &[key]),
        span: Some(item.span),
    }
}

pub(super) fn mapping(reader: &Reader<'_>) -> Mapping {
    let responses = reader.get("FunctionResponseTypes");
    let partial = match responses {
        Some(value) if value.first_unknown().is_some() => Setting::Unknown(Some(value.span)),
        Some(value) => {
            let reports = |item: &Value| item.as_str() == Some("ReportBatchItemFailures");
            Setting::Set(value.one_or_many().iter().any(reports), Some(value.span))
        }
        None => Setting::Absent,
    };
    Mapping {
        source: reader.text(&["EventSourceArn"]),
        function: reader.text(&["FunctionName"]),
        enabled: reader.flag(&["Enabled"]),
        batch_size: reader.number(&["BatchSize"]),
        batch_window_seconds: reader.number(&["MaximumBatchingWindowInSeconds"]),
        partial_failures: partial,
        on_failure: reader.text(&["DestinationConfig", "OnFailure", "Destination"]),
        origin: reader.origin(),
    }
}
