//! Rules with their targets.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, gone, seen},
    json::{document, pick, set, text, texts},
    naming::Naming,
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::Events::Rule",
    replace: &["Name", "EventBusName"],
    update: &[
        "Description",
        "EventPattern",
        "ScheduleExpression",
        "State",
        "RoleArn",
        "Tags",
        "Targets.Id",
        "Targets.Arn",
        "Targets.RoleArn",
        "Targets.Input",
        "Targets.InputPath",
        "Targets.InputTransformer",
        "Targets.RetryPolicy",
        "Targets.DeadLetterConfig",
        "Targets.SqsParameters",
    ],
    naming: Naming::new("Name", 64),
    handler: &Rule,
}];

struct Rule;

/// The bus that a rule is on: a name, also where the template gives the bus's ARN.
fn bus(properties: &Json) -> &str {
    let given = properties["EventBusName"].as_str().unwrap_or("default");
    given
        .rsplit_once("event-bus/")
        .map_or(given, |(_, name)| name)
}

/// `Ref` of a rule: its name, after the bus's where that is not the default one.
fn physical(properties: &Json) -> String {
    match (bus(properties), text(properties, "Name")) {
        ("default", name) => name.to_owned(),
        (bus, name) => format!("{bus}|{name}"),
    }
}

/// Bus and name of a physical id.
fn parts(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or(("default", id))
}

impl Rule {
    fn made(context: &Context, properties: &Json) -> Made {
        let resource = match (bus(properties), text(properties, "Name")) {
            ("default", name) => format!("rule/{name}"),
            (bus, name) => format!("rule/{bus}/{name}"),
        };
        Made::new(physical(properties)).with("Arn", context.arn("events", &resource))
    }

    async fn put(context: &Context, properties: &Json) -> Result<(), Fault> {
        let members = [
            "Name",
            "Description",
            "ScheduleExpression",
            "State",
            "RoleArn",
        ];
        let mut input = pick(properties, &members);
        input["EventBusName"] = json!(bus(properties));
        set(
            &mut input,
            "EventPattern",
            document(&properties["EventPattern"]),
        );
        context.call("events", "PutRule", input).await.map(drop)
    }

    async fn put_targets(context: &Context, properties: &Json) -> Result<(), Fault> {
        let targets = properties["Targets"]
            .as_array()
            .cloned()
            .unwrap_or_default();
        for some in targets.chunks(10) {
            let input = json!({
                "Rule": properties["Name"], "EventBusName": bus(properties), "Targets": some,
            });
            refuse_failed(&context.call("events", "PutTargets", input).await?)?;
        }
        Ok(())
    }

    async fn remove_targets(
        context: &Context,
        id: &str,
        targets: Vec<String>,
    ) -> Result<(), Fault> {
        if targets.is_empty() {
            return Ok(());
        }
        let (bus, name) = parts(id);
        let input = json!({ "Rule": name, "EventBusName": bus, "Ids": targets });
        context.remove("events", "RemoveTargets", input).await
    }
}

/// The first entry that the service refused, as a fault.
fn refuse_failed(answer: &Json) -> Result<(), Fault> {
    let failed = answer["FailedEntries"]
        .as_array()
        .and_then(|entries| entries.first());
    match failed {
        None => Ok(()),
        Some(entry) => {
            let message = format!(
                "Target {}: {}",
                entry["TargetId"],
                text(entry, "ErrorMessage")
            );
            Err(Fault::new(text(entry, "ErrorCode"), message))
        }
    }
}

fn target_ids(properties: &Json) -> Vec<String> {
    let targets = properties["Targets"].as_array().into_iter().flatten();
    targets
        .map(|target| text(target, "Id").to_owned())
        .collect()
}

#[async_trait]
impl Handler for Rule {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(physical(properties))
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let (bus, name) = parts(id);
        let input = json!({ "Name": name, "EventBusName": bus });
        context.has("events", "DescribeRule", input).await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        const MEMBERS: &[&str] = &[
            "Description",
            "EventPattern",
            "RoleArn",
            "ScheduleExpression",
            "State",
            "Targets",
        ];
        let (bus, name) = parts(id);
        let rule = json!({ "Name": name, "EventBusName": bus });
        let found = match context.call("events", "DescribeRule", rule).await {
            Ok(mut found) => {
                let pattern = found["EventPattern"].as_str();
                found["EventPattern"] = pattern
                    .and_then(|text| serde_json::from_str(text).ok())
                    .unwrap_or_default();
                let targets = json!({ "Rule": name, "EventBusName": bus });
                let targets = context.call("events", "ListTargetsByRule", targets).await?;
                found["Targets"] = targets["Targets"].clone();
                Ok(found)
            }
            Err(fault) => Err(fault),
        };
        seen(found, MEMBERS)
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["Arn"].clone();
        Some(Tagging::listed("events", "ResourceARN", arn))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        Self::put(context, properties).await?;
        Self::put_targets(context, properties).await?;
        let made = Self::made(context, properties);
        let tags = json!({ "ResourceARN": made.attributes["Arn"], "Tags": context.tag_list(&properties["Tags"]) });
        context.call("events", "TagResource", tags).await?;
        Ok(made)
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        Self::put(context, new).await?;
        Self::put_targets(context, new).await?;
        let kept = target_ids(new);
        let removed = target_ids(old)
            .into_iter()
            .filter(|id| !kept.contains(id))
            .collect();
        Self::remove_targets(context, id, removed).await?;
        Ok(Self::made(context, new))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        let (bus, name) = parts(id);
        let rule = json!({ "Rule": name, "EventBusName": bus });
        match context.call("events", "ListTargetsByRule", rule).await {
            Ok(listed) => {
                let ids = listed["Targets"].as_array().into_iter().flatten();
                let ids: Json = ids.map(|target| target["Id"].clone()).collect();
                Self::remove_targets(context, id, texts(&ids)).await?;
            }
            Err(fault) => gone::<()>(Err(fault))?,
        }
        let rule = json!({ "Name": name, "EventBusName": bus });
        context.remove("events", "DeleteRule", rule).await
    }
}
