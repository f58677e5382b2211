//! `trend-detector`: the number of listings, synchronisation by synchronisation.

use serde::Deserialize;
use serde_json::{Value, json};

use super::envelopes::{INTEGRATION_SYNC_COMPLETED, TREND_DETECTED};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Item, Key};
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "trend-detector",
    handler: "trend-detector",
    description: "Finds rising and falling inventory in MLS synchronisations.",
    consumes: &[INTEGRATION_SYNC_COMPLETED],
    publishes: &[TREND_DETECTED],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// A trend needs this many earlier synchronisations to stand against.
const LEAST_HISTORY: usize = 3;
/// This many are remembered.
const MOST_HISTORY: usize = 12;
/// A change of this share of the average is a trend.
const SIGNIFICANT: f64 = 0.2;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Synced {
    user_id: String,
    provider: String,
    items_synced: Option<u32>,
}

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let synced: Synced = event.detail()?;
    let mut work = Work::default();
    let Some(items) = synced.items_synced.filter(|_| synced.provider == "mls") else {
        return Ok(work);
    };
    let row = desk.user_row(&synced.user_id, "INVENTORY").await?;
    let mut history = counts(&row);
    if let Some(change) = significant_change(&history, items) {
        work.publish(
            TREND_DETECTED,
            trend(&synced.user_id, change, &history, desk),
        );
        work.count(
            "InventoryTrend",
            [("Direction", if change > 0.0 { "up" } else { "down" })],
        );
    }
    history.push(items);
    let recent = &history[history.len().saturating_sub(MOST_HISTORY)..];
    let key = Key::user(&synced.user_id, "INVENTORY");
    work.update_unchanged(key, &row, Change::set(json!({"counts": recent})));
    Ok(work)
}

fn counts(row: &Item) -> Vec<u32> {
    let counts = row.get("counts").and_then(Value::as_array);
    counts
        .into_iter()
        .flatten()
        .filter_map(|n| u32::try_from(n.as_u64()?).ok())
        .collect()
}

/// The change against the average of what is remembered, as a share, if it matters.
fn significant_change(history: &[u32], items: u32) -> Option<f64> {
    let average = average(history).filter(|average| *average > 0.0)?;
    let change = (f64::from(items) - average) / average;
    (history.len() >= LEAST_HISTORY && change.abs() >= SIGNIFICANT).then_some(change)
}

fn average(history: &[u32]) -> Option<f64> {
    let sum: f64 = history.iter().copied().map(f64::from).sum();
    (!history.is_empty()).then(|| sum / history.len() as f64)
}

fn trend(user: &str, change: f64, history: &[u32], desk: &Desk<'_>) -> Value {
    let kind = if change > 0.0 {
        "inventory_rising"
    } else {
        "inventory_falling"
    };
    let confidence = history.len() as f64 / MOST_HISTORY as f64;
    json!({
        "userId": user, "trendType": kind,
        "trendData": {"changePercent": (change * 1000.0).round().clamp(-1000.0, 10000.0) / 10.0},
        "confidence": (confidence * 100.0).round() / 100.0,
        "timestamp": timestamp(desk.now),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_counts_from_a_fifth_of_the_average_and_three_synchronisations_on() {
        assert_eq!(significant_change(&[100, 100], 200), None);
        assert_eq!(significant_change(&[100, 100, 100], 119), None);
        assert_eq!(significant_change(&[100, 100, 100], 120), Some(0.2));
        assert_eq!(significant_change(&[100, 100, 100], 50), Some(-0.5));
        assert_eq!(significant_change(&[0, 0, 0], 50), None);
    }
}
