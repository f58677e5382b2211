//! `publish-scheduled-content`: when a generation job is done, whatever is due goes out.

use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{AI_JOB_COMPLETED, CONTENT_PUBLISHED};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::telemetry::Level;
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "publish-scheduled-content",
    handler: "publish-scheduled-content",
    description: "Publishes the user's scheduled content that is due.",
    consumes: &[AI_JOB_COMPLETED],
    publishes: &[CONTENT_PUBLISHED],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// The most pieces published at once: two writes each must fit into one transaction.
const MOST_PIECES: usize = 40;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct JobCompleted {
    user_id: String,
    job_id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scheduled {
    sk: String,
    content_id: String,
    content_type: String,
    platforms: Vec<String>,
    scheduled_for: String,
}

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let job: JobCompleted = event.detail()?;
    let mut work = Work::default();
    let now = timestamp(desk.now);
    for row in desk
        .user_rows(&job.user_id, "SCHEDULE#", MOST_PIECES)
        .await?
    {
        match serde_json::from_value::<Scheduled>(Value::Object(row)) {
            Ok(piece) if piece.scheduled_for <= now => {
                publish(&mut work, &job.user_id, &piece, &now);
            }
            Ok(_) => {}
            Err(error) => {
                let context = json!({"userId": job.user_id, "reason": error.to_string()});
                work.remark(Level::Warn, "scheduled content left out", context);
            }
        }
    }
    let done = json!({"jobId": job.job_id, "completedAt": timestamp(event.time)});
    let change = Change::set(done).add("jobsCompleted", 1);
    work.update(Key::user(&job.user_id, "ANALYTICS#JOBS"), change);
    Ok(work)
}

fn publish(work: &mut Work, user: &str, piece: &Scheduled, now: &str) {
    work.delete(Key::user(user, &piece.sk));
    let status = json!({"status": "published", "publishedAt": now, "publishedTo": piece.platforms});
    let key = Key::user(user, format!("CONTENT#{}", piece.content_id));
    work.update(key, Change::set(status));
    for platform in &piece.platforms {
        let detail = json!({
            "contentId": piece.content_id, "userId": user, "contentType": piece.content_type,
            "platform": platform, "publishedAt": now,
        });
        work.publish(CONTENT_PUBLISHED, detail);
    }
    work.count("ContentPublished", [("ContentType", &piece.content_type)]);
}
