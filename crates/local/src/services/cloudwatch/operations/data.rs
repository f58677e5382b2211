//! `GetMetricData` and `GetMetricStatistics`.

use std::collections::{BTreeMap, BTreeSet};

use super::{pairs, period, statistic};
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        cell::Cell,
        fault::{combination, invalid, missing, no_such_token, validation},
        metric::MetricKey,
        model::{
            DataQuery, DataResult, Datapoint, GetDataInput, GetDataOutput, GetStatisticsInput,
            GetStatisticsOutput,
        },
        statistic::Statistic,
    },
    wire::Timestamp,
};

/// Data points of one answer of `GetMetricStatistics`.
const POINTS_LIMIT: i64 = 1440;
/// Queries of one request.
const QUERIES_LIMIT: usize = 500;

impl CloudWatch {
    pub(crate) async fn get_metric_data(
        &self,
        input: GetDataInput,
        _caller: &Caller,
    ) -> Result<GetDataOutput, Fault> {
        let range = range(input.start_time, input.end_time)?;
        if input.metric_data_queries.len() > QUERIES_LIMIT {
            return Err(invalid(format!(
                "At most {QUERIES_LIMIT} MetricDataQueries are taken."
            )));
        }
        // Answers come whole: no token was ever given out.
        if input.next_token.is_some() {
            return Err(no_such_token());
        }
        check_ids(&input.metric_data_queries)?;
        let ascending = input.scan_by.as_deref() == Some("TimestampAscending");
        let mut results = Vec::new();
        for query in input.metric_data_queries {
            let shown = query.return_data != Some(false);
            let result = self.query(query, range, ascending)?;
            if shown {
                results.push(result);
            }
        }
        Ok(GetDataOutput {
            metric_data_results: results,
        })
    }

    fn query(
        &self,
        query: DataQuery,
        (from, to): (i64, i64),
        ascending: bool,
    ) -> Result<DataResult, Fault> {
        if let Some(expression) = query.expression {
            return Err(Fault::not_emulated(
                "cloudwatch",
                &format!("metric math ({expression})"),
            ));
        }
        let stat = query.metric_stat.ok_or_else(|| missing("MetricStat"))?;
        let (period, chosen) = (period(stat.period)?, statistic(&stat.stat)?);
        let metric = stat.metric;
        let key = MetricKey::new(
            metric.namespace,
            metric.metric_name,
            pairs(metric.dimensions),
        );
        // AWS aligns the start with the period.
        let from = from.div_euclid(period) * period;
        let points = self
            .series
            .points(&key, (from, to), period, stat.unit.as_deref(), chosen)?;
        let mut points: Vec<_> = points.into_iter().filter(|(at, _)| *at < to).collect();
        if !ascending {
            points.reverse();
        }
        Ok(DataResult {
            id: query.id,
            label: query.label.unwrap_or(key.name),
            timestamps: points
                .iter()
                .map(|(at, _)| Timestamp::from_millis(*at))
                .collect(),
            values: points.iter().map(|(_, value)| *value).collect(),
            status_code: "Complete",
        })
    }

    pub(crate) async fn get_metric_statistics(
        &self,
        input: GetStatisticsInput,
        _caller: &Caller,
    ) -> Result<GetStatisticsOutput, Fault> {
        let (from, to) = range(input.start_time, input.end_time)?;
        let period = period(input.period)?;
        if input.statistics.is_empty() && input.extended_statistics.is_empty() {
            return Err(missing("Statistics"));
        }
        if (to - from) / period > POINTS_LIMIT {
            return Err(combination(format!(
                "You have requested up to {} datapoints, which exceeds the limit of \
                 {POINTS_LIMIT}. You may reduce the datapoints requested by increasing Period, or \
                 decreasing the time range.",
                (to - from) / period
            )));
        }
        let metric = MetricKey::new(input.namespace, input.metric_name, pairs(input.dimensions));
        let from = from.div_euclid(period) * period;
        let unit = input.unit.as_deref();
        let periods = self.series.periods(&metric, (from, to), period, unit)?;
        let extended = extended(&input.extended_statistics)?;
        let wanted: Vec<Statistic> = input
            .statistics
            .iter()
            .map(|text| statistic(text))
            .collect::<Result<_, _>>()?;
        let points = periods.into_iter().filter(|(at, _)| *at < to);
        Ok(GetStatisticsOutput {
            label: metric.name,
            datapoints: points
                .map(|(at, cell)| point(at, &cell, &wanted, &extended))
                .collect(),
        })
    }
}

/// Each query has a name of its own, which begins with a small letter.
fn check_ids(queries: &[DataQuery]) -> Result<(), Fault> {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut seen = BTreeSet::new();
    for id in queries.iter().map(|query| query.id.as_str()) {
        if !id.starts_with(|c: char| c.is_ascii_lowercase()) || !id.chars().all(fits) {
            return Err(validation(format!(
                "The value {id} for parameter MetricDataQueries.member.N.Id must match the \
                 expression ^[a-z][a-zA-Z0-9_]*$."
            )));
        }
        if !seen.insert(id) {
            return Err(validation(
                "The values for parameter id in MetricDataQueries are not unique.",
            ));
        }
    }
    Ok(())
}

fn range(start: Timestamp, end: Timestamp) -> Result<(i64, i64), Fault> {
    let (from, to) = (start.millis(), end.millis());
    if from >= to {
        return Err(invalid(
            "The parameter StartTime must be less than the parameter EndTime.",
        ));
    }
    Ok((from, to))
}

fn extended(names: &[String]) -> Result<Vec<(String, Statistic)>, Fault> {
    names
        .iter()
        .map(|name| Ok((name.clone(), statistic(name)?)))
        .collect()
}

fn point(
    at: i64,
    cell: &Cell,
    wanted: &[Statistic],
    extended: &[(String, Statistic)],
) -> Datapoint {
    let get = |one: Statistic| cell.get(one).filter(|_| wanted.contains(&one));
    let extended: BTreeMap<String, f64> = extended
        .iter()
        .filter_map(|(name, one)| Some((name.clone(), cell.get(*one)?)))
        .collect();
    Datapoint {
        timestamp: Timestamp::from_millis(at),
        sample_count: get(Statistic::SampleCount),
        average: get(Statistic::Average),
        sum: get(Statistic::Sum),
        minimum: get(Statistic::Minimum),
        maximum: get(Statistic::Maximum),
        unit: cell.unit.clone(),
        extended_statistics: extended,
    }
}
