//! Thresholds that no value passes.

use coagent_template::Span;
use coagent_template::wiring::Alarm;

use super::metrics;

const DAY: i64 = 86_400;

/// Why an alarm can never be on, and where that is written.
pub(super) fn on(alarm: &Alarm) -> Option<(String, Option<Span>)> {
    below_zero(alarm)
        .or_else(|| above_one(alarm))
        .or_else(|| too_far_back(alarm))
}

/// The metrics that are listed here are counts, sizes and times.
fn below_zero(alarm: &Alarm) -> Option<(String, Option<Span>)> {
    metrics::of(alarm.namespace.get()?)?;
    let threshold = *alarm.threshold.get()?;
    let never = match alarm.comparison.get()?.as_str() {
        "LessThanThreshold" => threshold <= 0.0,
        "LessThanOrEqualToThreshold" => threshold < 0.0,
        _ => false,
    };
    let metric = alarm.metric.get()?;
    never.then(|| {
        (
            format!("{metric} is never below zero"),
            alarm.threshold.span(),
        )
    })
}

fn above_one(alarm: &Alarm) -> Option<(String, Option<Span>)> {
    let is_errors = alarm.namespace.get()? == "AWS/Lambda" && alarm.metric.get()? == "Errors";
    let statistic = alarm.statistic.get()?;
    if !is_errors || !["Average", "Maximum", "Minimum"].contains(&statistic.as_str()) {
        return None;
    }
    let threshold = *alarm.threshold.get()?;
    let never = match alarm.comparison.get()?.as_str() {
        "GreaterThanThreshold" => threshold >= 1.0,
        "GreaterThanOrEqualToThreshold" => threshold > 1.0,
        _ => false,
    };
    never.then(|| {
        let why = format!("the {statistic} of Errors is at most 1; use Sum");
        (why, alarm.statistic.span())
    })
}

fn too_far_back(alarm: &Alarm) -> Option<(String, Option<Span>)> {
    let period = *alarm.period_seconds.get()?;
    let back = period.checked_mul(*alarm.evaluation_periods.get()?)?;
    let most = if period >= 3_600 { 7 * DAY } else { DAY };
    (back > most).then(|| {
        let why = format!("it looks {back} s back, and CloudWatch refuses more than {most} s");
        (why, alarm.evaluation_periods.span())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alarm(metric: &str, statistic: &str, comparison: &str, threshold: f64) -> Alarm {
        Alarm {
            namespace: Some("AWS/Lambda".to_owned()).into(),
            metric: Some(metric.to_owned()).into(),
            statistic: Some(statistic.to_owned()).into(),
            comparison: Some(comparison.to_owned()).into(),
            threshold: Some(threshold).into(),
            ..Alarm::default()
        }
    }

    #[test]
    fn only_what_no_value_passes_is_never_on() {
        let never = [
            alarm("Invocations", "Sum", "LessThanThreshold", 0.0),
            alarm("Invocations", "Sum", "LessThanOrEqualToThreshold", -1.0),
            alarm("Errors", "Average", "GreaterThanThreshold", 1.0),
            alarm("Errors", "Maximum", "GreaterThanOrEqualToThreshold", 2.0),
        ];
        let sometimes = [
            alarm("Invocations", "Sum", "LessThanThreshold", 1.0),
            alarm("Errors", "Sum", "GreaterThanThreshold", 10.0),
            alarm("Errors", "Average", "GreaterThanOrEqualToThreshold", 1.0),
            alarm("Duration", "Average", "GreaterThanThreshold", 3000.0),
        ];
        assert!(never.iter().all(|alarm| on(alarm).is_some()));
        assert!(sometimes.iter().all(|alarm| on(alarm).is_none()));
    }

    #[test]
    fn a_day_is_as_far_back_as_short_periods_go() {
        let looks = |period: i64, periods: i64| Alarm {
            period_seconds: Some(period).into(),
            evaluation_periods: Some(periods).into(),
            ..Alarm::default()
        };
        assert!(on(&looks(60, 1_441)).is_some() && on(&looks(60, 1_440)).is_none());
        assert!(on(&looks(3_600, 169)).is_some() && on(&looks(3_600, 168)).is_none());
    }
}
