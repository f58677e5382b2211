//! The metrics' values: aggregated by the minute, in memory while they change, then in the store.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{cell::Cell, metric::MetricKey, statistic::Statistic};
use crate::{
    core::Core,
    fault::Fault,
    store::{Batch, Commit, StoreError, Table},
};

/// Metric in JSON → what is known about it.
const METRICS: Table = Table("cloudwatch.metrics");
/// Metric id, minute → cell.
const CELLS: Table = Table("cloudwatch.cells");

pub(crate) const MINUTE: i64 = 60_000;
/// How long a minute stays in memory after it has passed, in minutes: later values are added in
/// the store.
const OPEN: i64 = 3;
/// How often changed minutes are written, in real time.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// How long values are kept, in minutes: 15 days, as AWS keeps values by the minute.
const KEPT: i64 = 15 * 24 * 60;

/// What is known about a metric.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
struct Known {
    id: u64,
    /// When it last had a value, in milliseconds since the epoch.
    last: i64,
}

#[derive(Default)]
struct State {
    metrics: BTreeMap<MetricKey, Known>,
    last_id: u64,
    /// Metric id and minute → cell, and whether it has to be written.
    open: HashMap<(u64, i64), (Cell, bool)>,
    /// Metrics whose record has to be written.
    renewed: Vec<MetricKey>,
}

/// The values of all metrics.
pub(crate) struct Series {
    core: Arc<Core>,
    state: Mutex<State>,
}

impl Series {
    pub(crate) fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let mut state = State::default();
        for (key, known) in core.store.load::<Known>(METRICS)? {
            state.last_id = state.last_id.max(known.id);
            if let Ok(metric) = serde_json::from_str(&key) {
                state.metrics.insert(metric, known);
            }
        }
        let series = Arc::new(Self {
            core: Arc::clone(core),
            state: Mutex::new(state),
        });
        core.spawn(flush(Arc::clone(&series)));
        Ok(series)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the cell of a metric at a time.
    pub(crate) fn add(&self, metric: MetricKey, at: i64, add: impl FnOnce(&mut Cell)) {
        let minute = at.div_euclid(MINUTE);
        let mut state = self.lock();
        let id = state.id(&metric, at);
        let (cell, dirty) = state.open.entry((id, minute)).or_insert_with(|| {
            // The minute may have been written before.
            let stored = self.core.store.get(CELLS, &key(id, minute)).ok().flatten();
            let cell = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
            (cell.unwrap_or_default(), false)
        });
        add(cell);
        *dirty = true;
    }

    /// Writes what has changed; await the commit to know that it is on disk.
    pub(crate) fn write(&self) -> Commit {
        let oldest = self.core.clock.now_millis().div_euclid(MINUTE) - OPEN;
        let mut state = self.lock();
        let mut batch = Batch::new();
        for ((id, minute), (cell, dirty)) in &mut state.open {
            if std::mem::take(dirty) {
                batch.put(CELLS, key(*id, *minute), cell);
            }
        }
        state.open.retain(|(_, minute), _| *minute >= oldest);
        for metric in std::mem::take(&mut state.renewed) {
            if let Some(known) = state.metrics.get(&metric) {
                batch.put(METRICS, text(&metric), known);
            }
        }
        self.core.store.commit(batch)
    }

    /// The cells of a metric by minute, for `from <= minute < to`.
    pub(crate) fn cells(
        &self,
        metric: &MetricKey,
        (from, to): (i64, i64),
    ) -> Result<BTreeMap<i64, Cell>, Fault> {
        let Some(id) = self.lock().metrics.get(metric).map(|known| known.id) else {
            return Ok(BTreeMap::new());
        };
        let mut cells = BTreeMap::new();
        let range = (key(id, from), key(id, to));
        self.core
            .store
            .walk(CELLS, (&range.0, &range.1), false, |key, value| {
                if let (Some(minute), Ok(cell)) = (minute(key), serde_json::from_slice(value)) {
                    cells.insert(minute, cell);
                }
                ControlFlow::Continue(())
            })?;
        let state = self.lock();
        let open = state
            .open
            .iter()
            .filter(|((one, at), _)| *one == id && (from..to).contains(at));
        cells.extend(open.map(|((_, minute), (cell, _))| (*minute, cell.clone())));
        Ok(cells)
    }

    /// One statistic of periods of `period` milliseconds from `from` on, by their start; periods
    /// without values are left out.
    pub(crate) fn points(
        &self,
        metric: &MetricKey,
        (from, to): (i64, i64),
        period: i64,
        unit: Option<&str>,
        statistic: Statistic,
    ) -> Result<BTreeMap<i64, f64>, Fault> {
        let periods = self.periods(metric, (from, to), period, unit)?;
        let value = |(at, cell): (i64, Cell)| Some((at, cell.get(statistic)?));
        Ok(periods.into_iter().filter_map(value).collect())
    }

    /// The aggregates of periods, by their start.
    pub(crate) fn periods(
        &self,
        metric: &MetricKey,
        (from, to): (i64, i64),
        period: i64,
        unit: Option<&str>,
    ) -> Result<BTreeMap<i64, Cell>, Fault> {
        let minutes = (
            from.div_euclid(MINUTE),
            (to + MINUTE - 1).div_euclid(MINUTE),
        );
        let mut periods: BTreeMap<i64, Cell> = BTreeMap::new();
        for (minute, cell) in self.cells(metric, minutes)? {
            if unit.is_none_or(|unit| unit == cell.unit) {
                let start = from + (minute * MINUTE - from).div_euclid(period) * period;
                periods.entry(start).or_default().merge(&cell);
            }
        }
        Ok(periods)
    }

    /// Every metric that `wanted` takes, with the time of its last value.
    pub(crate) fn metrics(&self, wanted: impl Fn(&MetricKey, i64) -> bool) -> Vec<MetricKey> {
        let state = self.lock();
        let found = state
            .metrics
            .iter()
            .filter(|(metric, known)| wanted(metric, known.last));
        found.map(|(metric, _)| metric.clone()).collect()
    }

    /// Removes the values that are too old.
    async fn prune(&self) -> Result<(), Fault> {
        let horizon = self.core.clock.now_millis().div_euclid(MINUTE) - KEPT;
        let ids: Vec<u64> = self.lock().metrics.values().map(|known| known.id).collect();
        for id in ids {
            let mut batch = Batch::new();
            let range = (key(id, i64::MIN), key(id, horizon));
            self.core
                .store
                .walk(CELLS, (&range.0, &range.1), false, |key, _| {
                    batch.delete(CELLS, key);
                    ControlFlow::Continue(())
                })?;
            self.core.store.commit(batch).durable().await?;
        }
        Ok(())
    }
}

impl State {
    fn id(&mut self, metric: &MetricKey, at: i64) -> u64 {
        if let Some(known) = self.metrics.get_mut(metric) {
            // The hour is exact enough for "active lately", and saves writes.
            if at - known.last > 60 * MINUTE {
                known.last = at;
                self.renewed.push(metric.clone());
            }
            return known.id;
        }
        self.last_id += 1;
        let known = Known {
            id: self.last_id,
            last: at,
        };
        self.metrics.insert(metric.clone(), known);
        self.renewed.push(metric.clone());
        self.last_id
    }
}

async fn flush(series: Arc<Series>) {
    let mut pruned = series.core.clock.now_millis();
    loop {
        tokio::time::sleep(FLUSH_EVERY).await;
        let _ = series.write().durable().await;
        let now = series.core.clock.now_millis();
        if now - pruned > 60 * MINUTE {
            pruned = now;
            let _ = series.prune().await;
        }
    }
}

fn text(metric: &MetricKey) -> String {
    serde_json::to_string(metric).expect("a metric's name is plain data")
}

fn key(id: u64, minute: i64) -> Vec<u8> {
    let minute = minute.cast_unsigned() ^ (1 << 63);
    [id.to_be_bytes(), minute.to_be_bytes()].concat()
}

fn minute(key: &[u8]) -> Option<i64> {
    let bytes = key.get(8..16)?.try_into().ok()?;
    Some((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
}
