mod composites;

use aws_sdk_cloudwatch::{
    Client,
    primitives::DateTime,
    types::{
        ComparisonOperator, Metric, MetricDataQuery, MetricDatum, MetricStat, StateValue,
        Statistic, Tag,
    },
};

use serde_json::json;

use super::{Aws, client, errors, refused, refused_as};

const ARN: &str = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:many";

#[tokio::test]
async fn every_operation_of_cloudwatch() {
    let aws = Aws::start().await;
    let cloudwatch = client!(aws, aws_sdk_cloudwatch);
    metrics(&cloudwatch).await;
    alarms(&cloudwatch).await;
    states(&cloudwatch).await;
    composites::composites(&cloudwatch).await;
    tags(&cloudwatch).await;
    cloudwatch
        .delete_alarms()
        .alarm_names("many")
        .send()
        .await
        .unwrap();
    refused!(
        cloudwatch.delete_alarms().alarm_names("many"),
        is_resource_not_found
    );
    limit(&cloudwatch, &aws).await;
    aws.covers("monitoring", &[]);
    errors::all_met("cloudwatch", &[]);
}

/// An account has at most 5,000 alarms in a Region.
async fn limit(cloudwatch: &Client, aws: &Aws) {
    let alarm = |n: usize| {
        json!({
            "AlarmName": format!("alarm-{n}"),
            "Namespace": "Shop",
            "MetricName": "Orders",
            "Statistic": "Sum",
            "Period": 60,
            "EvaluationPeriods": 1,
            "Threshold": 1.0,
            "ComparisonOperator": "GreaterThanThreshold",
        })
    };
    let there = cloudwatch.describe_alarms().send().await.unwrap();
    let there = there.metric_alarms().len() + there.composite_alarms().len();
    let more = (there..5_000).map(alarm);
    aws.fill("monitoring", "PutMetricAlarm", more).await;
    let composite = cloudwatch.put_composite_alarm().alarm_name("both");
    refused!(
        composite.alarm_rule("ALARM(\"alarm-4999\")"),
        is_limit_exceeded_fault
    );
}

/// An hour around now.
fn window() -> (DateTime, DateTime) {
    let now = super::now() / 1000;
    (
        DateTime::from_secs(now - 1800),
        DateTime::from_secs(now + 1800),
    )
}

async fn metrics(cloudwatch: &Client) {
    let datum = |value| {
        MetricDatum::builder()
            .metric_name("Orders")
            .value(value)
            .build()
    };
    let put = cloudwatch
        .put_metric_data()
        .namespace("Shop")
        .metric_data(datum(2.0));
    put.metric_data(datum(3.0)).send().await.unwrap();
    no_data(cloudwatch).await;
    let listed = cloudwatch
        .list_metrics()
        .namespace("Shop")
        .send()
        .await
        .unwrap();
    assert_eq!(listed.metrics()[0].metric_name(), Some("Orders"));
    statistics(cloudwatch).await;
    data(cloudwatch).await;
}

/// What is no value of a metric.
async fn no_data(cloudwatch: &Client) {
    for wrong in [
        MetricDatum::builder().value(1e200),
        MetricDatum::builder().value(1.0).unit("Apples".into()),
    ] {
        let wrong = wrong.metric_name("Orders").build();
        let put = cloudwatch.put_metric_data().namespace("Shop");
        refused!(put.metric_data(wrong), is_invalid_parameter_value_exception);
    }
    let nothing = MetricDatum::builder().metric_name("Orders").build();
    let nothing = cloudwatch
        .put_metric_data()
        .namespace("Shop")
        .metric_data(nothing);
    refused!(nothing, is_missing_required_parameter_exception);
}

async fn data(cloudwatch: &Client) {
    let (from, to) = window();
    let metric = Metric::builder()
        .namespace("Shop")
        .metric_name("Orders")
        .build();
    let stat = MetricStat::builder()
        .metric(metric)
        .period(3600)
        .stat("Sum")
        .build();
    let query = |id: &str| {
        let query = MetricDataQuery::builder().id(id);
        query.metric_stat(stat.clone()).build()
    };
    let ask = || {
        let ask = cloudwatch.get_metric_data();
        let ask = ask.start_time(from).end_time(to);
        ask.metric_data_queries(query("orders"))
    };
    refused_as!(
        ask().metric_data_queries(query("orders")),
        "ValidationError"
    );
    refused_as!(
        ask().metric_data_queries(query("Orders")),
        "ValidationError"
    );
    refused!(ask().next_token("?"), is_invalid_next_token);
    let data = ask().send().await.unwrap();
    assert_eq!(
        data.metric_data_results()[0].values().iter().sum::<f64>(),
        5.0
    );
}

async fn statistics(cloudwatch: &Client) {
    let (from, to) = window();
    let ask = |period| {
        let ask = cloudwatch
            .get_metric_statistics()
            .namespace("Shop")
            .metric_name("Orders");
        ask.start_time(from)
            .end_time(to)
            .period(period)
            .statistics(Statistic::Sum)
    };
    let got = ask(3600).send().await.unwrap();
    assert_eq!(
        got.datapoints()
            .iter()
            .filter_map(|point| point.sum())
            .sum::<f64>(),
        5.0
    );
    refused!(ask(7), is_invalid_parameter_value_exception);
}

/// An alarm whose metric comes as a query.
async fn of_a_query(cloudwatch: &Client) {
    let metric = Metric::builder().namespace("Shop").metric_name("Sales");
    let stat = MetricStat::builder().metric(metric.build()).period(60);
    let query = MetricDataQuery::builder().id("m1");
    let query = query.metric_stat(stat.stat("p99").build()).build();
    let put = cloudwatch.put_metric_alarm().alarm_name("queried");
    let put = put.metrics(query).threshold(1.0).evaluation_periods(1);
    let put = put.comparison_operator(ComparisonOperator::GreaterThanThreshold);
    put.send().await.unwrap();
    let found = cloudwatch.describe_alarms().alarm_names("queried").send();
    let found = found.await.unwrap();
    let alarm = &found.metric_alarms()[0];
    assert_eq!(alarm.metric_name(), Some("Sales"));
    assert_eq!(alarm.extended_statistic(), Some("p99"));
    let delete = cloudwatch.delete_alarms().alarm_names("queried");
    delete.send().await.unwrap();
}

async fn alarms(cloudwatch: &Client) {
    let alarm = |name| {
        let alarm = cloudwatch
            .put_metric_alarm()
            .alarm_name(name)
            .namespace("Shop");
        let alarm = alarm
            .metric_name("Orders")
            .statistic(Statistic::Sum)
            .period(60)
            .threshold(1e9);
        alarm
            .evaluation_periods(1)
            .comparison_operator(ComparisonOperator::GreaterThanThreshold)
    };
    alarm("many").send().await.unwrap();
    refused_as!(alarm("bad").period(45), "InvalidParameterValue");
    refused_as!(
        alarm("bad").extended_statistic("p99"),
        "InvalidParameterCombination"
    );
    of_a_query(cloudwatch).await;
    refused!(
        cloudwatch.describe_alarms().next_token("?"),
        is_invalid_next_token
    );
    let found = cloudwatch
        .describe_alarms()
        .alarm_name_prefix("ma")
        .send()
        .await
        .unwrap();
    assert_eq!(found.metric_alarms()[0].alarm_arn(), Some(ARN));
    let found = cloudwatch
        .describe_alarms_for_metric()
        .namespace("Shop")
        .metric_name("Orders");
    assert_eq!(found.send().await.unwrap().metric_alarms().len(), 1);
    let actions = || async {
        let found = cloudwatch.describe_alarms().send().await.unwrap();
        found.metric_alarms()[0].actions_enabled()
    };
    cloudwatch
        .disable_alarm_actions()
        .alarm_names("many")
        .send()
        .await
        .unwrap();
    assert_eq!(actions().await, Some(false));
    cloudwatch
        .enable_alarm_actions()
        .alarm_names("many")
        .send()
        .await
        .unwrap();
    assert_eq!(actions().await, Some(true));
}

async fn states(cloudwatch: &Client) {
    let set = |name| {
        let set = cloudwatch
            .set_alarm_state()
            .alarm_name(name)
            .state_reason("a test");
        set.state_value(StateValue::Alarm)
    };
    set("many").send().await.unwrap();
    refused!(set("none"), is_resource_not_found);
    refused!(set("many").state_reason_data("{"), is_invalid_format_fault);
    let history = cloudwatch
        .describe_alarm_history()
        .alarm_name("many")
        .send()
        .await
        .unwrap();
    assert!(history.alarm_history_items().iter().any(|item| {
        item.history_summary()
            .is_some_and(|text| text.contains("to ALARM"))
    }));
}

async fn tags(cloudwatch: &Client) {
    let tag = Tag::builder().key("team").value("shop").build();
    cloudwatch
        .tag_resource()
        .resource_arn(ARN)
        .tags(tag.clone())
        .send()
        .await
        .unwrap();
    let listed = cloudwatch
        .list_tags_for_resource()
        .resource_arn(ARN)
        .send()
        .await
        .unwrap();
    assert_eq!(listed.tags(), std::slice::from_ref(&tag));
    cloudwatch
        .untag_resource()
        .resource_arn(ARN)
        .tag_keys("team")
        .send()
        .await
        .unwrap();
    let gone = format!("{ARN}s");
    refused!(
        cloudwatch.tag_resource().resource_arn(&gone).tags(tag),
        is_resource_not_found_exception
    );
    refused!(
        cloudwatch
            .untag_resource()
            .resource_arn(&gone)
            .tag_keys("a"),
        is_resource_not_found_exception
    );
    refused!(
        cloudwatch.list_tags_for_resource().resource_arn(&gone),
        is_resource_not_found_exception
    );
}
