//! The wire types, with AWS's member names.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::wire::Timestamp;

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PutDataInput {
    pub(crate) namespace: String,
    pub(crate) metric_data: Vec<MetricDatum>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct MetricDatum {
    pub(crate) metric_name: String,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) timestamp: Option<Timestamp>,
    pub(crate) value: Option<f64>,
    pub(crate) statistic_values: Option<StatisticSet>,
    pub(crate) values: Vec<f64>,
    pub(crate) counts: Vec<f64>,
    pub(crate) unit: Option<String>,
    pub(crate) storage_resolution: Option<u32>,
}

#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Dimension {
    pub(crate) name: String,
    pub(crate) value: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct StatisticSet {
    pub(crate) sample_count: f64,
    pub(crate) sum: f64,
    pub(crate) minimum: f64,
    pub(crate) maximum: f64,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetDataInput {
    pub(crate) metric_data_queries: Vec<DataQuery>,
    pub(crate) start_time: Timestamp,
    pub(crate) end_time: Timestamp,
    pub(crate) scan_by: Option<String>,
    #[serde(default)]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DataQuery {
    pub(crate) id: String,
    pub(crate) metric_stat: Option<MetricStat>,
    pub(crate) expression: Option<String>,
    pub(crate) label: Option<String>,
    pub(crate) return_data: Option<bool>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MetricStat {
    pub(crate) metric: Metric,
    pub(crate) period: u32,
    pub(crate) stat: String,
    pub(crate) unit: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Metric {
    pub(crate) namespace: String,
    pub(crate) metric_name: String,
    pub(crate) dimensions: Vec<Dimension>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetDataOutput {
    pub(crate) metric_data_results: Vec<DataResult>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DataResult {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) timestamps: Vec<Timestamp>,
    pub(crate) values: Vec<f64>,
    pub(crate) status_code: &'static str,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetStatisticsInput {
    pub(crate) namespace: String,
    pub(crate) metric_name: String,
    #[serde(default)]
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) start_time: Timestamp,
    pub(crate) end_time: Timestamp,
    pub(crate) period: u32,
    #[serde(default)]
    pub(crate) statistics: Vec<String>,
    #[serde(default)]
    pub(crate) extended_statistics: Vec<String>,
    pub(crate) unit: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct GetStatisticsOutput {
    pub(crate) label: String,
    pub(crate) datapoints: Vec<Datapoint>,
}

#[derive(Debug, Default, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Datapoint {
    pub(crate) timestamp: Timestamp,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sample_count: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) average: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) sum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) minimum: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) maximum: Option<f64>,
    pub(crate) unit: String,
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(crate) extended_statistics: BTreeMap<String, f64>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct ListMetricsInput {
    pub(crate) namespace: Option<String>,
    pub(crate) metric_name: Option<String>,
    pub(crate) dimensions: Vec<DimensionFilter>,
    pub(crate) recently_active: Option<String>,
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DimensionFilter {
    pub(crate) name: String,
    pub(crate) value: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListMetricsOutput {
    pub(crate) metrics: Vec<Metric>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PutAlarmInput {
    pub(crate) alarm_name: String,
    pub(crate) alarm_description: Option<String>,
    pub(crate) actions_enabled: Option<bool>,
    #[serde(rename = "OKActions")]
    pub(crate) ok_actions: Vec<String>,
    pub(crate) alarm_actions: Vec<String>,
    pub(crate) insufficient_data_actions: Vec<String>,
    pub(crate) metric_name: Option<String>,
    pub(crate) namespace: Option<String>,
    pub(crate) statistic: Option<String>,
    pub(crate) extended_statistic: Option<String>,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) period: Option<u32>,
    pub(crate) unit: Option<String>,
    pub(crate) evaluation_periods: Option<u32>,
    pub(crate) datapoints_to_alarm: Option<u32>,
    pub(crate) threshold: Option<f64>,
    pub(crate) comparison_operator: Option<String>,
    pub(crate) treat_missing_data: Option<String>,
    pub(crate) metrics: Vec<DataQuery>,
    pub(crate) threshold_metric_id: Option<String>,
    pub(crate) tags: Vec<Tag>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct PutCompositeInput {
    pub(crate) alarm_name: String,
    pub(crate) alarm_rule: String,
    pub(crate) alarm_description: Option<String>,
    pub(crate) actions_enabled: Option<bool>,
    #[serde(rename = "OKActions")]
    pub(crate) ok_actions: Vec<String>,
    pub(crate) alarm_actions: Vec<String>,
    pub(crate) insufficient_data_actions: Vec<String>,
    pub(crate) actions_suppressor: Option<String>,
    pub(crate) tags: Vec<Tag>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Tag {
    pub(crate) key: String,
    pub(crate) value: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AlarmNamesInput {
    pub(crate) alarm_names: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct DescribeAlarmsInput {
    pub(crate) alarm_names: Vec<String>,
    pub(crate) alarm_types: Vec<String>,
    pub(crate) alarm_name_prefix: Option<String>,
    pub(crate) state_value: Option<String>,
    pub(crate) action_prefix: Option<String>,
    pub(crate) max_records: Option<usize>,
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct AlarmsForMetricInput {
    pub(crate) metric_name: String,
    pub(crate) namespace: String,
    pub(crate) statistic: Option<String>,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) period: Option<u32>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DescribeAlarmsOutput {
    pub(crate) metric_alarms: Vec<MetricAlarm>,
    pub(crate) composite_alarms: Vec<CompositeAlarm>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) next_token: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AlarmsForMetricOutput {
    pub(crate) metric_alarms: Vec<MetricAlarm>,
}

/// Whether a type is among those that are asked for; metric alarms when none are.
pub(crate) fn is_of(types: &[String], name: &str) -> bool {
    match types {
        [] => name == "MetricAlarm",
        types => types.iter().any(|one| one == name),
    }
}

/// What every alarm shows.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ShownAlarm {
    pub(crate) alarm_name: String,
    pub(crate) alarm_arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) alarm_description: Option<String>,
    pub(crate) alarm_configuration_updated_timestamp: Timestamp,
    pub(crate) actions_enabled: bool,
    #[serde(rename = "OKActions")]
    pub(crate) ok_actions: Vec<String>,
    pub(crate) alarm_actions: Vec<String>,
    pub(crate) insufficient_data_actions: Vec<String>,
    pub(crate) state_value: &'static str,
    pub(crate) state_reason: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) state_reason_data: Option<String>,
    pub(crate) state_updated_timestamp: Timestamp,
    pub(crate) state_transitioned_timestamp: Timestamp,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct CompositeAlarm {
    #[serde(flatten)]
    pub(crate) shown: ShownAlarm,
    pub(crate) alarm_rule: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct MetricAlarm {
    #[serde(flatten)]
    pub(crate) shown: ShownAlarm,
    pub(crate) metric_name: String,
    pub(crate) namespace: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) statistic: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) extended_statistic: Option<String>,
    pub(crate) dimensions: Vec<Dimension>,
    pub(crate) period: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<String>,
    pub(crate) evaluation_periods: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) datapoints_to_alarm: Option<u32>,
    pub(crate) threshold: f64,
    pub(crate) comparison_operator: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) treat_missing_data: Option<&'static str>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SetStateInput {
    pub(crate) alarm_name: String,
    pub(crate) state_value: String,
    pub(crate) state_reason: String,
    pub(crate) state_reason_data: Option<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct HistoryInput {
    pub(crate) alarm_name: Option<String>,
    pub(crate) alarm_types: Vec<String>,
    pub(crate) history_item_type: Option<String>,
    pub(crate) start_date: Option<Timestamp>,
    pub(crate) end_date: Option<Timestamp>,
    pub(crate) max_records: Option<usize>,
    pub(crate) scan_by: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct HistoryOutput {
    pub(crate) alarm_history_items: Vec<AlarmHistoryItem>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct AlarmHistoryItem {
    pub(crate) alarm_name: String,
    pub(crate) alarm_type: &'static str,
    pub(crate) timestamp: Timestamp,
    pub(crate) history_item_type: String,
    pub(crate) history_summary: String,
    pub(crate) history_data: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct TagInput {
    #[serde(rename = "ResourceARN")]
    pub(crate) resource_arn: String,
    pub(crate) tags: Vec<Tag>,
    pub(crate) tag_keys: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TagsOutput {
    pub(crate) tags: Vec<Tag>,
}
