//! How busy buses are: counts by the second, kept for a little while.

use std::{
    collections::VecDeque,
    sync::{Mutex, PoisonError},
};

use serde::Serialize;

/// How many seconds a rate is taken over.
const SECONDS: i64 = 10;

/// How busy buses are. Rates are by the second, of the last ten.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Load {
    /// Events that buses took.
    pub events_per_second: f64,
    /// Deliveries that succeeded.
    pub deliveries_per_second: f64,
    /// Attempts that failed.
    pub failures_per_second: f64,
    /// Deliveries that have not ended.
    pub open_deliveries: usize,
    /// Milliseconds since the oldest event came that has an open delivery.
    pub lag_millis: i64,
}

/// What is counted.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Count {
    Taken,
    Delivered,
    Failed,
}

/// The counts of the last seconds, the latest last.
#[derive(Default)]
pub(crate) struct Meter(Mutex<VecDeque<(i64, [u64; 3])>>);

impl Meter {
    /// Counts things that happen at `now`, in milliseconds.
    pub(crate) fn count(&self, what: Count, times: usize, now: i64) {
        let second = now.div_euclid(1000);
        let mut seconds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seconds.back().is_none_or(|(last, _)| *last != second) {
            seconds.push_back((second, [0; 3]));
            while seconds.len() > SECONDS as usize + 1 {
                seconds.pop_front();
            }
        }
        if let Some((_, counts)) = seconds.back_mut() {
            counts[what as usize] += times as u64;
        }
    }

    /// The rates of the ten full seconds before `now`.
    pub(crate) fn load(&self, now: i64) -> Load {
        let this = now.div_euclid(1000);
        let seconds = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let recent = seconds
            .iter()
            .filter(|(second, _)| (this - SECONDS..this).contains(second));
        let mut sums = [0; 3];
        for (_, counts) in recent {
            for (sum, count) in sums.iter_mut().zip(counts) {
                *sum += count;
            }
        }
        let rate = |what: Count| sums[what as usize] as f64 / SECONDS as f64;
        Load {
            events_per_second: rate(Count::Taken),
            deliveries_per_second: rate(Count::Delivered),
            failures_per_second: rate(Count::Failed),
            ..Load::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_are_of_the_last_ten_full_seconds() {
        let meter = Meter::default();
        meter.count(Count::Taken, 1000, 0);
        meter.count(Count::Taken, 50, 15_000);
        meter.count(Count::Taken, 50, 20_999);
        meter.count(Count::Failed, 10, 20_000);
        meter.count(Count::Taken, 7, 21_000);
        let load = meter.load(21_500);
        assert_eq!(
            (load.events_per_second, load.failures_per_second),
            (10.0, 1.0)
        );
        assert_eq!(meter.load(60_000), Load::default());
    }
}
