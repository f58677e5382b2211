//! Log groups, their filters, and policies.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, there},
    json::{camel, pick, scalar, set, text},
    naming::Naming,
    schema::Kind,
    tagging::{Shape, Tagging},
};
use crate::fault::Fault;

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::Logs::LogGroup",
        replace: &["LogGroupName"],
        update: &["RetentionInDays", "KmsKeyId", "LogGroupClass", "Tags"],
        naming: Naming::new("LogGroupName", 512),
        handler: &LogGroup,
    },
    Kind {
        name: "AWS::Logs::LogStream",
        replace: &["LogGroupName", "LogStreamName"],
        update: &[],
        naming: Naming::new("LogStreamName", 512),
        handler: &LogStream,
    },
    Kind {
        name: "AWS::Logs::MetricFilter",
        replace: &["FilterName", "LogGroupName"],
        update: &["FilterPattern", "MetricTransformations"],
        naming: Naming::new("FilterName", 512),
        handler: &MetricFilter,
    },
    Kind {
        name: "AWS::Logs::SubscriptionFilter",
        replace: &["FilterName", "LogGroupName"],
        update: &["FilterPattern", "DestinationArn", "RoleArn", "Distribution"],
        naming: Naming::new("FilterName", 512),
        handler: &SubscriptionFilter,
    },
    Kind {
        name: "AWS::Logs::ResourcePolicy",
        replace: &["PolicyName"],
        update: &["PolicyDocument"],
        naming: None,
        handler: &ResourcePolicy,
    },
];

struct LogGroup;

impl LogGroup {
    fn made(context: &Context, properties: &Json) -> Made {
        let name = text(properties, "LogGroupName");
        Made::new(name).with("Arn", context.arn("logs", &format!("log-group:{name}:*")))
    }

    async fn retain(context: &Context, properties: &Json) -> Result<(), Fault> {
        let group = &properties["LogGroupName"];
        let days = &properties["RetentionInDays"];
        let (operation, input) = if days.is_null() {
            ("DeleteRetentionPolicy", json!({ "logGroupName": group }))
        } else {
            (
                "PutRetentionPolicy",
                json!({ "logGroupName": group, "retentionInDays": days }),
            )
        };
        context.call("logs", operation, input).await.map(drop)
    }
}

#[async_trait]
impl Handler for LogGroup {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "LogGroupName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let input = json!({ "logGroupNamePrefix": id });
        let found = context.call("logs", "DescribeLogGroups", input).await?;
        let mut groups = found["logGroups"].as_array().into_iter().flatten();
        Ok(groups.any(|group| group["logGroupName"] == id))
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        let input = json!({ "logGroupNamePrefix": id });
        let found = context.call("logs", "DescribeLogGroups", input).await?;
        let mut groups = found["logGroups"].as_array().into_iter().flatten();
        Ok(match groups.find(|group| group["logGroupName"] == id) {
            None => Now::Gone,
            Some(group) => Now::Is(json!({
                "LogGroupName": id,
                "RetentionInDays": group["retentionInDays"],
                "KmsKeyId": group["kmsKeyId"],
            })),
        })
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        Some(Tagging {
            members: ("tags", "tagKeys"),
            shape: Shape::Map,
            ..Tagging::listed("logs", "resourceArn", made.attributes["Arn"].clone())
        })
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let mut input = json!({ "logGroupName": properties["LogGroupName"] });
        set(&mut input, "kmsKeyId", properties["KmsKeyId"].clone());
        set(
            &mut input,
            "logGroupClass",
            properties["LogGroupClass"].clone(),
        );
        input["tags"] = json!(context.tags(&properties["Tags"]));
        context.call("logs", "CreateLogGroup", input).await?;
        if !properties["RetentionInDays"].is_null() {
            Self::retain(context, properties).await?;
        }
        Ok(Self::made(context, properties))
    }

    async fn update(
        &self,
        context: &Context,
        _: &str,
        old: &Json,
        new: &Json,
    ) -> Result<Made, Fault> {
        if old["RetentionInDays"] != new["RetentionInDays"] {
            Self::retain(context, new).await?;
        }
        Ok(Self::made(context, new))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("logs", "DeleteLogGroup", json!({ "logGroupName": id }))
            .await
    }
}

struct LogStream;

#[async_trait]
impl Handler for LogStream {
    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let group = &properties["LogGroupName"];
        let lookup = json!({ "logGroupName": group, "logStreamNamePrefix": id });
        let found = context.call("logs", "DescribeLogStreams", lookup).await?;
        let mut streams = found["logStreams"].as_array().into_iter().flatten();
        Ok(there(streams.any(|stream| stream["logStreamName"] == id)))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let input = camel(&pick(properties, &["LogGroupName", "LogStreamName"]), &[]);
        context.call("logs", "CreateLogStream", input).await?;
        Ok(Made::new(text(properties, "LogStreamName")))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "logGroupName": properties["LogGroupName"], "logStreamName": id });
        context.remove("logs", "DeleteLogStream", input).await
    }
}

struct MetricFilter;

#[async_trait]
impl Handler for MetricFilter {
    async fn now(&self, context: &Context, id: &str, properties: &Json) -> Result<Now, Fault> {
        let lookup = json!({ "logGroupName": properties["LogGroupName"], "filterNamePrefix": id });
        let found = context
            .call("logs", "DescribeMetricFilters", lookup)
            .await?;
        let mut filters = found["metricFilters"].as_array().into_iter().flatten();
        Ok(there(filters.any(|one| one["filterName"] == id)))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "FilterName",
            "LogGroupName",
            "FilterPattern",
            "MetricTransformations",
        ];
        let mut input = camel(&pick(properties, &members), &["Dimensions"]);
        for transformation in input["metricTransformations"]
            .as_array_mut()
            .into_iter()
            .flatten()
        {
            // A list of Key and Value in templates, a map in the API.
            let dimensions = transformation["dimensions"]
                .as_array()
                .cloned()
                .unwrap_or_default();
            let pair = |one: &Json| (text(one, "Key").to_owned(), one["Value"].clone());
            if !dimensions.is_empty() {
                transformation["dimensions"] = Json::Object(dimensions.iter().map(pair).collect());
            }
        }
        context.call("logs", "PutMetricFilter", input).await?;
        Ok(Made::new(text(properties, "FilterName")))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "logGroupName": properties["LogGroupName"], "filterName": id });
        context.remove("logs", "DeleteMetricFilter", input).await
    }
}

struct SubscriptionFilter;

#[async_trait]
impl Handler for SubscriptionFilter {
    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let members = [
            "FilterName",
            "LogGroupName",
            "FilterPattern",
            "DestinationArn",
            "RoleArn",
            "Distribution",
        ];
        let input = camel(&pick(properties, &members), &[]);
        context.call("logs", "PutSubscriptionFilter", input).await?;
        Ok(Made::new(text(properties, "FilterName")))
    }

    async fn delete(&self, context: &Context, id: &str, properties: &Json) -> Result<(), Fault> {
        let input = json!({ "logGroupName": properties["LogGroupName"], "filterName": id });
        context
            .remove("logs", "DeleteSubscriptionFilter", input)
            .await
    }
}

struct ResourcePolicy;

#[async_trait]
impl Handler for ResourcePolicy {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "PolicyName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let found = context.call("logs", "DescribeResourcePolicies", json!({}));
        let found = found.await?;
        let mut policies = found["resourcePolicies"].as_array().into_iter().flatten();
        Ok(policies.any(|policy| policy["policyName"] == id))
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        self.exists(context, id).await.map(there)
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let name = text(properties, "PolicyName");
        let document = scalar(&properties["PolicyDocument"]);
        let input = json!({ "policyName": name, "policyDocument": document });
        context.call("logs", "PutResourcePolicy", input).await?;
        Ok(Made::new(name))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        let input = json!({ "policyName": id });
        context.remove("logs", "DeleteResourcePolicy", input).await
    }
}
