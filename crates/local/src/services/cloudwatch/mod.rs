//! CloudWatch: metrics by the minute, alarms by the clock.

mod action;
mod alarm;
mod book;
mod cell;
mod composite;
mod datum;
mod evaluation;
mod evaluator;
mod fault;
mod metric;
mod model;
mod operations;
mod region;
mod resolution;
mod rule;
mod series;
mod statistic;

use std::sync::Arc;

use async_trait::async_trait;

pub use datum::Datum;
pub use resolution::Resolution;

use crate::{
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use book::Book;
use metric::MetricKey;
use series::Series;

/// CloudWatch.
pub struct CloudWatch {
    core: Arc<Core>,
    series: Arc<Series>,
    alarms: Arc<Book>,
}

impl CloudWatch {
    /// Loads the alarms and begins to evaluate them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let series = Series::open(core)?;
        let alarms = Arc::new(Book::open(core)?);
        let evaluator = evaluator::run(Arc::clone(core), Arc::clone(&series), Arc::clone(&alarms));
        core.spawn(evaluator);
        Ok(Arc::new(Self {
            core: Arc::clone(core),
            series,
            alarms,
        }))
    }

    /// Adds a value to a metric. Cheap: it is aggregated in memory by the minute and written
    /// to the store once a second.
    pub fn record(&self, datum: Datum) {
        let Datum {
            namespace,
            name,
            dimensions,
            value,
            times,
            unit,
            at_millis,
            resolution,
        } = datum;
        if value.is_finite() {
            let metric = MetricKey::new(namespace, name, dimensions);
            let add = |cell: &mut cell::Cell| cell.add(value, times, &unit);
            self.series.add(&metric, at_millis, resolution, add);
        }
    }
}

#[async_trait]
impl Service for CloudWatch {
    fn name(&self) -> &'static str {
        "monitoring"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(CloudWatch, "cloudwatch"; {
    "PutMetricData" => put_metric_data,
    "GetMetricData" => get_metric_data,
    "GetMetricStatistics" => get_metric_statistics,
    "ListMetrics" => list_metrics,
    "PutMetricAlarm" => put_metric_alarm,
    "PutCompositeAlarm" => put_composite_alarm,
    "DescribeAlarms" => describe_alarms,
    "DescribeAlarmsForMetric" => describe_alarms_for_metric,
    "DeleteAlarms" => delete_alarms,
    "SetAlarmState" => set_alarm_state,
    "EnableAlarmActions" => enable_alarm_actions,
    "DisableAlarmActions" => disable_alarm_actions,
    "DescribeAlarmHistory" => describe_alarm_history,
    "TagResource" => tag_resource,
    "UntagResource" => untag_resource,
    "ListTagsForResource" => list_tags_for_resource,
});
