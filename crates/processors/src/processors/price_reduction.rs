//! `price-reduction`: listings that have become cheaper since the last synchronisation.
//!
//! The synchronisation writes the rows `LISTING#<id>`; the row `PRICES` holds the prices last seen.

use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::envelopes::{INTEGRATION_SYNC_COMPLETED, PRICE_CHANGE_DETECTED};
use super::{Failure, ProcessorInfo};
use crate::event::Event;
use crate::seams::{Change, Item, Key};
use crate::work::{Desk, Work, timestamp};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "price-reduction",
    handler: "price-reduction",
    description: "Finds listings whose price fell between MLS synchronisations.",
    consumes: &[INTEGRATION_SYNC_COMPLETED],
    publishes: &[PRICE_CHANGE_DETECTED],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(decide(event, desk)),
};

/// The most listings of a user that are looked at.
const MOST_LISTINGS: usize = 5000;
/// The most reductions told of at once; the others keep their old price and are found next time.
const MOST_REDUCTIONS: usize = 500;

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Synced {
    user_id: String,
    provider: String,
}

async fn decide(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let Synced {
        user_id: user,
        provider,
    } = event.detail()?;
    if provider != "mls" {
        return Ok(Work::default());
    }
    let listings = desk.user_rows(&user, "LISTING#", MOST_LISTINGS).await?;
    let row = desk.user_row(&user, "PRICES").await?;
    let mut known = known_prices(&row);
    let mut work = Work::default();
    let mut told = 0;
    for listing in listings.iter().filter_map(Listing::read) {
        let before = known.get(listing.id).and_then(Value::as_f64);
        let reduced = before.filter(|before| listing.price < *before);
        if reduced.is_some() && told == MOST_REDUCTIONS {
            continue;
        }
        if let Some(before) = reduced {
            told += 1;
            work.publish(PRICE_CHANGE_DETECTED, listing.change(&user, before, desk));
        }
        known.insert(listing.id.to_owned(), json!(listing.price));
    }
    let prices = Change::set(json!({"prices": known}));
    work.update_unchanged(Key::user(&user, "PRICES"), &row, prices);
    if told > 0 {
        work.metrics.push(crate::telemetry::Metric::count(
            "PriceReduced",
            told as f64,
            [],
        ));
    }
    Ok(work)
}

fn known_prices(row: &Item) -> Map<String, Value> {
    row.get("prices")
        .and_then(Value::as_object)
        .cloned()
        .unwrap_or_default()
}

struct Listing<'a> {
    id: &'a str,
    price: f64,
    address: Option<&'a str>,
}

impl<'a> Listing<'a> {
    fn read(row: &'a Item) -> Option<Self> {
        let id = row.get("sk")?.as_str()?.strip_prefix("LISTING#")?;
        let address = row.get("address").and_then(Value::as_str);
        Some(Self {
            id,
            price: row.get("price")?.as_f64()?,
            address,
        })
    }

    fn change(&self, user: &str, before: f64, desk: &Desk<'_>) -> Value {
        let mut detail = json!({
            "userId": user, "listingId": self.id, "oldPrice": before, "newPrice": self.price,
            "timestamp": timestamp(desk.now),
        });
        if let Some(address) = self.address {
            detail["address"] = json!(address);
        }
        detail
    }
}
