//! `DescribeAlarmHistory`.

use crate::{
    fault::Fault,
    service::Caller,
    services::cloudwatch::{
        CloudWatch,
        alarm::HistoryItem,
        model::{AlarmHistoryItem, HistoryInput, HistoryOutput, is_of},
    },
    wire::Timestamp,
};

impl CloudWatch {
    pub(crate) async fn describe_alarm_history(
        &self,
        input: HistoryInput,
        _caller: &Caller,
    ) -> Result<HistoryOutput, Fault> {
        let mut items = self.alarms.history()?;
        items.retain(|item| wanted(&input, item));
        if input.scan_by.as_deref() != Some("TimestampAscending") {
            items.reverse();
        }
        items.truncate(input.max_records.unwrap_or(100).clamp(1, 100));
        Ok(HistoryOutput {
            alarm_history_items: items.into_iter().map(show).collect(),
        })
    }
}

fn wanted(input: &HistoryInput, item: &HistoryItem) -> bool {
    let is = |wanted: &Option<String>, value: &String| wanted.as_ref().is_none_or(|w| w == value);
    is_of(&input.alarm_types, type_name(item))
        && is(&input.alarm_name, &item.alarm)
        && is(&input.history_item_type, &item.kind)
        && input
            .start_date
            .is_none_or(|start| item.at >= start.millis())
        && input.end_date.is_none_or(|end| item.at < end.millis())
}

fn type_name(item: &HistoryItem) -> &'static str {
    if item.composite {
        "CompositeAlarm"
    } else {
        "MetricAlarm"
    }
}

fn show(item: HistoryItem) -> AlarmHistoryItem {
    AlarmHistoryItem {
        alarm_type: type_name(&item),
        alarm_name: item.alarm,
        timestamp: Timestamp::from_millis(item.at),
        history_item_type: item.kind,
        history_summary: item.summary,
        history_data: item.data,
    }
}
