//! `content-events`: content that leaves the studio.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{
    CONTENT_CREATED, CONTENT_OPTIMIZATION_REQUESTED, CONTENT_PUBLISHED, CONTENT_SCHEDULED,
    REALTIME_NOTIFICATION, STUDIO_CONTENT_GENERATED, STUDIO_CONTENT_PUBLISHED,
    STUDIO_CONTENT_UPDATED,
};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Notice, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "content-events",
    handler: "content-events",
    description: "Saves content, keeps analytics, requests optimisation and tells the user.",
    consumes: &[
        STUDIO_CONTENT_GENERATED,
        STUDIO_CONTENT_PUBLISHED,
        STUDIO_CONTENT_UPDATED,
    ],
    publishes: &[
        CONTENT_CREATED,
        CONTENT_PUBLISHED,
        CONTENT_SCHEDULED,
        CONTENT_OPTIMIZATION_REQUESTED,
        REALTIME_NOTIFICATION,
    ],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(async move { decide(event, desk.now) }),
};

fn decide(event: &Event, now: Timestamp) -> Result<Work, Failure> {
    Ok(match event.envelope() {
        STUDIO_CONTENT_GENERATED => generated(&event.detail()?, now),
        STUDIO_CONTENT_PUBLISHED => published(&event.detail()?, now),
        _ => updated(&event.detail()?, now),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Generated {
    #[serde(flatten)]
    piece: Piece,
    title: String,
    content: String,
    metadata: Value,
    timestamp: String,
}

/// What every event here is about.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Piece {
    user_id: String,
    content_id: String,
    content_type: String,
}

impl Piece {
    fn key(&self) -> Key {
        Key::user(&self.user_id, format!("CONTENT#{}", self.content_id))
    }

    fn analytics(&self) -> Key {
        Key::user(&self.user_id, "ANALYTICS#CONTENT")
    }

    fn notice(&self, about: &'static str, what: &str) -> Notice {
        let kind = self.content_type.replace('_', " ");
        let data = json!({"contentId": self.content_id, "contentType": self.content_type});
        Notice {
            about,
            message: format!("Your {kind} {what}."),
            data,
        }
    }

    /// A detail with the fields that events about content share.
    fn detail(&self, further: Value) -> Value {
        let mut detail = json!({
            "contentId": self.content_id, "userId": self.user_id, "contentType": self.content_type,
        });
        if let (Value::Object(detail), Value::Object(further)) = (&mut detail, further) {
            detail.extend(further);
        }
        detail
    }

    fn request(&self, work: &mut Work, optimization: &str, now: Timestamp) {
        let further = json!({"optimizationType": optimization, "timestamp": timestamp(now)});
        work.publish(CONTENT_OPTIMIZATION_REQUESTED, self.detail(further));
    }
}

fn generated(event: &Generated, now: Timestamp) -> Work {
    let mut work = Work::default();
    let piece = &event.piece;
    let row = json!({
        "contentId": piece.content_id, "contentType": piece.content_type, "title": event.title,
        "content": event.content, "metadata": event.metadata, "createdAt": event.timestamp,
    });
    let draft = json!({"status": "draft"});
    work.update(piece.key(), Change::set(row).or_default(draft));
    let tokens = event
        .metadata
        .get("tokensUsed")
        .and_then(Value::as_i64)
        .unwrap_or(0);
    let analytics = Change::set(json!({"lastGeneratedAt": event.timestamp}))
        .add("generated", 1)
        .add("tokensUsed", tokens)
        .add(&format!("generated_{}", piece.content_type), 1);
    work.update(piece.analytics(), analytics);
    work.count("ContentGenerated", [("ContentType", &piece.content_type)]);
    let created = json!({"title": event.title, "createdAt": event.timestamp});
    work.publish(CONTENT_CREATED, piece.detail(created));
    piece.request(&mut work, suited(&piece.content_type), now);
    work.notify(
        &piece.user_id,
        now,
        piece.notice("content.generated", "is ready"),
    );
    work
}

/// A post gains from the right hour, everything else from being found.
fn suited(content_type: &str) -> &'static str {
    if content_type == "social_media" {
        "social_scheduling"
    } else {
        "seo_analysis"
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    #[serde(flatten)]
    piece: Piece,
    published_to: Vec<String>,
    scheduled_for: Option<Timestamp>,
    timestamp: String,
}

fn published(event: &Published, now: Timestamp) -> Work {
    match event.scheduled_for.filter(|time| *time > now) {
        Some(time) => schedule(event, time, now),
        None => release(event, now),
    }
}

fn schedule(event: &Published, time: Timestamp, now: Timestamp) -> Work {
    let mut work = Work::default();
    let (piece, time) = (&event.piece, timestamp(time));
    let status = json!({"status": "scheduled", "scheduledFor": time});
    work.update(piece.key(), Change::set(status));
    let slot = Key::user(
        &piece.user_id,
        format!("SCHEDULE#{time}#{}", piece.content_id),
    );
    work.put(
        slot,
        piece.detail(json!({"platforms": event.published_to, "scheduledFor": time})),
    );
    work.update(piece.analytics(), Change::default().add("scheduled", 1));
    for platform in &event.published_to {
        let further = json!({
            "platform": platform, "scheduledFor": time, "timestamp": event.timestamp,
        });
        work.publish(CONTENT_SCHEDULED, piece.detail(further));
    }
    piece.request(&mut work, "social_scheduling", now);
    work.count("ContentScheduled", [("ContentType", &piece.content_type)]);
    let what = format!("will appear at {time}");
    work.notify(
        &piece.user_id,
        now,
        piece.notice("content.scheduled", &what),
    );
    work
}

fn release(event: &Published, now: Timestamp) -> Work {
    let mut work = Work::default();
    let piece = &event.piece;
    let status = json!({
        "status": "published", "publishedAt": event.timestamp, "publishedTo": event.published_to,
    });
    work.update(piece.key(), Change::set(status));
    work.update(piece.analytics(), Change::default().add("published", 1));
    for platform in &event.published_to {
        let further = json!({"platform": platform, "publishedAt": event.timestamp});
        work.publish(CONTENT_PUBLISHED, piece.detail(further));
    }
    work.count("ContentPublished", [("ContentType", &piece.content_type)]);
    work.notify(
        &piece.user_id,
        now,
        piece.notice("content.published", "is published"),
    );
    work
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Updated {
    #[serde(flatten)]
    piece: Piece,
    title: Option<String>,
    content: Option<String>,
    changes: Vec<String>,
    timestamp: String,
}

fn updated(event: &Updated, now: Timestamp) -> Work {
    let mut work = Work::default();
    let piece = &event.piece;
    let mut change = Change::set(json!({"updatedAt": event.timestamp})).add("revisions", 1);
    for (name, value) in [("title", &event.title), ("content", &event.content)] {
        if let Some(value) = value {
            change.set.insert(name.into(), json!(value));
        }
    }
    work.update(piece.key(), change);
    work.update(piece.analytics(), Change::default().add("edited", 1));
    if event
        .changes
        .iter()
        .any(|field| field == "title" || field == "content")
    {
        piece.request(&mut work, "seo_analysis", now);
    }
    work.count("ContentUpdated", [("ContentType", &piece.content_type)]);
    work.notify(
        &piece.user_id,
        now,
        piece.notice("content.updated", "has been updated"),
    );
    work
}
