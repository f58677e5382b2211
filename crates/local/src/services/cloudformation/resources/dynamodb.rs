//! Tables.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::{Context, list},
    handler::{Handler, Made, Now, seen},
    json::{pick, scalar, text},
    naming::Naming,
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::DynamoDB::Table",
    replace: &["TableName", "KeySchema", "LocalSecondaryIndexes"],
    update: &[
        "AttributeDefinitions",
        "BillingMode",
        "DeletionProtectionEnabled",
        "GlobalSecondaryIndexes",
        "OnDemandThroughput",
        "PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled",
        "ProvisionedThroughput",
        "SSESpecification",
        "StreamSpecification.StreamViewType",
        "TableClass",
        "TimeToLiveSpecification.AttributeName",
        "TimeToLiveSpecification.Enabled",
        "Tags",
    ],
    naming: Naming::new("TableName", 255),
    handler: &Table,
}];

const CREATE: &[&str] = &[
    "TableName",
    "KeySchema",
    "LocalSecondaryIndexes",
    "AttributeDefinitions",
    "BillingMode",
    "DeletionProtectionEnabled",
    "GlobalSecondaryIndexes",
    "OnDemandThroughput",
    "ProvisionedThroughput",
    "SSESpecification",
    "TableClass",
];

/// Members that are numbers; and those that are true or false. All others are text.
const NUMBERS: &[&str] = &[
    "MaxReadRequestUnits",
    "MaxWriteRequestUnits",
    "ReadCapacityUnits",
    "WriteCapacityUnits",
];
const FLAGS: &[&str] = &["DeletionProtectionEnabled", "SSEEnabled"];

/// Every scalar in the type that DynamoDB wants.
fn typed(value: &Json) -> Json {
    match value {
        Json::Object(members) => {
            let typed = members
                .iter()
                .map(|(name, inner)| (name.clone(), member(name, inner)));
            Json::Object(typed.collect())
        }
        Json::Array(items) => items.iter().map(typed).collect(),
        Json::Null => Json::Null,
        other => json!(scalar(other)),
    }
}

fn member(name: &str, value: &Json) -> Json {
    let number = || scalar(value).parse::<i64>().ok();
    match name {
        _ if NUMBERS.contains(&name) => number().map_or_else(|| value.clone(), Json::from),
        _ if FLAGS.contains(&name) => json!(scalar(value) == "true"),
        _ => typed(value),
    }
}

struct Table;

impl Table {
    async fn made(context: &Context, name: &str) -> Result<Made, Fault> {
        let found = context
            .call("dynamodb", "DescribeTable", json!({ "TableName": name }))
            .await?;
        let made = Made::new(name).with("Arn", found["Table"]["TableArn"].clone());
        Ok(match &found["Table"]["LatestStreamArn"] {
            Json::Null => made,
            stream => made.with("StreamArn", stream.clone()),
        })
    }

    async fn set_time_to_live(context: &Context, old: &Json, new: &Json) -> Result<(), Fault> {
        const MEMBER: &str = "TimeToLiveSpecification";
        let is_on = |table: &Json| scalar(&table[MEMBER]["Enabled"]) == "true";
        if old[MEMBER] == new[MEMBER] || !(is_on(old) || is_on(new)) {
            return Ok(());
        }
        let specification = match &new[MEMBER] {
            Json::Null => {
                json!({ "AttributeName": old[MEMBER]["AttributeName"], "Enabled": false })
            }
            given => json!({
                "AttributeName": given["AttributeName"],
                "Enabled": is_on(new),
            }),
        };
        let input = json!({ "TableName": new["TableName"], MEMBER: specification });
        match context.call("dynamodb", "UpdateTimeToLive", input).await {
            // It was set before this step was cut off.
            Err(fault) if fault.message.starts_with("TimeToLive is already ") => Ok(()),
            outcome => outcome.map(drop),
        }
    }

    async fn set_recovery(context: &Context, old: &Json, new: &Json) -> Result<(), Fault> {
        const MEMBER: &str = "PointInTimeRecoverySpecification";
        if old[MEMBER] == new[MEMBER] {
            return Ok(());
        }
        let enabled = scalar(&new[MEMBER]["PointInTimeRecoveryEnabled"]) == "true";
        let input = json!({
            "TableName": new["TableName"], MEMBER: { "PointInTimeRecoveryEnabled": enabled },
        });
        context
            .call("dynamodb", "UpdateContinuousBackups", input)
            .await
            .map(drop)
    }

    fn stream(properties: &Json) -> Json {
        match &properties["StreamSpecification"] {
            Json::Null => json!({ "StreamEnabled": false }),
            given => json!({ "StreamEnabled": true, "StreamViewType": given["StreamViewType"] }),
        }
    }

    /// What UpdateTable has to be told, without indexes.
    fn changes(old: &Json, new: &Json) -> Json {
        let members = [
            "BillingMode",
            "DeletionProtectionEnabled",
            "OnDemandThroughput",
            "ProvisionedThroughput",
            "SSESpecification",
            "TableClass",
        ];
        let changed: Vec<&str> = members
            .into_iter()
            .filter(|name| old[*name] != new[*name])
            .collect();
        let mut input = pick(new, &changed);
        if new["DeletionProtectionEnabled"].is_null() && !old["DeletionProtectionEnabled"].is_null()
        {
            input["DeletionProtectionEnabled"] = json!(false);
        }
        input["StreamSpecification"] = Self::stream(new);
        if old["StreamSpecification"] == new["StreamSpecification"] {
            input
                .as_object_mut()
                .map(|members| members.shift_remove("StreamSpecification"));
        }
        input
    }

    /// The changes of indexes: UpdateTable takes one a call.
    fn index_changes(old: &Json, new: &Json) -> Vec<Json> {
        const MEMBER: &str = "GlobalSecondaryIndexes";
        let list = |properties: &Json| properties[MEMBER].as_array().cloned().unwrap_or_default();
        let (before, after) = (list(old), list(new));
        let has = |list: &[Json], name: &Json| list.iter().any(|index| index["IndexName"] == *name);
        let removed = before
            .iter()
            .filter(|index| !has(&after, &index["IndexName"]));
        let added = after
            .iter()
            .filter(|index| !has(&before, &index["IndexName"]));
        let remove = |index: &Json| json!([{ "Delete": { "IndexName": index["IndexName"] } }]);
        let add = |index: &Json| json!([{ "Create": index }]);
        removed.map(remove).chain(added.map(add)).collect()
    }
}

#[async_trait]
impl Handler for Table {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "TableName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        context
            .has("dynamodb", "DescribeTable", json!({ "TableName": id }))
            .await
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let found = context.call("dynamodb", "DescribeTable", json!({ "TableName": id }));
        let found = found.await.map(|found| found["Table"].clone());
        seen(
            found,
            &["TableName", "KeySchema", "DeletionProtectionEnabled"],
        )
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["Arn"].clone();
        Some(Tagging::listed("dynamodb", "ResourceArn", arn))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let properties = &typed(properties);
        let mut input = pick(properties, CREATE);
        if !properties["StreamSpecification"].is_null() {
            input["StreamSpecification"] = Self::stream(properties);
        }
        // DynamoDB takes no tags that begin with aws: from outside, and ours are only for show.
        context.call("dynamodb", "CreateTable", input).await?;
        Self::set_time_to_live(context, &Json::Null, properties).await?;
        Self::set_recovery(context, &Json::Null, properties).await?;
        let made = Self::made(context, text(properties, "TableName")).await?;
        let tags = context.given_tags(&properties["Tags"]);
        if !tags.is_empty() {
            let input = json!({ "ResourceArn": made.attributes["Arn"], "Tags": list(tags) });
            context.call("dynamodb", "TagResource", input).await?;
        }
        Ok(made)
    }

    async fn update(
        &self,
        context: &Context,
        id: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        let (old, new) = (&typed(old), &typed(new));
        let mut input = Self::changes(old, new);
        if input.as_object().is_some_and(|members| !members.is_empty()) {
            input["TableName"] = json!(id);
            context.call("dynamodb", "UpdateTable", input).await?;
        }
        for change in Self::index_changes(old, new) {
            let input = json!({
                "TableName": id,
                "AttributeDefinitions": new["AttributeDefinitions"],
                "GlobalSecondaryIndexUpdates": change,
            });
            context.call("dynamodb", "UpdateTable", input).await?;
        }
        Self::set_time_to_live(context, old, new).await?;
        Self::set_recovery(context, old, new).await?;
        Self::made(context, id).await
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("dynamodb", "DeleteTable", json!({ "TableName": id }))
            .await
    }
}
