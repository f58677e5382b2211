//! Evaluates the alarms by the clock, and tells others about the changes.

use std::{sync::Arc, time::Duration};

use serde_json::json;

use super::{
    action,
    alarm::{Alarm, AlarmState, Limit, Settings, Watched},
    book::{Book, Changes},
    composite,
    evaluation::{EXTRA, evaluate},
    resolution::Grain,
    series::Series,
};
use crate::{core::Core, fault::Fault, store::Commit};

/// How often, by the clock.
const EVERY: Duration = Duration::from_secs(10);
/// How often history is pruned: one in so many rounds.
const PRUNE_ROUNDS: u32 = 360;

/// A transition that has happened, and whom to tell.
pub(super) struct Transition {
    pub(super) alarm: Alarm,
    /// As it was before.
    pub(super) before: Alarm,
}

/// Works until the environment stops.
pub(super) async fn run(core: Arc<Core>, series: Arc<Series>, book: Arc<Book>) {
    for round in 1_u32.. {
        core.clock.sleep(EVERY).await;
        // When the store fails, the next client that writes is told.
        let _ = evaluate_all(&core, &series, &book).await;
        if round.is_multiple_of(PRUNE_ROUNDS) {
            let _ = book.prune().await;
        }
    }
}

async fn evaluate_all(core: &Arc<Core>, series: &Series, book: &Arc<Book>) -> Result<(), Fault> {
    let alarms: Vec<Settings> = book
        .lock()
        .values()
        .map(|alarm| alarm.settings.clone())
        .collect();
    for settings in alarms {
        // Composite alarms follow those that are judged here.
        let Watched::Metric(limit) = &settings.watched else {
            continue;
        };
        let Some((state, reason, data)) = judge(core, series, limit)? else {
            continue;
        };
        let now = core.clock.now_millis();
        let (transitions, commit) = book.change(|alarms, changes| {
            // The alarm may have been changed or deleted meanwhile.
            let alarm = alarms
                .get_mut(&settings.name)
                .filter(|alarm| alarm.settings == settings);
            let transition =
                alarm.and_then(|alarm| transit(alarm, state, reason, Some(data), now, changes));
            Ok(composite::follow(alarms, transition, now, changes))
        })?;
        announce(core, book, transitions, commit).await?;
    }
    Ok(())
}

/// The state that the data calls for, with its reason; `None` to keep the present one.
fn judge(
    core: &Core,
    series: &Series,
    settings: &Limit,
) -> Result<Option<(AlarmState, String, String)>, Fault> {
    let period = i64::from(settings.period) * 1000;
    let looked_at = i64::from(settings.periods + EXTRA);
    // Whole minutes that have passed: a period that still runs would be judged too early.
    let step = match Grain::of_period(period) {
        Grain::Minute => Grain::Minute.millis(),
        Grain::Second => i64::try_from(EVERY.as_millis()).unwrap_or(period),
    };
    let end = core.clock.now_millis().div_euclid(step) * step;
    let start = end - looked_at * period;
    let unit = settings.unit.as_deref();
    let values = series.points(
        &settings.metric,
        (start, end),
        period,
        unit,
        settings.statistic,
    )?;
    let at = |index: i64| values.get(&(start + index * period)).copied();
    let points: Vec<Option<f64>> = (0..looked_at).map(at).collect();
    let breaches = |value: f64| settings.comparison.breaches(value, settings.threshold);
    let judged: Vec<Option<bool>> = points.iter().map(|point| point.map(breaches)).collect();
    let state = evaluate(
        &judged,
        (settings.needed(), settings.periods),
        settings.missing,
    );
    Ok(state.map(|state| {
        let recent: Vec<f64> = points.iter().flatten().rev().copied().collect();
        let taken = &recent[..recent.len().min(settings.periods as usize)];
        (
            state,
            reason(settings, state, taken),
            data(settings, taken, (start, end)),
        )
    }))
}

/// What CloudWatch says; `values` has the newest first.
fn reason(settings: &Limit, state: AlarmState, values: &[f64]) -> String {
    let n = settings.periods;
    if values.is_empty() && state == AlarmState::InsufficientData {
        return format!(
            "Insufficient Data: {n} datapoint{} unknown.",
            if n == 1 { " was" } else { "s were" }
        );
    }
    if values.is_empty() {
        let count = if n == 1 {
            "no datapoint was".to_owned()
        } else {
            "no datapoints were".to_owned()
        };
        return format!(
            "Threshold Crossed: {count} received for {n} period{} and {n} missing datapoint{} \
             treated as [{}].",
            if n == 1 { "" } else { "s" },
            if n == 1 { " was" } else { "s were" },
            if state == AlarmState::Alarm {
                "Breaching"
            } else {
                "NonBreaching"
            },
        );
    }
    let breaching = values
        .iter()
        .filter(|value| settings.comparison.breaches(**value, settings.threshold))
        .count();
    let alarm = state == AlarmState::Alarm;
    let counted = if alarm {
        breaching
    } else {
        values.len() - breaching
    };
    let shown: Vec<String> = values.iter().map(|value| format!("{value:?}")).collect();
    let were = if counted == 1 { "was" } else { "were" };
    let not = if alarm { "" } else { " not" };
    format!(
        "Threshold Crossed: {counted} out of the last {n} datapoints [{}] {were}{not} {} the \
         threshold ({:?}).",
        shown.join(", "),
        settings.comparison.words(),
        settings.threshold,
    )
}

fn data(settings: &Limit, values: &[f64], (start, end): (i64, i64)) -> String {
    let time = |millis| jiff::Timestamp::from_millisecond(millis).map(|at| format!("{at:.3}"));
    let oldest_first: Vec<f64> = values.iter().rev().copied().collect();
    json!({
        "version": "1.0",
        "queryDate": time(end).unwrap_or_default(),
        "startDate": time(start).unwrap_or_default(),
        "period": settings.period,
        "recentDatapoints": oldest_first,
        "threshold": settings.threshold,
    })
    .to_string()
}

/// Sets a new state; `None` when it is the present one.
pub(super) fn transit(
    alarm: &mut Alarm,
    state: AlarmState,
    reason: String,
    reason_data: Option<String>,
    now: i64,
    changes: &mut Changes<'_>,
) -> Option<Transition> {
    let from = alarm.state;
    if state == from {
        return None;
    }
    let before = alarm.clone();
    let old = json!({ "stateValue": from.name(), "stateReason": before.reason });
    alarm.state = state;
    alarm.reason = reason;
    alarm.reason_data = reason_data;
    (alarm.updated, alarm.transitioned) = (now, now);
    let new = json!({ "stateValue": state.name(), "stateReason": alarm.reason });
    let summary = format!("Alarm updated from {} to {}", from.name(), state.name());
    let data = json!({ "version": "1.0", "oldState": old, "newState": new });
    changes.put(alarm);
    changes.note(&alarm.settings, "StateUpdate", summary, data.to_string());
    Some(Transition {
        alarm: alarm.clone(),
        before,
    })
}

/// Tells the default event bus and the actions of the new states, when they are on disk.
pub(super) async fn announce(
    core: &Arc<Core>,
    book: &Arc<Book>,
    transitions: Vec<Transition>,
    commit: Commit,
) -> Result<(), Fault> {
    commit.durable().await?;
    for transition in transitions {
        // Not awaited: a slow receiver must not hold up the other alarms.
        core.spawn(action::run(Arc::clone(core), Arc::clone(book), transition));
    }
    Ok(())
}
