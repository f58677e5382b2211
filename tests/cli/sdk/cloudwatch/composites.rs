use aws_sdk_cloudwatch::types::AlarmType;

use super::*;

/// Alarms that follow the alarm `many`, which is on.
pub(super) async fn composites(cloudwatch: &Client) {
    let put = |name, rule: &str| {
        let put = cloudwatch.put_composite_alarm().alarm_name(name);
        put.alarm_rule(rule)
    };
    put("busy", "ALARM(many) AND NOT FALSE")
        .send()
        .await
        .unwrap();
    refused_as!(put("bad", "ALARM(lost)"), "ValidationError");
    refused_as!(put("bad", "ALERT(many)"), "ValidationError");
    refused_as!(put("many", "TRUE"), "ValidationError");
    put("calm", "NOT ALARM(busy)").send().await.unwrap();
    let state = |name: &'static str| async move {
        let asked = cloudwatch.describe_alarms().alarm_names(name);
        let found = asked.alarm_types(AlarmType::CompositeAlarm).send().await;
        let found = found.unwrap();
        let alarm = &found.composite_alarms()[0];
        (
            alarm.state_value().cloned(),
            alarm.state_reason().map(str::to_owned),
        )
    };
    let said = "arn:aws:cloudwatch:us-east-1:000000000000:alarm:busy was created and its alarm \
                rule evaluates to ALARM";
    assert_eq!(
        state("busy").await,
        (Some(StateValue::Alarm), Some(said.into()))
    );
    assert_eq!(state("calm").await.0, Some(StateValue::Ok));
    let set = cloudwatch.set_alarm_state().alarm_name("many");
    let set = set.state_reason("over").state_value(StateValue::Ok);
    set.send().await.unwrap();
    let (now, why) = state("busy").await;
    assert_eq!(now, Some(StateValue::Ok));
    let why = why.unwrap();
    assert!(
        why.starts_with(&format!("{ARN} transitioned to OK at ")),
        "{why}"
    );
    assert_eq!(state("calm").await.0, Some(StateValue::Alarm));
    ends(cloudwatch).await;
}

/// Only metric alarms are shown unless others are asked for; those that are needed stay.
async fn ends(cloudwatch: &Client) {
    let shown = cloudwatch.describe_alarms().send().await.unwrap();
    assert_eq!(
        (shown.metric_alarms().len(), shown.composite_alarms().len()),
        (1, 0)
    );
    let history = cloudwatch.describe_alarm_history().alarm_name("busy");
    let history = history.alarm_types(AlarmType::CompositeAlarm).send().await;
    let history = history.unwrap();
    let kind = history.alarm_history_items()[0].alarm_type();
    assert_eq!(kind, Some(&AlarmType::CompositeAlarm));
    let delete = |name| cloudwatch.delete_alarms().alarm_names(name);
    refused_as!(delete("many"), "ValidationError");
    refused_as!(delete("calm").alarm_names("busy"), "ValidationError");
    delete("calm").send().await.unwrap();
    delete("busy").send().await.unwrap();
}
