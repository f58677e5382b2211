//! Event buses, their policies, and archives.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen, there},
    json::{document, pick, set, text},
    naming::Naming,
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Events::EventBus",
        replace: &["Name"],
        update: &[
            "Description",
            "KmsKeyIdentifier",
            "DeadLetterConfig.Arn",
            "LogConfig.IncludeDetail",
            "LogConfig.Level",
            "Policy",
            "Tags",
        ],
        naming: None,
        handler: &EventBus,
    },
    Kind {
        name: "AWS::Events::EventBusPolicy",
        replace: &["StatementId", "EventBusName"],
        update: &["Statement", "Action", "Principal", "Condition"],
        naming: None,
        handler: &EventBusPolicy,
    },
    Kind {
        name: "AWS::Events::Archive",
        replace: &["ArchiveName", "SourceArn"],
        update: &[
            "Description",
            "EventPattern",
            "RetentionDays",
            "KmsKeyIdentifier",
        ],
        naming: Naming::new("ArchiveName", 48),
        handler: &Archive,
    },
];

const BUS: &[&str] = &[
    "Name",
    "Description",
    "KmsKeyIdentifier",
    "DeadLetterConfig",
    "LogConfig",
];

struct EventBus;

impl EventBus {
    async fn set_policy(context: &Context, properties: &Json) -> Result<(), Fault> {
        let policy = document(&properties["Policy"]);
        if policy.is_null() {
            return Ok(());
        }
        let input = json!({ "EventBusName": properties["Name"], "Policy": policy });
        context
            .call("events", "PutPermission", input)
            .await
            .map(drop)
    }

    fn made(context: &Context, properties: &Json) -> Made {
        let name = text(properties, "Name");
        Made::new(name)
            .with("Arn", context.arn("events", &format!("event-bus/{name}")))
            .with("Name", name)
            .with("Policy", document(&properties["Policy"]))
    }
}

#[async_trait]
impl Handler for EventBus {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "Name").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("events", "DescribeEventBus", json!({ "Name": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let found = context.call("events", "DescribeEventBus", json!({ "Name": id }));
        seen(found.await, BUS)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["Arn"].clone();
        Some(Tagging::listed("events", "ResourceARN", arn))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = pick(properties, BUS);
        input["Tags"] = context.tag_list(&properties["Tags"]);
        context.call("events", "CreateEventBus", input).await?;
        Self::set_policy(context, properties).await?;
        Ok(Self::made(context, properties))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let mut input = pick(new, BUS);
        // Absent members are left alone, so what was taken out is emptied.
        for member in ["Description", "KmsKeyIdentifier"] {
            if new[member].is_null() && !old[member].is_null() {
                input[member] = json!("");
            }
        }
        context.call("events", "UpdateEventBus", input).await?;
        if new["Policy"].is_null() && !old["Policy"].is_null() {
            let all = json!({ "EventBusName": id, "RemoveAllPermissions": true });
            context.remove("events", "RemovePermission", all).await?;
        }
        Self::set_policy(context, new).await?;
        Ok(Self::made(context, new))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("events", "DeleteEventBus", json!({ "Name": id }))
            .await
    }
}

/// One statement of a bus's policy. The API sets a whole policy, so the statement is put among
/// those that are there.
struct EventBusPolicy;

impl EventBusPolicy {
    async fn statements(context: &Context, bus: &str) -> Result<Vec<Json>, Fault> {
        let found = context
            .call("events", "DescribeEventBus", json!({ "Name": bus }))
            .await?;
        let policy: Json = serde_json::from_str(text(&found, "Policy")).unwrap_or_default();
        Ok(policy["Statement"].as_array().cloned().unwrap_or_default())
    }

    async fn put(context: &Context, properties: &Json) -> Result<(), Fault> {
        let bus = bus(properties);
        let id = text(properties, "StatementId");
        if properties["Statement"].is_null() {
            let mut input = pick(
                properties,
                &["StatementId", "Action", "Principal", "Condition"],
            );
            input["EventBusName"] = json!(bus);
            return context
                .call("events", "PutPermission", input)
                .await
                .map(drop);
        }
        let mut statement = properties["Statement"].clone();
        statement["Sid"] = json!(id);
        let mut statements = Self::statements(context, bus).await?;
        statements.retain(|other| other["Sid"] != id);
        statements.push(statement);
        let policy = json!({ "Version": "2012-10-17", "Statement": statements });
        let input = json!({ "EventBusName": bus, "Policy": policy.to_string() });
        context
            .call("events", "PutPermission", input)
            .await
            .map(drop)
    }
}

fn bus(properties: &Json) -> &str {
    properties["EventBusName"].as_str().unwrap_or("default")
}

#[async_trait]
impl Handler for EventBusPolicy {
    async fn now(&self, context: &Context, _: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "Name": bus(properties) });
        let policy = match context.call("events", "DescribeEventBus", lookup).await {
            Ok(found) => text(&found, "Policy").to_owned(),
            Err(fault) => return seen(Err(fault), &[]),
        };
        let policy: Json = serde_json::from_str(&policy).unwrap_or_default();
        let mut statements = policy["Statement"].as_array().into_iter().flatten();
        Ok(there(
            statements.any(|one| one["Sid"] == properties["StatementId"]),
        ))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        Self::put(context, properties).await?;
        let id = format!("{}|{}", bus(properties), text(properties, "StatementId"));
        Ok(Made::new(id))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        Self::put(context, new).await?;
        Ok(Made::new(id))
    }

    async fn delete(&self, context: &Context, _: &str, properties: &Json) -> Result<(), Fault> {
        let mut input = pick(properties, &["StatementId"]);
        input["EventBusName"] = json!(bus(properties));
        context.remove("events", "RemovePermission", input).await
    }
}

struct Archive;

impl Archive {
    fn input(properties: &Json) -> Json {
        let mut input = pick(
            properties,
            &[
                "ArchiveName",
                "Description",
                "RetentionDays",
                "KmsKeyIdentifier",
            ],
        );
        set(
            &mut input,
            "EventPattern",
            document(&properties["EventPattern"]),
        );
        input
    }

    fn made(context: &Context, properties: &Json) -> Made {
        let name = text(properties, "ArchiveName");
        Made::new(name)
            .with("Arn", context.arn("events", &format!("archive/{name}")))
            .with("ArchiveName", name)
    }
}

#[async_trait]
impl Handler for Archive {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "ArchiveName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("events", "DescribeArchive", json!({ "ArchiveName": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = Self::input(properties);
        input["EventSourceArn"] = properties["SourceArn"].clone();
        context.call("events", "CreateArchive", input).await?;
        Ok(Self::made(context, properties))
    }

    async fn update(
        &self,
        context: &Context,
        _: &str,
        _: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        context
            .call("events", "UpdateArchive", Self::input(new))
            .await?;
        Ok(Self::made(context, new))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("events", "DeleteArchive", json!({ "ArchiveName": id }))
            .await
    }
}
