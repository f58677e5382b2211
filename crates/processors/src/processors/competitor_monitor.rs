//! `competitor-monitor`: when content is published, whether what is known of competitors is fresh.

use jiff::{Timestamp, ToSpan};
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{COMPETITOR_REFRESH_REQUESTED, CONTENT_PUBLISHED};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Item, Key};
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "competitor-monitor",
    handler: "competitor-monitor",
    description: "Sets publications against competitors and requests a refresh when it is due.",
    consumes: &[CONTENT_PUBLISHED],
    publishes: &[COMPETITOR_REFRESH_REQUESTED],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// What is known of competitors is fresh for this long.
const FRESH_DAYS: i64 = 7;
/// A refresh that was requested is given this long.
const PATIENCE_HOURS: i64 = 24;
/// The most competitors looked at.
const MOST_COMPETITORS: usize = 100;

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
    let user = &published.user_id;
    let competition = desk.user_row(user, "COMPETITION").await?;
    let competitors = desk
        .user_rows(user, "COMPETITOR#", MOST_COMPETITORS)
        .await?;
    let mut work = Work::default();
    let benchmark = json!({
        "contentType": published.content_type, "competitors": competitors.len(),
        "publishedAt": published.published_at,
    });
    let sk = format!("BENCHMARK#{}#{}", published.content_id, published.platform);
    work.put(Key::user(user, sk), benchmark);
    let mut change = Change::set(json!({"lastPublishedAt": published.published_at}))
        .add("publications", 1)
        .add(&format!("publications_{}", published.platform), 1);
    if is_stale(&competitors, desk.now) && !is_requested(&competition, desk.now) {
        change
            .set
            .insert("refreshRequestedAt".into(), json!(desk.now.as_second()));
        let reason = "competitors not seen lately";
        let detail = json!({"userId": user, "reason": reason, "timestamp": timestamp(desk.now)});
        work.publish(COMPETITOR_REFRESH_REQUESTED, detail);
    }
    work.update(Key::user(user, "COMPETITION"), change);
    work.count("CompetitionMonitored", [("Platform", &published.platform)]);
    Ok(work)
}

/// Whether no competitor has been seen within the time that counts as fresh.
fn is_stale(competitors: &[Item], now: Timestamp) -> bool {
    let line = now - (24 * FRESH_DAYS).hours();
    let seen = |row: &Item| row.get("lastSeen")?.as_str()?.parse::<Timestamp>().ok();
    !competitors.iter().filter_map(seen).any(|seen| seen >= line)
}

fn is_requested(competition: &Item, now: Timestamp) -> bool {
    let asked = competition
        .get("refreshRequestedAt")
        .and_then(Value::as_i64);
    asked.is_some_and(|asked| asked > (now - PATIENCE_HOURS.hours()).as_second())
}
