//! `sync-social-analytics`: figures of what was published, platform by platform.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::envelopes::{CONTENT_ANALYTICS_UPDATED, CONTENT_PUBLISHED};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "sync-social-analytics",
    handler: "sync-social-analytics",
    description: "Begins to follow the figures of published content.",
    consumes: &[CONTENT_PUBLISHED],
    publishes: &[CONTENT_ANALYTICS_UPDATED],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// The figures that are followed.
const FIGURES: [&str; 5] = ["views", "likes", "shares", "comments", "clicks"];

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Published {
    user_id: String,
    content_id: String,
    content_type: String,
    platform: String,
    published_at: String,
}

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let published: Published = event.detail()?;
    let Published {
        user_id: user,
        content_id,
        platform,
        ..
    } = &published;
    let sk = format!("POST#{content_id}#{platform}");
    let row = desk.user_row(user, &sk).await?;
    let figure = |name: &str| row.get(name).and_then(Value::as_u64).unwrap_or(0);
    let metrics: Map<_, _> = FIGURES
        .into_iter()
        .map(|name| (name.to_owned(), json!(figure(name))))
        .collect();
    let mut work = Work::default();
    let facts =
        json!({"contentType": published.content_type, "publishedAt": published.published_at});
    let begin = json!({"views": 0, "likes": 0, "shares": 0, "comments": 0, "clicks": 0});
    work.update(Key::user(user, sk), Change::set(facts).or_default(begin));
    let total = Change::set(json!({"lastPublishedAt": published.published_at})).add("posts", 1);
    work.update(
        Key::user(user, format!("ANALYTICS#SOCIAL#{platform}")),
        total,
    );
    let detail = json!({
        "contentId": content_id, "userId": user, "platform": platform, "metrics": metrics,
        "timestamp": timestamp(desk.now),
    });
    work.publish(CONTENT_ANALYTICS_UPDATED, detail);
    work.count("SocialPostFollowed", [("Platform", platform)]);
    Ok(work)
}
