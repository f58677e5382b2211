//! `realtime-notifications`: to the user's screen, now.

use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{JOB_PROGRESS_UPDATE, REALTIME_NOTIFICATION};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Desk, Work};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "realtime-notifications",
    handler: "realtime-notifications",
    description: "Pushes notifications and progress to the user's connections and keeps them.",
    consumes: &[REALTIME_NOTIFICATION, JOB_PROGRESS_UPDATE],
    publishes: &[],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// How long a notification and a finished job can be looked up.
const KEPT_DAYS: i64 = 30;

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    match event.envelope() {
        REALTIME_NOTIFICATION => Ok(notification(&event.detail()?, event, desk.now)),
        _ => progress(&event.detail()?, event, desk).await,
    }
}

/// When a row that is written now may go, in seconds since 1970.
pub(super) fn expiry(now: Timestamp) -> i64 {
    (now + (24 * KEPT_DAYS).hours()).as_second()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Notification {
    user_id: String,
    #[serde(rename = "type")]
    about: String,
    message: String,
    data: Option<Value>,
    timestamp: String,
}

fn notification(notice: &Notification, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let shown = json!({
        "id": event.id, "type": notice.about, "message": notice.message, "data": notice.data,
        "timestamp": notice.timestamp,
    });
    keep(&mut work, &notice.user_id, &shown, now);
    work.push(
        &notice.user_id,
        json!({"kind": "notification", "notification": shown}),
    );
    work.count("NotificationSent", [("Type", &notice.about)]);
    work
}

/// Puts a notification into the user's inbox, unread.
pub(super) fn keep(work: &mut Work, user_id: &str, shown: &Value, now: Timestamp) {
    let text = |name: &str| shown[name].as_str().unwrap_or_default();
    let sk = format!("NOTIFICATION#{}#{}", text("timestamp"), text("id"));
    let mut row = shown.clone();
    row["read"] = json!(false);
    row["ttl"] = json!(expiry(now));
    work.put(Key::user(user_id, sk), row);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Progress {
    user_id: String,
    job_id: String,
    job_type: String,
    progress: u8,
    status: String,
    message: String,
    estimated_time_remaining: Option<u64>,
    timestamp: Timestamp,
}

/// Updates arrive in any order; one that is older than what is stored is not shown again.
async fn progress(job: &Progress, event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let mut work = Work::default();
    let sk = format!("JOB#{}", job.job_id);
    let before = desk.user_row(&job.user_id, &sk).await?;
    if before
        .get("at")
        .and_then(Value::as_i64)
        .is_some_and(|at| at > at_of(job))
    {
        let context = json!({"jobId": job.job_id, "progress": job.progress});
        work.remark(
            crate::telemetry::Level::Debug,
            "older progress left out",
            context,
        );
        return Ok(work);
    }
    let shown = json!({
        "jobId": job.job_id, "jobType": job.job_type, "progress": job.progress,
        "status": job.status, "message": job.message,
        "estimatedTimeRemaining": job.estimated_time_remaining,
    });
    let mut row = Change::set(shown.clone());
    row.set.insert("at".into(), json!(at_of(job)));
    row.set.insert("ttl".into(), json!(expiry(desk.now)));
    work.update(Key::user(&job.user_id, sk), row);
    work.push(
        &job.user_id,
        json!({"kind": "progress", "id": event.id, "progress": shown}),
    );
    work.count("JobProgress", [("Status", &job.status)]);
    Ok(work)
}

fn at_of(job: &Progress) -> i64 {
    job.timestamp.as_millisecond()
}
