//! Metric filters.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::logs::{
        Logs,
        fault::{invalid, limit},
        filter::Pattern,
        metric_filter::MetricFilter,
        model::{
            DescribeMetricFiltersRequest, DescribeMetricFiltersResponse, FilterMatch,
            MetricFilterDescription, MetricFilterRequest, TestFilterRequest, TestFilterResponse,
            Transformation,
        },
    },
};

/// Metric filters of a log group.
const LIMIT: usize = 100;

impl Logs {
    pub(crate) async fn put_metric_filter(
        &self,
        request: MetricFilterRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let pattern = parse(&request.filter_pattern)?;
        if request.metric_transformations.len() != 1 {
            return Err(invalid(
                "A metric filter has exactly one metric transformation.",
            ));
        }
        let mut transformations = request.metric_transformations.iter();
        transformations.try_for_each(|one| check(one, &pattern))?;
        let filter = MetricFilter {
            pattern: request.filter_pattern,
            transformations: request.metric_transformations,
            created: self.core.clock.now_millis(),
        };
        self.directory
            .change_group(&request.log_group_name, |group, _| {
                let filters = &mut group.filters;
                if filters.len() >= LIMIT && !filters.contains_key(&request.filter_name) {
                    return Err(limit());
                }
                filters.insert(request.filter_name, filter);
                Ok(Map::new())
            })
            .await
    }

    pub(crate) async fn delete_metric_filter(
        &self,
        request: MetricFilterRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let absent = || {
            let text = "The specified metric filter does not exist.";
            Fault::new("ResourceNotFoundException", text)
        };
        self.directory
            .change_group(&request.log_group_name, |group, _| {
                let removed = group.filters.remove(&request.filter_name);
                removed.map(|_| Map::new()).ok_or_else(absent)
            })
            .await
    }

    pub(crate) async fn describe_metric_filters(
        &self,
        request: DescribeMetricFiltersRequest,
        _caller: &Caller,
    ) -> Result<DescribeMetricFiltersResponse, Fault> {
        if let Some(name) = &request.log_group_name {
            self.directory.read(name, |_| ())?;
        }
        let groups = self.directory.lock();
        let mut found = Vec::new();
        for (group, name, filter) in groups
            .iter()
            .flat_map(|(group, state)| state.filters.iter().map(move |(n, f)| (group, n, f)))
        {
            if wanted(&request, group, name, filter) {
                found.push(MetricFilterDescription {
                    filter_name: name.clone(),
                    filter_pattern: filter.pattern.clone(),
                    metric_transformations: filter.transformations.clone(),
                    creation_time: filter.created,
                    log_group_name: group.clone(),
                });
            }
        }
        Ok(DescribeMetricFiltersResponse {
            metric_filters: found,
        })
    }

    pub(crate) async fn test_metric_filter(
        &self,
        request: TestFilterRequest,
        _caller: &Caller,
    ) -> Result<TestFilterResponse, Fault> {
        let pattern = parse(&request.filter_pattern)?;
        let messages = request.log_event_messages.into_iter().enumerate();
        let matches = messages.filter(|(_, message)| pattern.matches(message));
        Ok(TestFilterResponse {
            matches: matches
                .map(|(index, event_message)| FilterMatch {
                    event_number: index + 1,
                    extracted_values: pattern.extracted(&event_message),
                    event_message,
                })
                .collect(),
        })
    }
}

fn parse(pattern: &str) -> Result<Pattern, Fault> {
    Pattern::parse(pattern).map_err(|why| invalid(format!("Invalid metric filter pattern: {why}")))
}

fn check(transformation: &Transformation, pattern: &Pattern) -> Result<(), Fault> {
    let value = &transformation.metric_value;
    if value.parse::<f64>().is_err() && pattern.selector(value).is_none() {
        return Err(invalid(format!(
            "Invalid metric transformation: `{value}` is no value"
        )));
    }
    if transformation.default_value.is_some() && !transformation.dimensions.is_empty() {
        return Err(invalid("A metric with dimensions has no default value."));
    }
    match transformation
        .dimensions
        .iter()
        .find(|(_, text)| pattern.selector(text).is_none())
    {
        Some((name, text)) => Err(invalid(format!(
            "Dimension {name}: `{text}` is no selector"
        ))),
        None => Ok(()),
    }
}

fn wanted(
    request: &DescribeMetricFiltersRequest,
    group: &String,
    name: &str,
    filter: &MetricFilter,
) -> bool {
    let is = |wanted: &Option<String>, value: &String| wanted.as_ref().is_none_or(|w| w == value);
    let metric = |one: &Transformation| {
        is(&request.metric_name, &one.metric_name)
            && is(&request.metric_namespace, &one.metric_namespace)
    };
    is(&request.log_group_name, group)
        && name.starts_with(request.filter_name_prefix.as_deref().unwrap_or_default())
        && filter.transformations.iter().any(metric)
}
