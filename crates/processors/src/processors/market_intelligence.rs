//! `market-intelligence`: what moves in the market, for those it concerns.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{
    ALERT_TRIGGERED, OPPORTUNITY_IDENTIFIED, PRICE_CHANGE_DETECTED, REALTIME_NOTIFICATION,
    TREND_DETECTED,
};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Notice, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "market-intelligence",
    handler: "market-intelligence",
    description: "Tells affected users, scores opportunities and keeps property valuations.",
    consumes: &[
        TREND_DETECTED,
        ALERT_TRIGGERED,
        OPPORTUNITY_IDENTIFIED,
        PRICE_CHANGE_DETECTED,
    ],
    publishes: &[REALTIME_NOTIFICATION],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(async move { decide(event, desk.now) }),
};

fn decide(event: &Event, now: Timestamp) -> Result<Work, Failure> {
    Ok(match event.envelope() {
        TREND_DETECTED => trend_detected(&event.detail()?, event, now),
        ALERT_TRIGGERED => alert_triggered(&event.detail()?, event, now),
        OPPORTUNITY_IDENTIFIED => opportunity_identified(&event.detail()?, now),
        _ => price_changed(&event.detail()?, event, now),
    })
}

fn market(area: &Value) -> String {
    format!("MARKET#{}", area["marketArea"].as_str().unwrap_or("ALL"))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TrendDetected {
    user_id: Option<String>,
    trend_type: String,
    trend_data: Value,
    confidence: f64,
    #[serde(default)]
    affected_users: Vec<String>,
    timestamp: String,
}

/// From this confidence on, a trend is worth writing about.
const WORTH_WRITING: f64 = 0.7;

fn trend_detected(trend: &TrendDetected, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let pk = market(&trend.trend_data);
    let row = json!({
        "trendType": trend.trend_type, "data": trend.trend_data, "confidence": trend.confidence,
    });
    work.put(
        Key::new(&pk, format!("TREND#{}#{}", trend.timestamp, event.id)),
        row,
    );
    let analytics = Change::set(json!({"lastTrendAt": trend.timestamp})).add("trends", 1);
    work.update(Key::new(&pk, "ANALYTICS"), analytics);
    work.count("TrendDetected", [("TrendType", &trend.trend_type)]);
    let suggestion = (trend.confidence >= WORTH_WRITING).then_some("market_update");
    let users: BTreeSet<_> = trend.user_id.iter().chain(&trend.affected_users).collect();
    for user in users {
        let message = format!("Your market: {}.", trend.trend_type.replace('_', " "));
        let data = json!({
            "trendType": trend.trend_type, "confidence": trend.confidence,
            "suggestedContent": suggestion,
        });
        work.notify(
            user,
            now,
            Notice {
                about: "market.trend",
                message,
                data,
            },
        );
    }
    work
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AlertTriggered {
    user_id: String,
    alert_type: String,
    alert_data: Value,
    severity: String,
    timestamp: String,
}

fn alert_triggered(alert: &AlertTriggered, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let sk = format!("ALERT#{}#{}", alert.timestamp, event.id);
    let row = json!({
        "alertType": alert.alert_type, "data": alert.alert_data, "severity": alert.severity,
    });
    work.put(Key::user(&alert.user_id, sk), row);
    let analytics = Change::default().add("alerts", 1);
    work.update(Key::new(market(&alert.alert_data), "ANALYTICS"), analytics);
    work.count("MarketAlert", [("Severity", &alert.severity)]);
    let message = format!("Market alert: {}.", alert.alert_type.replace('_', " "));
    let data = json!({"severity": alert.severity, "alert": alert.alert_data});
    work.notify(
        &alert.user_id,
        now,
        Notice {
            about: "market.alert",
            message,
            data,
        },
    );
    work
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct OpportunityIdentified {
    user_id: String,
    opportunity_id: String,
    opportunity_type: String,
    opportunity_data: Opportunity,
    confidence: Option<f64>,
    timestamp: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Opportunity {
    listing_id: Option<String>,
    estimated_value: Option<f64>,
    asking_price: Option<f64>,
    days_on_market: Option<f64>,
}

/// From this score on, the user is told.
const WORTH_TELLING: i64 = 50;

fn opportunity_identified(found: &OpportunityIdentified, now: Timestamp) -> Work {
    let mut work = Work::default();
    let score = score(&found.opportunity_data, found.confidence.unwrap_or(0.5));
    let row = json!({
        "opportunityType": found.opportunity_type, "score": score,
        "listingId": found.opportunity_data.listing_id, "identifiedAt": found.timestamp,
    });
    work.put(
        Key::user(
            &found.user_id,
            format!("OPPORTUNITY#{}", found.opportunity_id),
        ),
        row,
    );
    work.count("OpportunityScored", [("Type", &found.opportunity_type)]);
    if score >= WORTH_TELLING {
        let message = format!("An opportunity scores {score} of 100.");
        let data = json!({"opportunityId": found.opportunity_id, "score": score});
        work.notify(
            &found.user_id,
            now,
            Notice {
                about: "market.opportunity",
                message,
                data,
            },
        );
    }
    work
}

/// 0–100: half for how far the asking price lies below the estimate (30 % below is full marks),
/// a fifth for how long it has been on the market (90 days), the rest for confidence.
fn score(found: &Opportunity, confidence: f64) -> i64 {
    let below = match (found.estimated_value, found.asking_price) {
        (Some(value), Some(asked)) if value > 0.0 => {
            ((value - asked) / value / 0.3).clamp(0.0, 1.0)
        }
        _ => 0.0,
    };
    let waited = (found.days_on_market.unwrap_or(0.0) / 90.0).clamp(0.0, 1.0);
    (50.0 * below + 20.0 * waited + 30.0 * confidence).round() as i64
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PriceChanged {
    user_id: String,
    listing_id: String,
    old_price: f64,
    new_price: f64,
    address: Option<String>,
    timestamp: String,
}

fn price_changed(change: &PriceChanged, event: &Event, now: Timestamp) -> Work {
    let mut work = Work::default();
    let sk = format!("VALUATION#{}", change.listing_id);
    let valuation = json!({
        "price": change.new_price, "previousPrice": change.old_price, "address": change.address,
        "valuedAt": change.timestamp,
    });
    let row = Change::set(valuation).add("changes", 1);
    work.update(Key::user(&change.user_id, &sk), row);
    let history = Key::user(
        &change.user_id,
        format!("{sk}#{}#{}", timestamp(now), event.id),
    );
    work.put(
        history,
        json!({"oldPrice": change.old_price, "newPrice": change.new_price}),
    );
    let direction = if change.new_price < change.old_price {
        "down"
    } else {
        "up"
    };
    work.count("PriceChanged", [("Direction", direction)]);
    let place = change.address.as_deref().unwrap_or("A listing");
    let message = format!("{place} went {direction} to ${:.0}.", change.new_price);
    let data = json!({"listingId": change.listing_id, "oldPrice": change.old_price});
    work.notify(
        &change.user_id,
        now,
        Notice {
            about: "market.price",
            message,
            data,
        },
    );
    work
}

#[cfg(test)]
mod tests {
    use super::*;

    fn opportunity(value: f64, asked: f64, days: f64) -> Opportunity {
        Opportunity {
            listing_id: None,
            estimated_value: Some(value),
            asking_price: Some(asked),
            days_on_market: Some(days),
        }
    }

    #[test]
    fn the_score_grows_with_discount_waiting_and_confidence() {
        assert_eq!(score(&opportunity(100.0, 70.0, 90.0), 1.0), 100);
        assert_eq!(score(&opportunity(100.0, 100.0, 0.0), 0.0), 0);
        assert_eq!(score(&opportunity(100.0, 85.0, 0.0), 0.0), 25);
        assert_eq!(score(&opportunity(100.0, 120.0, 45.0), 0.5), 25);
    }
}
