//! What brings a function the messages of a queue or the records of a stream.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, there},
    json::{pick, scalar, text},
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::Lambda::EventSourceMapping",
    replace: FIXED,
    update: SETTINGS,
    naming: None,
    handler: &EventSourceMapping,
}];

/// What a mapping has as long as it lives.
const FIXED: &[&str] = &[
    "EventSourceArn",
    "StartingPosition",
    "StartingPositionTimestamp",
];

/// What can be changed, of the API too but for `Tags`.
const SETTINGS: &[&str] = &[
    "BatchSize",
    "BisectBatchOnFunctionError",
    "DestinationConfig",
    "Enabled",
    "FilterCriteria",
    "FunctionName",
    "FunctionResponseTypes",
    "MaximumBatchingWindowInSeconds",
    "MaximumRecordAgeInSeconds",
    "MaximumRetryAttempts",
    "ParallelizationFactor",
    "ScalingConfig",
    "Tags",
    "TumblingWindowInSeconds",
];

struct EventSourceMapping;

impl EventSourceMapping {
    /// The settings as the API takes them, which has operations of their own for tags.
    fn settings(properties: &Json) -> Json {
        let mut settings = pick(properties, SETTINGS);
        if let Some(members) = settings.as_object_mut() {
            members.remove("Tags");
        }
        settings
    }

    fn made(context: &Context, id: &str) -> Made {
        let arn = context.arn("lambda", &format!("event-source-mapping:{id}"));
        Made::new(id)
            .with("Id", id)
            .with("EventSourceMappingArn", arn)
    }
}

#[async_trait]
impl Handler for EventSourceMapping {
    fn lacks(&self, properties: &Json) -> Vec<(&'static str, String)> {
        let above = |name: &str, least: f64| {
            scalar(&properties[name])
                .parse::<f64>()
                .is_ok_and(|n| n > least)
        };
        let asked = [
            ("ParallelizationFactor", 1.0),
            ("TumblingWindowInSeconds", 0.0),
        ];
        let asked = asked
            .into_iter()
            .filter(|(name, least)| above(name, *least));
        let said = |(name, _)| {
            (
                name,
                format!("{name} of event source mappings is not emulated"),
            )
        };
        asked.map(said).collect()
    }

    async fn left_behind(
        &self,
        context: &Context,
        properties: &Json,
        since: i64,
    ) -> Result<Vec<String>, Fault> {
        let input = pick(properties, &["FunctionName", "EventSourceArn"]);
        let all = context.call("lambda", "ListEventSourceMappings", input);
        let all = all.await?;
        let mappings = all["EventSourceMappings"].as_array().into_iter().flatten();
        let made = |mapping: &Json| mapping["LastModified"].as_f64().unwrap_or_default();
        let left = mappings.filter(|mapping| (made(mapping) * 1000.0).round() >= since as f64);
        Ok(left
            .map(|mapping| text(mapping, "UUID").to_owned())
            .collect())
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["EventSourceMappingArn"].clone();
        Some(Tagging {
            shape: Shape::Map,
            ..Tagging::listed("lambda", "Resource", arn)
        })
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "UUID": id });
        let found = context.has("lambda", "GetEventSourceMapping", lookup);
        found.await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = Self::settings(properties);
        let fixed = pick(properties, FIXED);
        for (member, value) in fixed.as_object().into_iter().flatten() {
            input[member] = value.clone();
        }
        input["Tags"] = json!(context.tags(&properties["Tags"]));
        let made = context
            .call("lambda", "CreateEventSourceMapping", input)
            .await?;
        Ok(Self::made(context, text(&made, "UUID")))
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let mut input = Self::settings(new);
        // A list or a structure that was taken out is emptied; the rest keeps what it had, as on AWS.
        for (member, empty) in [
            ("FilterCriteria", json!({})),
            ("FunctionResponseTypes", json!([])),
            ("ScalingConfig", json!({})),
        ] {
            if new[member].is_null() && !old[member].is_null() {
                input[member] = empty;
            }
        }
        input["UUID"] = json!(id);
        context
            .call("lambda", "UpdateEventSourceMapping", input)
            .await?;
        Ok(Self::made(context, id))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("lambda", "DeleteEventSourceMapping", json!({ "UUID": id }))
            .await
    }
}
