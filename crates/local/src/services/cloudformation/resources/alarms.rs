//! Metric alarms.

use async_trait::async_trait;
use serde_json::{Value as Json, json};

use super::{
    context::Context,
    handler::{Handler, Made, Now, seen},
    json::{pick, text},
    naming::Naming,
    schema::Kind,
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

pub(super) const KINDS: &[Kind] = &[Kind {
    name: "AWS::CloudWatch::Alarm",
    replace: &["AlarmName"],
    update: PROPERTIES,
    naming: Naming::new("AlarmName", 255),
    handler: &Alarm,
}];

struct Alarm;

#[async_trait]
impl Handler for Alarm {
    fn planned(&self, _: &Context, properties: &Json) -> Option<String> {
        Some(text(properties, "AlarmName").to_owned())
    }

    async fn exists(&self, context: &Context, id: &str) -> Result<bool, Fault> {
        let input = json!({ "AlarmNames": [id] });
        let found = context.call("monitoring", "DescribeAlarms", input).await?;
        Ok(found["MetricAlarms"]
            .as_array()
            .is_some_and(|alarms| !alarms.is_empty()))
    }

    async fn now(&self, context: &Context, id: &str, _: &Json) -> Result<Now, Fault> {
        const MEMBERS: &[&str] = &[
            "ActionsEnabled",
            "AlarmActions",
            "AlarmDescription",
            "ComparisonOperator",
            "DatapointsToAlarm",
            "Dimensions",
            "EvaluationPeriods",
            "InsufficientDataActions",
            "MetricName",
            "Namespace",
            "OKActions",
            "Period",
            "Statistic",
            "Threshold",
            "TreatMissingData",
        ];
        let input = json!({ "AlarmNames": [id] });
        let found = context.call("monitoring", "DescribeAlarms", input).await?;
        match &found["MetricAlarms"][0] {
            Json::Null => Ok(Now::Gone),
            alarm => seen(Ok(alarm.clone()), MEMBERS),
        }
    }

    async fn create(&self, context: &Context, properties: &Json) -> Result<Made, Fault> {
        let name = text(properties, "AlarmName");
        let mut input = pick(properties, PROPERTIES);
        input["AlarmName"] = json!(name);
        input["Tags"] = context.tag_list(&properties["Tags"]);
        context.call("monitoring", "PutMetricAlarm", input).await?;
        let arn = context.arn("cloudwatch", &format!("alarm:{name}"));
        Ok(Made::new(name).with("Arn", arn))
    }

    async fn delete(&self, context: &Context, id: &str, _: &Json) -> Result<(), Fault> {
        context
            .remove("monitoring", "DeleteAlarms", json!({ "AlarmNames": [id] }))
            .await
    }
}
