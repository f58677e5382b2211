//! Alarms, read as they are defined and set.

use aws_sdk_cloudwatch::types::{
    ComparisonOperator, Dimension, MetricAlarm, MetricDataQuery, Statistic,
};

use super::{CloudWatch, NAMES, Watched};
use crate::{error::Result, plan::alarms::Definition};

impl CloudWatch {
    /// Lets alarms act when their state changes, or not.
    pub(crate) async fn act(&self, names: &[String], act: bool) -> Result<()> {
        for names in names.chunks(NAMES) {
            let names = Some(names.to_vec());
            if act {
                let call = self.client.enable_alarm_actions().set_alarm_names(names);
                let answer = call.send().await;
                answer.map_err(|cause| self.place.failed("let alarms act again", cause))?;
            } else {
                let call = self.client.disable_alarm_actions().set_alarm_names(names);
                let answer = call.send().await;
                answer.map_err(|cause| self.place.failed("mute alarms", cause))?;
            }
        }
        Ok(())
    }

    /// Makes an alarm, or changes the one of its name.
    pub(crate) async fn set(&self, alarm: &Definition) -> Result<()> {
        let dimension = |(name, value): (&String, &String)| {
            Dimension::builder().name(name).value(value).build()
        };
        let answer = self
            .client
            .put_metric_alarm()
            .alarm_name(&alarm.name)
            .alarm_description(&alarm.description)
            .namespace(&alarm.namespace)
            .metric_name(&alarm.metric)
            .set_dimensions(Some(alarm.dimensions.iter().map(dimension).collect()))
            .statistic(Statistic::from(alarm.statistic.as_str()))
            .period(alarm.period_seconds)
            .evaluation_periods(alarm.periods)
            .threshold(alarm.threshold)
            .comparison_operator(ComparisonOperator::from(alarm.comparison.as_str()))
            .treat_missing_data(&alarm.missing_data)
            .set_alarm_actions((!alarm.actions.is_empty()).then(|| alarm.actions.clone()))
            .send()
            .await;
        answer.map(drop).map_err(|cause| {
            let doing = format!("set alarm `{}`", alarm.name);
            self.place.failed(doing, cause)
        })
    }
}

pub(super) fn watched(query: MetricDataQuery) -> Watched {
    let metric = query.metric_stat.and_then(|stat| stat.metric);
    let dimensions = metric.iter().flat_map(|metric| metric.dimensions());
    Watched {
        dimensions: dimensions.filter_map(dimension).collect(),
        namespace: metric.as_ref().and_then(|metric| metric.namespace.clone()),
        expression: query.expression,
    }
}

fn dimension(dimension: &Dimension) -> Option<(String, String)> {
    Some((dimension.name.clone()?, dimension.value.clone()?))
}

pub(super) fn definition(alarm: &MetricAlarm) -> Definition {
    let statistic = alarm.statistic.as_ref().map(Statistic::as_str);
    let comparison = alarm
        .comparison_operator
        .as_ref()
        .map(ComparisonOperator::as_str);
    Definition {
        name: alarm.alarm_name.clone().unwrap_or_default(),
        description: alarm.alarm_description.clone().unwrap_or_default(),
        namespace: alarm.namespace.clone().unwrap_or_default(),
        metric: alarm.metric_name.clone().unwrap_or_default(),
        dimensions: alarm.dimensions().iter().filter_map(dimension).collect(),
        statistic: statistic.unwrap_or_default().to_owned(),
        period_seconds: alarm.period.unwrap_or_default(),
        periods: alarm.evaluation_periods.unwrap_or_default(),
        threshold: alarm.threshold.unwrap_or_default(),
        comparison: comparison.unwrap_or_default().to_owned(),
        missing_data: alarm.treat_missing_data.clone().unwrap_or_default(),
        actions: alarm.alarm_actions().to_vec(),
    }
}
