//! The details of a record.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::{
    arn::Arn,
    services::events::{
        delivery::{Failure, Job, Key},
        entry::Refusal,
        envelope::Incoming,
        model::Entry,
        registry::{Rule, Target},
    },
};

/// What is known of one delivery of an event; the same at each attempt and after a restart.
pub(super) fn invocation_id(event: &Uuid, key: Key) -> String {
    let which = u128::from(key.place) << 16 | u128::from(key.number);
    Uuid::from_u128(event.as_u128() ^ which).to_string()
}

/// Of an event that the bus takes.
pub(super) fn event(event: &Incoming, account: &str, full: bool) -> Value {
    let text: Value = serde_json::from_str(&event.text).unwrap_or_default();
    let detail = full.then(|| json!(text["detail"].to_string()));
    let said = [
        json!(event.source),
        json!(event.detail_type),
        text["resources"].clone(),
    ];
    came(account, event.time, said, detail)
}

/// Of an entry that the bus refuses.
pub(super) fn entry(entry: &Entry, account: &str, now: i64, full: bool) -> Value {
    let time = entry.time.map_or(now, |time| time.millis());
    let detail = full.then(|| json!(entry.detail));
    let said = [
        json!(entry.source),
        json!(entry.detail_type),
        json!(entry.resources),
    ];
    came(account, time, said, detail)
}

/// Of what came to the bus. The detail is told where the bus logs it.
fn came(account: &str, time: i64, said: [Value; 3], detail: Option<Value>) -> Value {
    let [source, detail_type, resources] = said;
    let mut details = json!({
        "caller_account_id": account,
        "source_time_ms": time,
        "source": source,
        "detail_type": detail_type,
        "resources": resources,
    });
    if let Some(detail) = detail {
        details["event_detail"] = detail;
    }
    details
}

/// Why the bus refuses it.
pub(super) fn refusal(refusal: &Refusal) -> Value {
    let message = format!("{}: {}", refusal.code, refusal.message);
    json!({ "http_status_code": 400, "error_message": message, "aws_service": "events" })
}

/// Of a rule that an event matches, and whom that event goes to by it.
pub(super) fn matched(rule: &Rule, invocation_ids: Vec<String>) -> Value {
    let arns: Vec<&str> = rule
        .targets
        .iter()
        .map(|target| &*target.spec.arn)
        .collect();
    json!({
        "rule_arn": rule.record.arn,
        "target_arns": arns,
        "invocation_ids": invocation_ids,
    })
}

/// Of a target that is asked.
pub(super) fn target(target: &Target) -> Map<String, Value> {
    let mut details = Map::new();
    details.insert("rule_arn".into(), (*target.rule.arn).into());
    details.insert("role_arn".into(), json!(target.spec.role_arn));
    details.insert("target_arn".into(), target.spec.arn.as_str().into());
    details
}

/// Of an attempt, counted from 1.
pub(super) fn attempt(job: &Job, count: u32) -> Map<String, Value> {
    let mut details = target(&job.target);
    details.insert("attempt_count".into(), count.into());
    details
}

/// Of a delivery that has ended.
pub(super) fn end(job: &Job, attempts: u32, status: &str, now: i64) -> Map<String, Value> {
    let mut details = target(&job.target);
    let taken = now - job.event.ingested;
    details.insert("total_attempts".into(), attempts.into());
    details.insert("final_invocation_status".into(), status.into());
    details.insert("ingestion_to_complete_latency_ms".into(), taken.into());
    if status == SUCCESS {
        details.insert("ingestion_to_success_latency_ms".into(), taken.into());
    }
    details
}

/// The status of what a target took.
pub(super) const SUCCESS: &str = "SUCCESS";

/// Why a target did not take it.
pub(super) fn error(job: &Job, failure: &Failure) -> Value {
    let service = Arn::parse(&job.target.spec.arn).map(|arn| arn.service);
    let mut error = json!({ "error_message": failure.message, "aws_service": service });
    if let Some(status) = failure.status {
        error["http_status_code"] = status.into();
    }
    error
}
