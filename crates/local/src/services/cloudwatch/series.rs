//! The metrics' values: aggregated by the minute, and by the second where a metric is of high
//! resolution; in memory while they change, then in the store.

use std::{
    collections::{BTreeMap, HashMap},
    ops::ControlFlow,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use super::{
    cell::Cell,
    metric::MetricKey,
    resolution::{Grain, Resolution},
    statistic::Statistic,
};
use crate::{
    core::Core,
    fault::Fault,
    store::{Batch, Commit, StoreError, Table},
};

/// Metric in JSON → what is known about it.
const METRICS: Table = Table("cloudwatch.metrics");

/// How often changed cells are written, in real time.
const FLUSH_EVERY: Duration = Duration::from_secs(1);
/// In milliseconds.
const HOUR: i64 = 3_600_000;

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
    /// Metric id and time → cell, and whether it has to be written.
    open: HashMap<(Grain, u64, i64), (Cell, bool)>,
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

    /// Changes the cells of a metric at a time.
    pub(crate) fn add(
        &self,
        metric: &MetricKey,
        at: i64,
        resolution: Resolution,
        add: impl Fn(&mut Cell),
    ) {
        let mut state = self.lock();
        let id = state.id(metric, at);
        for grain in resolution.grains() {
            let number = grain.at(at);
            let (cell, dirty) = state.open.entry((*grain, id, number)).or_insert_with(|| {
                // It may have been written before.
                let stored = self.core.store.get(grain.table(), &key(id, number));
                let stored = stored.ok().flatten();
                let cell = stored.and_then(|bytes| serde_json::from_slice(&bytes).ok());
                (cell.unwrap_or_default(), false)
            });
            add(cell);
            *dirty = true;
        }
    }

    /// Writes what has changed; await the commit to know that it is on disk.
    pub(crate) fn write(&self) -> Commit {
        let now = self.core.clock.now_millis();
        let mut state = self.lock();
        let mut batch = Batch::new();
        for ((grain, id, number), (cell, dirty)) in &mut state.open {
            if std::mem::take(dirty) {
                batch.put(grain.table(), key(*id, *number), cell);
            }
        }
        let open = &mut state.open;
        open.retain(|(grain, _, number), _| *number >= grain.at(now) - grain.open());
        for metric in std::mem::take(&mut state.renewed) {
            if let Some(known) = state.metrics.get(&metric) {
                batch.put(METRICS, text(&metric), known);
            }
        }
        self.core.store.commit(batch)
    }

    /// The cells of a metric, for `from <= number < to`.
    fn cells(
        &self,
        metric: &MetricKey,
        grain: Grain,
        (from, to): (i64, i64),
    ) -> Result<BTreeMap<i64, Cell>, Fault> {
        let Some(id) = self.lock().metrics.get(metric).map(|known| known.id) else {
            return Ok(BTreeMap::new());
        };
        let mut cells = BTreeMap::new();
        let range = (key(id, from), key(id, to));
        self.core
            .store
            .walk(grain.table(), (&range.0, &range.1), false, |key, value| {
                if let (Some(number), Ok(cell)) = (number(key), serde_json::from_slice(value)) {
                    cells.insert(number, cell);
                }
                ControlFlow::Continue(())
            })?;
        let state = self.lock();
        let open = state
            .open
            .iter()
            .filter(|((of, one, at), _)| *of == grain && *one == id && (from..to).contains(at));
        cells.extend(open.map(|((_, _, number), (cell, _))| (*number, cell.clone())));
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
        let grain = Grain::of_period(period);
        let numbers = (grain.at(from), grain.at(to + grain.millis() - 1));
        let mut periods: BTreeMap<i64, Cell> = BTreeMap::new();
        for (number, cell) in self.cells(metric, grain, numbers)? {
            if unit.is_none_or(|unit| unit == cell.unit) {
                let at = number * grain.millis();
                let start = from + (at - from).div_euclid(period) * period;
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
        let now = self.core.clock.now_millis();
        let ids: Vec<u64> = self.lock().metrics.values().map(|known| known.id).collect();
        for (id, grain) in ids
            .iter()
            .flat_map(|id| Grain::ALL.map(|grain| (*id, grain)))
        {
            let mut batch = Batch::new();
            let horizon = grain.at(now) - grain.kept();
            let (from, to) = (key(id, i64::MIN), key(id, horizon));
            let store = &self.core.store;
            store.walk(grain.table(), (&from, &to), false, |key, _| {
                batch.delete(grain.table(), key);
                ControlFlow::Continue(())
            })?;
            store.commit(batch).durable().await?;
        }
        Ok(())
    }
}

impl State {
    fn id(&mut self, metric: &MetricKey, at: i64) -> u64 {
        if let Some(known) = self.metrics.get_mut(metric) {
            // The hour is exact enough for "active lately", and saves writes.
            if at - known.last > HOUR {
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
        if now - pruned > HOUR {
            pruned = now;
            let _ = series.prune().await;
        }
    }
}

fn text(metric: &MetricKey) -> String {
    serde_json::to_string(metric).expect("a metric's name is plain data")
}

fn key(id: u64, number: i64) -> Vec<u8> {
    let number = number.cast_unsigned() ^ (1 << 63);
    [id.to_be_bytes(), number.to_be_bytes()].concat()
}

fn number(key: &[u8]) -> Option<i64> {
    let bytes = key.get(8..16)?.try_into().ok()?;
    Some((u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed())
}
