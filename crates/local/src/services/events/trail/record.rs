//! What is known of an event and of its deliveries.

use std::{collections::BTreeMap, sync::Arc};

use serde::{Deserialize, Serialize};

use super::attempt::Attempt;
use crate::services::events::{delivery::Failure, model::DeliveryState, registry::Target};

/// An event that a bus took, without its text.
#[derive(Clone, Debug)]
pub(crate) struct EventRecord {
    pub id: String,
    pub bus: String,
    /// Milliseconds, as all times here.
    pub at: i64,
    pub source: String,
    pub detail_type: String,
    pub time: i64,
    pub replay: Option<Arc<str>>,
    pub trace: Option<Arc<str>>,
    pub to: Vec<Addressee>,
}

/// Whom an event goes to.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub(crate) struct Addressee {
    pub rule_arn: Arc<str>,
    pub target_id: Arc<str>,
    pub target_arn: Arc<str>,
}

impl Addressee {
    pub(super) fn of(target: &Target) -> Self {
        Self {
            rule_arn: Arc::clone(&target.rule.arn),
            target_id: target.spec.id.as_str().into(),
            target_arn: target.spec.arn.as_str().into(),
        }
    }
}

/// What became of a delivery.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(default)]
pub(crate) struct DeliveryRecord {
    pub state: DeliveryState,
    pub attempts: u32,
    /// Since when it is so, in milliseconds.
    pub at: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_code: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_message: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// When it is tried again, where it is.
    pub next: i64,
}

impl DeliveryRecord {
    pub(crate) fn is_open(&self) -> bool {
        matches!(self.state, DeliveryState::Pending | DeliveryState::Retrying)
    }

    /// Why it failed last.
    pub(crate) fn failure(&self) -> Option<Failure> {
        let message = self.error_message.clone().unwrap_or_default();
        self.error_code
            .clone()
            .map(|code| Failure::recorded(code, message))
    }

    /// Deliveries only go forwards: of two records the later is the one with more attempts, and
    /// of those the one that ends it.
    fn progress(&self) -> (u32, bool) {
        (self.attempts, !self.is_open())
    }
}

/// An event as it lies on disk, with what became of its deliveries.
pub(crate) struct Traced {
    pub place: u64,
    pub event: EventRecord,
    pub deliveries: Deliveries,
}

/// What became of the deliveries of an event, by their numbers.
#[derive(Clone, Debug, Default)]
pub(crate) struct Deliveries {
    records: BTreeMap<u16, DeliveryRecord>,
    failed: BTreeMap<u16, Vec<Attempt>>,
}

impl Deliveries {
    pub(crate) fn get(&self, number: u16) -> Option<&DeliveryRecord> {
        self.records.get(&number)
    }

    /// The attempts that were to be followed by others, in order.
    pub(crate) fn failed(&self, number: u16) -> &[Attempt] {
        self.failed.get(&number).map_or(&[], Vec::as_slice)
    }

    /// How many have ended.
    pub(super) fn ended(&self) -> usize {
        let records = self.records.values();
        records.filter(|record| !record.is_open()).count()
    }

    /// Those that were tried again or will be, and how often they were tried.
    pub(super) fn retried(&self) -> impl Iterator<Item = (u16, u32)> {
        let records = self.records.iter();
        let retried = records
            .filter(|(_, record)| record.attempts > 1 || record.state == DeliveryState::Retrying);
        retried.map(|(number, record)| (*number, record.attempts))
    }

    pub(super) fn learn(&mut self, number: u16, record: DeliveryRecord) {
        let known = self.records.get(&number).map(DeliveryRecord::progress);
        if known.is_none_or(|known| known <= record.progress()) {
            self.records.insert(number, record);
        }
    }

    pub(super) fn learn_failed(&mut self, number: u16, attempt: Attempt) {
        self.failed.entry(number).or_default().push(attempt);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn record(state: DeliveryState, attempts: u32) -> DeliveryRecord {
        DeliveryRecord {
            state,
            attempts,
            ..DeliveryRecord::default()
        }
    }

    #[test]
    fn what_is_further_along_counts_in_whichever_order_it_is_read() {
        let (retrying, dropped) = (
            record(DeliveryState::Retrying, 3),
            record(DeliveryState::Dropped, 3),
        );
        for order in [[&retrying, &dropped], [&dropped, &retrying]] {
            let mut deliveries = Deliveries::default();
            order
                .into_iter()
                .for_each(|record| deliveries.learn(0, record.clone()));
            assert_eq!(deliveries.get(0), Some(&dropped));
            assert_eq!(deliveries.ended(), 1);
        }
    }
}
