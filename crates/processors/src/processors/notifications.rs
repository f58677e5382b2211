//! `notifications`: what happens elsewhere and concerns a user or an operator.
//!
//! Its rule is the catch-all, so it sees every event. It acts on those that no other processor
//! tells the user about, and it publishes nothing: whatever it published would come back to it.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::envelopes::{
    AI_JOB_COMPLETED, AI_JOB_FAILED, CONTENT_PUBLISHED, INTEGRATION_SYNC_COMPLETED,
    INTEGRATION_SYNC_FAILED, MLS_DATA_SYNCED, OAUTH_CONNECTED, OAUTH_DISCONNECTED,
    SERVICE_ERROR_OCCURRED, SERVICE_HEALTH_CHECK, SERVICE_PERFORMANCE_DEGRADED,
    SOCIAL_POST_PUBLISHED,
};
use super::realtime_notifications::{expiry, keep};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Item, Key};
use crate::telemetry::Level;
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "notifications",
    handler: "notifications",
    description: "Tells users about jobs, integrations and posts, and keeps system incidents.",
    consumes: &[
        AI_JOB_COMPLETED,
        AI_JOB_FAILED,
        CONTENT_PUBLISHED,
        INTEGRATION_SYNC_COMPLETED,
        INTEGRATION_SYNC_FAILED,
        MLS_DATA_SYNCED,
        OAUTH_CONNECTED,
        OAUTH_DISCONNECTED,
        SOCIAL_POST_PUBLISHED,
        SERVICE_HEALTH_CHECK,
        SERVICE_ERROR_OCCURRED,
        SERVICE_PERFORMANCE_DEGRADED,
    ],
    publishes: &[],
    idempotent: true,
    overhears: true,
    run: |event, desk| Box::pin(decide(event, desk)),
};

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    match letter(event) {
        Some(letter) => tell(&letter, event, desk).await,
        None => Ok(incident(event, desk.now)),
    }
}

/// What a user is told, and the preference that can turn it off.
struct Letter {
    about: &'static str,
    preference: &'static str,
    message: String,
}

fn letter(event: &Event) -> Option<Letter> {
    let text = |name: &str| event.detail[name].as_str().unwrap_or_default();
    let words = |name: &str| text(name).replace('_', " ");
    let (about, preference, message) = match event.envelope() {
        AI_JOB_COMPLETED => (
            "job.completed",
            "jobs",
            format!("Your {} is done.", words("jobType")),
        ),
        AI_JOB_FAILED => (
            "job.failed",
            "jobs",
            format!("Your {} could not be made.", words("jobType")),
        ),
        CONTENT_PUBLISHED => {
            let message = format!("Your {} is on {}.", words("contentType"), text("platform"));
            ("content.live", "content", message)
        }
        INTEGRATION_SYNC_COMPLETED => (
            "sync.completed",
            "integrations",
            format!("{} is up to date.", text("provider")),
        ),
        INTEGRATION_SYNC_FAILED => {
            let message = format!("{} could not be synchronised.", text("provider"));
            ("sync.failed", "integrations", message)
        }
        MLS_DATA_SYNCED => (
            "mls.synced",
            "integrations",
            "Your listings are up to date.".into(),
        ),
        OAUTH_CONNECTED => (
            "oauth.connected",
            "integrations",
            format!("{} is connected.", text("provider")),
        ),
        OAUTH_DISCONNECTED => {
            let message = format!("{} is no longer connected.", text("provider"));
            ("oauth.disconnected", "integrations", message)
        }
        SOCIAL_POST_PUBLISHED => (
            "post.published",
            "content",
            format!("Your post is on {}.", text("provider")),
        ),
        _ => return None,
    };
    Some(Letter {
        about,
        preference,
        message,
    })
}

async fn tell(letter: &Letter, event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let mut work = Work::default();
    let user = event.detail["userId"].as_str().unwrap_or_default();
    if is_off(
        &desk.user_row(user, "PREFERENCES").await?,
        letter.preference,
    ) {
        let context = json!({"userId": user, "preference": letter.preference});
        work.remark(Level::Info, "the user does not want to be told", context);
        return Ok(work);
    }
    let shown = json!({
        "id": event.id, "type": letter.about, "message": letter.message, "data": event.detail,
        "timestamp": timestamp(event.time),
    });
    keep(&mut work, user, &shown, desk.now);
    work.push(user, json!({"kind": "notification", "notification": shown}));
    work.count("NotificationSent", [("Type", letter.about)]);
    Ok(work)
}

fn is_off(preferences: &Item, name: &str) -> bool {
    preferences
        .get("notifications")
        .and_then(|all| all.get(name))
        == Some(&Value::Bool(false))
}

/// Keeps what a service reports about itself, unless it is well.
fn incident(event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let detail = &event.detail;
    if detail["status"] == "healthy" {
        return work;
    }
    let sk = format!("INCIDENT#{}#{}", timestamp(event.time), event.id);
    let mut row = detail.clone();
    row["incident"] = json!(event.detail_type);
    row["ttl"] = json!(expiry(now));
    work.put(Key::new("SYSTEM", sk), row);
    work.count(
        "ServiceIncident",
        [("Service", detail["service"].as_str().unwrap_or("unknown"))],
    );
    work.remark(Level::Warn, "a service is unwell", detail.clone());
    work
}
