//! The values of a metric in one minute, or second.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::statistic::Statistic;

/// Distinct values kept for percentiles; beyond it values are rounded until they fit.
const DISTINCT: usize = 128;

/// An aggregate, of a minute or of several.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Cell {
    count: f64,
    sum: f64,
    least: f64,
    most: f64,
    /// Value and how often, sorted: what percentiles are taken from.
    values: Vec<(f64, f64)>,
    /// Samples that came as an aggregate: no percentile can be told then.
    aggregated: f64,
    pub(crate) unit: String,
    /// Source → its default value; none where it has said something else.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    defaults: BTreeMap<String, Option<f64>>,
}

impl Cell {
    /// Adds `count` samples of the same value.
    pub(crate) fn add(&mut self, value: f64, count: f64, unit: &str) {
        self.widen(value, value, unit);
        self.count += count;
        self.sum += value * count;
        self.add_value(value, count);
    }

    /// Adds samples of which only the aggregate is known.
    pub(crate) fn add_aggregate(
        &mut self,
        count: f64,
        sum: f64,
        (least, most): (f64, f64),
        unit: &str,
    ) {
        self.widen(least, most, unit);
        self.count += count;
        self.sum += sum;
        self.aggregated += count;
    }

    /// Takes a value as what its source says, unless it says something else.
    pub(crate) fn add_default(&mut self, source: &str, value: f64, unit: &str) {
        if self.unit.is_empty() {
            unit.clone_into(&mut self.unit);
        }
        let default = self.defaults.entry(source.to_owned());
        default.or_insert(Some(value));
    }

    /// Notes that a source has said something else than its default.
    pub(crate) fn clear_default(&mut self, source: &str) {
        self.defaults.insert(source.to_owned(), None);
    }

    /// Adds all of another cell, with what stands as a default in it.
    pub(crate) fn merge(&mut self, other: &Self) {
        for value in other.defaults.values().flatten() {
            self.add(*value, 1.0, &other.unit);
        }
        if other.count == 0.0 {
            return;
        }
        self.widen(other.least, other.most, &other.unit);
        self.count += other.count;
        self.sum += other.sum;
        self.aggregated += other.aggregated;
        for (value, count) in &other.values {
            self.add_value(*value, *count);
        }
    }

    fn widen(&mut self, least: f64, most: f64, unit: &str) {
        if self.count == 0.0 {
            (self.least, self.most) = (least, most);
            unit.clone_into(&mut self.unit);
        }
        self.least = self.least.min(least);
        self.most = self.most.max(most);
    }

    fn add_value(&mut self, value: f64, count: f64) {
        match self
            .values
            .binary_search_by(|(known, _)| known.total_cmp(&value))
        {
            Ok(at) => self.values[at].1 += count,
            Err(at) => self.values.insert(at, (value, count)),
        }
        let mut digits = 4;
        while self.values.len() > DISTINCT && digits > 0 {
            digits -= 1;
            self.values = rounded(&self.values, digits);
        }
    }

    /// A statistic; `None` when there are no samples, or for a percentile of aggregates.
    pub(crate) fn get(&self, statistic: Statistic) -> Option<f64> {
        if self.count == 0.0 {
            return None;
        }
        match statistic {
            Statistic::SampleCount => Some(self.count),
            Statistic::Average => Some(self.sum / self.count),
            Statistic::Sum => Some(self.sum),
            Statistic::Minimum => Some(self.least),
            Statistic::Maximum => Some(self.most),
            Statistic::Percentile(rank) => self.percentile(rank),
        }
    }

    fn percentile(&self, rank: f64) -> Option<f64> {
        if self.aggregated > 0.0 {
            return None;
        }
        let wanted = self.count * rank / 100.0;
        let mut seen = 0.0;
        for (value, count) in &self.values {
            seen += count;
            if seen >= wanted {
                return Some(*value);
            }
        }
        self.values.last().map(|(value, _)| *value)
    }
}

/// The values with so many digits after the first, equal ones together.
fn rounded(values: &[(f64, f64)], digits: i32) -> Vec<(f64, f64)> {
    let mut merged: Vec<(f64, f64)> = Vec::new();
    for (value, count) in values {
        let value = round(*value, digits);
        match merged.last_mut() {
            Some((last, total)) if last.total_cmp(&value).is_eq() => *total += count,
            _ => merged.push((value, *count)),
        }
    }
    merged
}

fn round(value: f64, digits: i32) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let scale = 10_f64.powi(digits - value.abs().log10().floor() as i32);
    (value * scale).round() / scale
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cell(values: impl IntoIterator<Item = f64>) -> Cell {
        let mut cell = Cell::default();
        for value in values {
            cell.add(value, 1.0, "Count");
        }
        cell
    }

    #[test]
    fn statistics_are_those_of_the_samples() {
        let cell = cell([4.0, -2.0, 1.0]);
        assert_eq!(cell.get(Statistic::SampleCount), Some(3.0));
        assert_eq!(cell.get(Statistic::Sum), Some(3.0));
        assert_eq!(cell.get(Statistic::Average), Some(1.0));
        assert_eq!(cell.get(Statistic::Minimum), Some(-2.0));
        assert_eq!(cell.get(Statistic::Maximum), Some(4.0));
    }

    #[test]
    fn no_samples_no_statistics() {
        assert_eq!(Cell::default().get(Statistic::Sum), None);
    }

    #[test]
    fn merging_is_adding() {
        let mut left = cell([1.0, 2.0]);
        left.merge(&cell([3.0]));
        left.merge(&Cell::default());
        assert_eq!(left, cell([1.0, 2.0, 3.0]));
    }

    #[test]
    fn a_default_stands_until_its_source_says_something_else() {
        let told = |minute: &Cell| {
            let mut told = Cell::default();
            told.merge(minute);
            (told.get(Statistic::SampleCount), told.get(Statistic::Sum))
        };
        let mut minute = Cell::default();
        minute.add_default("a", 0.5, "Count");
        minute.add_default("a", 0.5, "Count");
        assert_eq!(told(&minute), (Some(1.0), Some(0.5)));
        minute.add_default("b", 0.25, "Count");
        minute.clear_default("a");
        minute.add(1.0, 1.0, "Count");
        minute.add_default("a", 0.5, "Count");
        assert_eq!(told(&minute), (Some(2.0), Some(1.25)));
        let text = serde_json::to_string(&minute).unwrap();
        assert_eq!(serde_json::from_str::<Cell>(&text).unwrap(), minute);
    }

    #[test]
    fn percentiles_of_few_values_are_exact() {
        let cell = cell((1..=100).map(f64::from));
        assert_eq!(cell.get(Statistic::Percentile(99.0)), Some(99.0));
        assert_eq!(cell.get(Statistic::Percentile(50.0)), Some(50.0));
    }

    #[test]
    fn percentiles_of_many_values_are_near_and_memory_is_bounded() {
        let cell = cell((1..=10_000).map(f64::from));
        assert!(cell.values.len() <= DISTINCT);
        let p90 = cell.get(Statistic::Percentile(90.0)).unwrap();
        assert!((p90 - 9_000.0).abs() / 9_000.0 < 0.06, "{p90}");
    }

    #[test]
    fn aggregates_have_no_percentile() {
        let mut cell = cell([1.0]);
        cell.add_aggregate(2.0, 10.0, (4.0, 6.0), "Count");
        assert_eq!(cell.get(Statistic::Maximum), Some(6.0));
        assert_eq!(cell.get(Statistic::Percentile(50.0)), None);
    }
}
