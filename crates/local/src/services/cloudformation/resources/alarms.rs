//! Metric alarms and composite alarms.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen},
    json::{pick, text},
    naming::Naming,
    schema::Kind,
    tagging::Tagging,
};
use crate::fault::Fault;

const PROPERTIES: &[&str] = &[
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "ComparisonOperator",
    "DatapointsToAlarm",
    "Dimensions",
    "EvaluateLowSampleCountPercentile",
    "EvaluationPeriods",
    "ExtendedStatistic",
    "InsufficientDataActions",
    "MetricName",
    "Metrics",
    "Namespace",
    "OKActions",
    "Period",
    "Statistic",
    "Threshold",
    "TreatMissingData",
    "Unit",
    "Tags",
];

/// Those of composite alarms.
const COMPOSITE: &[&str] = &[
    "ActionsEnabled",
    "AlarmActions",
    "AlarmDescription",
    "AlarmRule",
    "InsufficientDataActions",
    "OKActions",
    "Tags",
];

pub(super) const KINDS: &[Kind] = &[
    Kind {
        name: "AWS::CloudWatch::Alarm",
        replace: &["AlarmName"],
        update: PROPERTIES,
        naming: Naming::new("AlarmName", 255),
        handler: &Alarm {
            properties: PROPERTIES,
            put: "PutMetricAlarm",
            kind: "MetricAlarm",
            list: "MetricAlarms",
        },
    },
    Kind {
        name: "AWS::CloudWatch::CompositeAlarm",
        replace: &["AlarmName"],
        update: COMPOSITE,
        naming: Naming::new("AlarmName", 255),
        handler: &Alarm {
            properties: COMPOSITE,
            put: "PutCompositeAlarm",
            kind: "CompositeAlarm",
            list: "CompositeAlarms",
        },
    },
];

/// What DescribeAlarms does not show, or not as it was given.
const UNSEEN: &[&str] = &[
    "EvaluateLowSampleCountPercentile",
    "ExtendedStatistic",
    "Metrics",
    "Tags",
    "Unit",
];

struct Alarm {
    properties: &'static [&'static str],
    put: &'static str,
    /// As DescribeAlarms asks for it.
    kind: &'static str,
    /// Where DescribeAlarms shows it.
    list: &'static str,
}

impl Alarm {
    /// The alarm of this name; null where there is none.
    async fn find(&self, context: &Context, name: &str) -> Result<Json, Fault> {
        let input = json!({ "AlarmNames": [name], "AlarmTypes": [self.kind] });
        let found = context.call("monitoring", "DescribeAlarms", input).await?;
        Ok(found[self.list][0].clone())
    }
}

#[async_trait]
impl Handler for Alarm {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "AlarmName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        Ok(!self.find(context, id).await?.is_null())
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        match self.find(context, id).await? {
            Json::Null => Ok(Now::Gone),
            alarm => {
                let shown = self.properties.iter();
                let shown = shown.filter(|name| !UNSEEN.contains(name));
                seen(Ok(alarm), &shown.copied().collect::<Vec<_>>())
            }
        }
    }

    fn tagging(&self, _: &Context, made: &Made, _: &Json) -> Option<Tagging> {
        let arn = made.attributes["Arn"].clone();
        Some(Tagging::listed("monitoring", "ResourceARN", arn))
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let name = text(properties, "AlarmName");
        let mut input = pick(properties, self.properties);
        input["AlarmName"] = json!(name);
        input["Tags"] = context.tag_list(&properties["Tags"]);
        context.call("monitoring", self.put, input).await?;
        let arn = context.arn("cloudwatch", &format!("alarm:{name}"));
        Ok(Made::new(name).with("Arn", arn))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("monitoring", "DeleteAlarms", json!({ "AlarmNames": [id] }))
            .await
    }
}
