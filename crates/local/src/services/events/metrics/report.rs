//! What was measured, as metrics with their dimensions.

use std::collections::{BTreeMap, HashMap};

use crate::services::{
    cloudwatch::{Datum, Resolution},
    events::{names::DEFAULT, registry::RuleId},
};

/// Whole values, and how often each was seen.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Values(HashMap<u64, f64>);

impl Values {
    pub(super) fn add(&mut self, value: u64, times: f64) {
        *self.0.entry(value).or_default() += times;
    }

    fn merge(&mut self, other: &Self) {
        for (value, times) in &other.0 {
            self.add(*value, *times);
        }
    }
}

pub(super) type Dimensions = Vec<(String, String)>;

/// What is reported: name and dimensions → unit, values.
#[derive(Default)]
pub(super) struct Report(BTreeMap<(&'static str, Dimensions), (&'static str, Values)>);

impl Report {
    pub(super) fn add(
        &mut self,
        name: &'static str,
        unit: &'static str,
        dimensions: Dimensions,
        values: &Values,
    ) {
        let entry = self.0.entry((name, dimensions));
        let (_, sum) = entry.or_insert_with(|| (unit, Values::default()));
        sum.merge(values);
    }

    pub(super) fn data(self, now: i64) -> Vec<Datum> {
        let mut data = Vec::new();
        for ((name, dimensions), (unit, values)) in self.0 {
            data.extend(values.0.into_iter().map(|(value, times)| Datum {
                namespace: "AWS/Events".to_owned(),
                name: name.to_owned(),
                dimensions: dimensions.clone(),
                value: value as f64,
                times,
                unit: unit.to_owned(),
                at_millis: now,
                resolution: Resolution::Standard,
            }));
        }
        data
    }
}

pub(super) fn of_bus(bus: &str) -> (String, String) {
    ("EventBusName".to_owned(), bus.to_owned())
}

/// Rules of the default bus are named alone, others with their bus.
pub(super) fn of_rule(rule: &RuleId) -> Dimensions {
    let name = ("RuleName".to_owned(), (*rule.name).to_owned());
    match &*rule.bus {
        DEFAULT => vec![name],
        bus => vec![of_bus(bus), name],
    }
}
