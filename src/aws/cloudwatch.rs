//! Alarms and metrics.

mod alarms;
mod metrics;

use std::collections::BTreeMap;

use aws_sdk_cloudwatch::types;
use serde::Serialize;

use super::CloudWatch;
use crate::{error::Result, plan::alarms::Definition};

/// Names that one call takes (CloudWatch API reference: DescribeAlarms, EnableAlarmActions).
const NAMES: usize = 100;

/// An alarm as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Alarm {
    /// Its name.
    pub(crate) name: String,
    /// `OK`, `ALARM` or `INSUFFICIENT_DATA`.
    pub(crate) state: String,
    /// Why it has the state.
    pub(crate) reason: String,
    /// When it came into the state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) since: Option<jiff::Timestamp>,
    /// What it watches: `AWS/SQS ApproximateNumberOfMessagesVisible`.
    pub(crate) metric: String,
    /// Whether it acts when its state changes.
    pub(crate) actions_enabled: bool,
    /// Its ARN.
    #[serde(skip)]
    pub(crate) arn: String,
    /// The metrics and expressions of an alarm on several.
    #[serde(skip)]
    pub(crate) metrics: Vec<Watched>,
    /// What it watches in full.
    #[serde(skip)]
    pub(crate) definition: Definition,
}

/// One of the metrics of an alarm, or what is made of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Watched {
    /// For instance `AWS/SQS`.
    pub(crate) namespace: Option<String>,
    /// What the metric is about.
    pub(crate) dimensions: BTreeMap<String, String>,
    /// What is computed.
    pub(crate) expression: Option<String>,
}

impl CloudWatch {
    /// Every metric alarm of the account.
    pub(crate) async fn all_alarms(&self) -> Result<Vec<Alarm>> {
        let mut pages = self.client.describe_alarms().into_paginator().send();
        let mut alarms = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|cause| self.place.failed("read the alarms", cause))?;
            let found = page.metric_alarms.unwrap_or_default().into_iter();
            alarms.extend(found.map(alarm));
        }
        Ok(alarms)
    }

    /// The rules of the account's composite alarms.
    pub(crate) async fn composite_rules(&self) -> Result<Vec<String>> {
        let call = self.client.describe_alarms();
        let call = call.alarm_types(types::AlarmType::CompositeAlarm);
        let mut pages = call.into_paginator().send();
        let mut rules = Vec::new();
        while let Some(page) = pages.next().await {
            let failed = |cause| self.place.failed("read the composite alarms", cause);
            let alarms = page.map_err(failed)?.composite_alarms.unwrap_or_default();
            rules.extend(alarms.into_iter().filter_map(|alarm| alarm.alarm_rule));
        }
        Ok(rules)
    }

    /// Those of the named alarms that exist.
    pub(crate) async fn alarms(&self, names: &[String]) -> Result<Vec<Alarm>> {
        let mut alarms = Vec::new();
        for names in names.chunks(NAMES) {
            let call = self
                .client
                .describe_alarms()
                .set_alarm_names(Some(names.to_vec()));
            let call = call.max_records(i32::try_from(NAMES).unwrap_or(i32::MAX));
            let page = call
                .send()
                .await
                .map_err(|cause| self.place.failed("read the alarms", cause))?;
            alarms.extend(
                page.metric_alarms
                    .unwrap_or_default()
                    .into_iter()
                    .map(alarm),
            );
        }
        Ok(alarms)
    }
}

fn alarm(alarm: types::MetricAlarm) -> Alarm {
    let definition = alarms::definition(&alarm);
    let metrics = alarm.metrics.unwrap_or_default().into_iter();
    let metrics = metrics.map(alarms::watched).collect();
    let metric = [alarm.namespace, alarm.metric_name]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>();
    Alarm {
        name: alarm.alarm_name.unwrap_or_default(),
        arn: alarm.alarm_arn.unwrap_or_default(),
        metrics,
        state: alarm
            .state_value
            .map(|state| state.as_str().to_owned())
            .unwrap_or_default(),
        reason: alarm.state_reason.unwrap_or_default(),
        since: alarm.state_updated_timestamp.as_ref().and_then(super::time),
        metric: metric.join(" "),
        actions_enabled: alarm.actions_enabled.unwrap_or(true),
        definition,
    }
}
