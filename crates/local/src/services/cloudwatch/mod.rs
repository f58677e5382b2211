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
pub(crate) use datum::Reading;
pub use resolution::Resolution;

use crate::{
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::{Commit, StoreError},
};
use book::Book;
use cell::Cell;
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
        let times = datum.times;
        self.add(datum, |cell, value, unit| cell.add(value, times, unit));
    }

    /// The same with a value that may be a default, or take the place of one.
    pub(crate) fn read(&self, reading: Reading) {
        match reading {
            Reading::Value(datum) => self.record(datum),
            Reading::Default(datum, source) => self.add(datum, |cell, value, unit| {
                cell.add_default(&source, value, unit);
            }),
            Reading::InsteadOfDefault(datum, source) => {
                let times = datum.times;
                self.add(datum, |cell, value, unit| {
                    cell.clear_default(&source);
                    cell.add(value, times, unit);
                });
            }
        }
    }

    fn add(&self, datum: Datum, add: impl Fn(&mut Cell, f64, &str)) {
        if datum.value.is_finite() {
            let metric = MetricKey::new(datum.namespace, datum.name, datum.dimensions);
            let add = |cell: &mut Cell| add(cell, datum.value, &datum.unit);
            self.series
                .add(&metric, datum.at_millis, datum.resolution, add);
        }
    }

    /// Writes what was recorded; await the commit to know that it is on disk.
    pub(crate) fn write(&self) -> Commit {
        self.series.write()
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
