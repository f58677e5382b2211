//! `user-events`: the user's life with the product.

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::envelopes::{
    REALTIME_NOTIFICATION, SUBSCRIPTION_CHANGED, USAGE_UPDATED, USER_PROFILE_UPDATED,
    USER_REGISTERED,
};
use super::{Failure, ProcessorInfo, plans};
use crate::event::Event;
use crate::seams::{Change, Item, Key};
use crate::telemetry::Level;
use crate::work::{Desk, Notice, Work};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "user-events",
    handler: "user-events",
    description: "Starts onboarding, adjusts access to the plan and warns at usage limits.",
    consumes: &[
        USER_REGISTERED,
        SUBSCRIPTION_CHANGED,
        USAGE_UPDATED,
        USER_PROFILE_UPDATED,
    ],
    publishes: &[REALTIME_NOTIFICATION],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    match event.envelope() {
        USER_REGISTERED => Ok(registered(&event.detail()?, desk.now)),
        SUBSCRIPTION_CHANGED => Ok(subscription_changed(&event.detail()?, event, desk.now)),
        USAGE_UPDATED => usage_updated(&event.detail()?, desk).await,
        _ => Ok(profile_updated(&event.detail()?)),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Registered {
    user_id: String,
    email: String,
    registration_method: String,
    referral_source: Option<String>,
    timestamp: String,
}

fn registered(user: &Registered, now: Timestamp) -> Work {
    let mut work = Work::default();
    let key = |sk: &str| Key::user(&user.user_id, sk);
    let profile = Change::set(json!({
        "userId": user.user_id, "email": user.email, "registeredAt": user.timestamp,
        "registrationMethod": user.registration_method, "referralSource": user.referral_source,
    }));
    work.update(key("PROFILE"), profile);
    work.update(
        key("PREFERENCES"),
        Change::default().or_default(default_preferences()),
    );
    work.update(
        key("ONBOARDING"),
        Change::default().or_default(onboarding(&user.timestamp)),
    );
    let free = plans::entitlements(plans::FREE).unwrap_or_default();
    work.update(key("ENTITLEMENTS"), Change::default().or_default(free));
    work.update(
        key("RECOMMENDATIONS"),
        Change::set(json!({"items": first_steps()})),
    );
    work.count("UserRegistered", [("Method", &user.registration_method)]);
    let message = "Welcome! Complete your profile to get the most out of your first week.".into();
    let data = json!({"nextStep": "profile"});
    work.notify(
        &user.user_id,
        now,
        Notice {
            about: "onboarding.started",
            message,
            data,
        },
    );
    work
}

fn default_preferences() -> Value {
    json!({
        "notifications": {"jobs": true, "content": true, "integrations": true, "market": true},
        "language": "en", "digest": "weekly",
    })
}

fn onboarding(started_at: &str) -> Value {
    let steps = ["profile", "brand", "first-content", "connect-social"];
    json!({"status": "started", "startedAt": started_at, "remaining": steps})
}

fn first_steps() -> Value {
    json!(["complete-profile", "generate-first-post", "connect-mls"])
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscriptionChanged {
    user_id: String,
    old_plan: String,
    new_plan: String,
    change_reason: String,
    timestamp: String,
}

fn subscription_changed(change: &SubscriptionChanged, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let history = format!("SUBSCRIPTION#{}#{}", change.timestamp, event.id);
    let record = json!({
        "oldPlan": change.old_plan, "newPlan": change.new_plan, "reason": change.change_reason,
    });
    work.put(Key::user(&change.user_id, history), record);
    work.count("SubscriptionChanged", [("Plan", &change.new_plan)]);
    match plans::entitlements(&change.new_plan) {
        Some(granted) => grant(&mut work, change, granted, now),
        None => {
            let context = json!({"userId": change.user_id, "plan": change.new_plan});
            work.remark(
                Level::Warn,
                "unknown plan: access and limits stay as they are",
                context,
            );
        }
    }
    work
}

fn grant(work: &mut Work, change: &SubscriptionChanged, granted: Value, now: Timestamp) {
    let mut access = Change::set(granted.clone());
    access
        .set
        .insert("changedAt".into(), json!(change.timestamp));
    work.update(Key::user(&change.user_id, "ENTITLEMENTS"), access);
    let message = format!("You are now on the {} plan.", change.new_plan);
    work.notify(
        &change.user_id,
        now,
        Notice {
            about: "subscription.changed",
            message,
            data: granted,
        },
    );
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UsageUpdated {
    user_id: String,
    usage_type: String,
    usage_data: Usage,
    timestamp: String,
}

#[derive(Deserialize)]
struct Usage {
    used: Option<u64>,
    limit: Option<u64>,
    period: Option<String>,
}

/// Per cent of the limit from which the user is warned, mildest first.
const WARNINGS: [u64; 2] = [80, 100];

async fn usage_updated(usage: &UsageUpdated, desk: &Desk<'_>) -> Result<Work, Failure> {
    let mut work = Work::default();
    let sk = format!("USAGE#{}", usage.usage_type);
    let before = desk.user_row(&usage.user_id, &sk).await?;
    let limit = match usage.usage_data.limit {
        Some(limit) => Some(limit),
        None => plan_limit(&desk.user_row(&usage.user_id, "ENTITLEMENTS").await?, usage),
    };
    let level = usage
        .usage_data
        .used
        .zip(limit)
        .and_then(|(used, limit)| warning(used, limit));
    let period = json!(usage.usage_data.period);
    let warned = if before.get("period") == Some(&period) {
        warned_at(&before)
    } else {
        None
    };
    if let Some(level) = level.filter(|level| warned.is_none_or(|warned| warned < *level)) {
        warn(&mut work, usage, level, limit, desk.now);
    }
    let row = json!({
        "used": usage.usage_data.used, "limit": limit, "period": period,
        "warnedAt": level.max(warned), "updatedAt": usage.timestamp,
    });
    work.update(
        Key::user(&usage.user_id, sk),
        Change::set(row).add("updates", 1),
    );
    work.count("UsageUpdated", [("UsageType", &usage.usage_type)]);
    Ok(work)
}

fn plan_limit(entitlements: &Item, usage: &UsageUpdated) -> Option<u64> {
    entitlements.get("limits")?.get(&usage.usage_type)?.as_u64()
}

fn warned_at(row: &Item) -> Option<u64> {
    row.get("warnedAt").and_then(Value::as_u64)
}

fn warning(used: u64, limit: u64) -> Option<u64> {
    WARNINGS
        .into_iter()
        .rev()
        .find(|level| used.saturating_mul(100) >= limit.saturating_mul(*level))
}

fn warn(work: &mut Work, usage: &UsageUpdated, level: u64, limit: Option<u64>, now: Timestamp) {
    let kind = &usage.usage_type;
    let message = match level {
        100 => format!("You have used all of your {kind} for this period."),
        _ => format!("You have used {level} % of your {kind} for this period."),
    };
    let about = if level == 100 {
        "usage.limit"
    } else {
        "usage.warning"
    };
    let data = json!({"usageType": kind, "used": usage.usage_data.used, "limit": limit});
    work.notify(
        &usage.user_id,
        now,
        Notice {
            about,
            message,
            data,
        },
    );
    work.count("UsageLimitWarning", [("UsageType", kind)]);
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ProfileUpdated {
    user_id: String,
    profile_data: Map<String, Value>,
    changes: Vec<String>,
    timestamp: String,
}

fn profile_updated(update: &ProfileUpdated) -> Work {
    let mut work = Work::default();
    let row = json!({"profile": update.profile_data, "profileUpdatedAt": update.timestamp});
    work.update(Key::user(&update.user_id, "PROFILE"), Change::set(row));
    if update.changes.iter().any(|field| field == "marketArea") {
        let items = json!({"items": ["research-new-area", "refresh-market-alerts"]});
        work.update(
            Key::user(&update.user_id, "RECOMMENDATIONS"),
            Change::set(items),
        );
    }
    work.count("UserProfileUpdated", []);
    work
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_warning_is_the_highest_level_reached() {
        assert_eq!(warning(79, 100), None);
        assert_eq!(warning(80, 100), Some(80));
        assert_eq!(warning(99, 100), Some(80));
        assert_eq!(warning(100, 100), Some(100));
        assert_eq!(warning(8, 10), Some(80));
        assert_eq!(warning(1, 0), Some(100));
    }
}
