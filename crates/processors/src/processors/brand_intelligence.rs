//! `brand-intelligence`: how the brand stands and what would help it.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{
    AUDIT_COMPLETED, BRAND_AUDIT_REQUESTED, BRAND_PROFILE_UPDATED, COMPETITOR_DISCOVERED,
    COMPETITOR_REFRESH_REQUESTED, RANKING_CHANGED, REALTIME_NOTIFICATION,
};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Notice, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "brand-intelligence",
    handler: "brand-intelligence",
    description: "Requests audits and refreshes, keeps rankings and suggests SEO work.",
    consumes: &[
        BRAND_PROFILE_UPDATED,
        COMPETITOR_DISCOVERED,
        RANKING_CHANGED,
        AUDIT_COMPLETED,
    ],
    publishes: &[
        BRAND_AUDIT_REQUESTED,
        COMPETITOR_REFRESH_REQUESTED,
        REALTIME_NOTIFICATION,
    ],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(async move { decide(event, desk.now) }),
};

fn decide(event: &Event, now: Timestamp) -> Result<Work, Failure> {
    Ok(match event.envelope() {
        BRAND_PROFILE_UPDATED => profile_updated(&event.detail()?, now),
        COMPETITOR_DISCOVERED => competitor_discovered(&event.detail()?, now),
        RANKING_CHANGED => ranking_changed(&event.detail()?, event, now),
        _ => audit_completed(&event.detail()?, now),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProfileUpdated {
    user_id: String,
    profile_data: Value,
    changes: Vec<String>,
    timestamp: String,
}

/// The details that directories list; when they differ anywhere, ranking suffers.
const CONTACT_FIELDS: [&str; 3] = ["name", "address", "phone"];

fn profile_updated(update: &ProfileUpdated, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &update.user_id;
    let profile = json!({"profile": update.profile_data, "updatedAt": update.timestamp});
    work.update(Key::user(user, "BRAND"), Change::set(profile));
    let area = update.profile_data.get("marketArea");
    let personal = json!({
        "brandName": update.profile_data.get("name"), "marketArea": area,
        "updatedAt": update.timestamp,
    });
    work.update(Key::user(user, "PERSONALIZATION"), Change::set(personal));
    let changed = |field: &&str| update.changes.iter().any(|change| change == *field);
    let contact: Vec<_> = CONTACT_FIELDS.into_iter().filter(changed).collect();
    if !contact.is_empty() {
        request_audit(&mut work, user, &contact, now);
    }
    if changed(&"marketArea") {
        request_refresh(&mut work, user, area, now);
    }
    work.count("BrandProfileUpdated", []);
    work
}

fn request_audit(work: &mut Work, user: &str, changes: &[&str], now: Timestamp) {
    let detail = json!({
        "userId": user, "reason": "contact details changed", "changes": changes,
        "timestamp": timestamp(now),
    });
    work.publish(BRAND_AUDIT_REQUESTED, detail);
}

fn request_refresh(work: &mut Work, user: &str, area: Option<&Value>, now: Timestamp) {
    let mut detail = json!({
        "userId": user, "reason": "market area changed", "timestamp": timestamp(now),
    });
    if let Some(area @ Value::String(_)) = area {
        detail["marketArea"] = area.clone();
    }
    work.publish(COMPETITOR_REFRESH_REQUESTED, detail);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CompetitorDiscovered {
    user_id: String,
    competitor_id: String,
    competitor_data: Value,
    discovery_method: String,
    timestamp: String,
}

fn competitor_discovered(found: &CompetitorDiscovered, now: Timestamp) -> Work {
    let mut work = Work::default();
    let row = json!({
        "competitorId": found.competitor_id, "data": found.competitor_data,
        "discoveryMethod": found.discovery_method, "lastSeen": found.timestamp,
    });
    let first = json!({"firstSeen": found.timestamp});
    let key = Key::user(
        &found.user_id,
        format!("COMPETITOR#{}", found.competitor_id),
    );
    work.update(key, Change::set(row).or_default(first));
    work.count(
        "CompetitorDiscovered",
        [("Method", &found.discovery_method)],
    );
    let name = found.competitor_data["name"]
        .as_str()
        .unwrap_or("Another agent");
    let message = format!("{name} competes in your area.");
    let data = json!({"competitorId": found.competitor_id});
    work.notify(
        &found.user_id,
        now,
        Notice {
            about: "competitor.discovered",
            message,
            data,
        },
    );
    work
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RankingChanged {
    user_id: String,
    keyword: String,
    old_rank: u32,
    new_rank: u32,
    search_engine: String,
    timestamp: String,
}

fn ranking_changed(ranking: &RankingChanged, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &ranking.user_id;
    let place = format!("RANKING#{}#{}", ranking.search_engine, ranking.keyword);
    let history = json!({"oldRank": ranking.old_rank, "newRank": ranking.new_rank});
    work.put(
        Key::user(user, format!("{place}#{}#{}", ranking.timestamp, event.id)),
        history,
    );
    let fell = ranking.new_rank > ranking.old_rank;
    let direction = if fell { "down" } else { "up" };
    work.count("RankingChanged", [("Direction", direction)]);
    if fell {
        suggest_seo(&mut work, ranking, event, now);
    }
    work
}

fn suggest_seo(work: &mut Work, ranking: &RankingChanged, event: &Event, now: Timestamp) {
    let keyword = &ranking.keyword;
    let suggestion = json!({
        "suggestion": "seo", "keyword": keyword, "lostPlaces": ranking.new_rank - ranking.old_rank,
        "steps": ["publish-local-content", "update-directory-listings", "ask-for-reviews"],
    });
    let key = Key::user(
        &ranking.user_id,
        format!("SUGGESTION#{}#{}", timestamp(now), event.id),
    );
    work.put(key, suggestion);
    let (old, new) = (ranking.old_rank, ranking.new_rank);
    let message = format!("You fell from {old} to {new} for “{keyword}”. Here is what helps.");
    let data = json!({"keyword": keyword, "searchEngine": ranking.search_engine});
    work.notify(
        &ranking.user_id,
        now,
        Notice {
            about: "ranking.fell",
            message,
            data,
        },
    );
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AuditCompleted {
    user_id: String,
    audit_id: String,
    score: u32,
    #[serde(default)]
    findings: Vec<String>,
    timestamp: String,
}

fn audit_completed(audit: &AuditCompleted, now: Timestamp) -> Work {
    let mut work = Work::default();
    let user = &audit.user_id;
    let row = json!({
        "auditId": audit.audit_id, "score": audit.score, "findings": audit.findings,
        "completedAt": audit.timestamp,
    });
    work.put(Key::user(user, format!("AUDIT#{}", audit.audit_id)), row);
    let personal = json!({"brandScore": audit.score, "auditedAt": audit.timestamp});
    work.update(Key::user(user, "PERSONALIZATION"), Change::set(personal));
    work.count("BrandAudited", []);
    let message = format!("Your brand scores {} of 100.", audit.score);
    let data = json!({"auditId": audit.audit_id, "findings": audit.findings.len()});
    work.notify(
        user,
        now,
        Notice {
            about: "audit.completed",
            message,
            data,
        },
    );
    work
}
