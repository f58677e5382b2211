//! Metrics that are made of what is written.

use super::*;

/// Sum and number of samples of the first minute.
async fn minute(rig: &Rig, name: &str) -> (Value, Value) {
    let input = json!({
        "Namespace": "App", "MetricName": name, "StartTime": START / 1000,
        "EndTime": START / 1000 + 60, "Period": 60, "Statistics": ["Sum", "SampleCount"],
    });
    let answer = rig.ok("monitoring", "GetMetricStatistics", input).await;
    let point = &answer["Datapoints"][0];
    (point["Sum"].clone(), point["SampleCount"].clone())
}

async fn count_errors(rig: &Rig) {
    group(rig, "g", &["s"]).await;
    let to = json!({
        "metricName": "Errors", "metricNamespace": "App", "metricValue": "1", "defaultValue": 0,
    });
    let filter = json!({
        "logGroupName": "g", "filterName": "errors", "filterPattern": "ERROR",
        "metricTransformations": [to],
    });
    rig.ok("logs", "PutMetricFilter", filter).await;
}

#[tokio::test]
async fn a_default_counts_once_in_a_minute_without_a_match() {
    let rig = Rig::new();
    count_errors(&rig).await;
    put(&rig, "g", "s", &[(0, "fine")]).await;
    put(&rig, "g", "s", &[(1, "fine")]).await;
    let zero = (json!(0.0), json!(1.0));
    assert_eq!(minute(&rig, "Errors").await, zero);
    put(&rig, "g", "s", &[(2, "ERROR")]).await;
    put(&rig, "g", "s", &[(3, "fine")]).await;
    let one = (json!(1.0), json!(1.0));
    assert_eq!(minute(&rig, "Errors").await, one);
}

#[tokio::test]
async fn metrics_of_acknowledged_events_are_there_after_a_restart() {
    let rig = Rig::new();
    count_errors(&rig).await;
    let embedded = json!({
        "_aws": { "Timestamp": START, "CloudWatchMetrics": [{
            "Namespace": "App", "Dimensions": [[]], "Metrics": [{ "Name": "Orders" }],
        }] },
        "Orders": 3,
    });
    let events = [(0, "ERROR"), (1, &*embedded.to_string())];
    put(&rig, "g", "s", &events).await;
    let rig = rig.restarted(|_| {}).await;
    assert_eq!(minute(&rig, "Errors").await.0, json!(1.0));
    assert_eq!(minute(&rig, "Orders").await.0, json!(3.0));
}
