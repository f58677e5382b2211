//! Composite alarms follow others: when one of those changes, in the same step.

use std::collections::{BTreeSet, VecDeque};

use serde_json::json;

use super::{
    alarm::{Alarm, AlarmState, Watched},
    book::{Alarms, Changes},
    evaluator::{Transition, transit},
    rule::Rule,
};

/// The rule of a composite alarm.
pub(super) fn rule_of(alarm: &Alarm) -> Option<Rule> {
    match &alarm.settings.watched {
        Watched::Rule { rule } => Rule::parse(rule).ok(),
        Watched::Metric(_) => None,
    }
}

/// The composite alarms that ask for one of these alarms.
pub(super) fn parents(alarms: &Alarms, name: &str) -> Vec<String> {
    let asks = |alarm: &&Alarm| rule_of(alarm).is_some_and(|rule| rule.names().contains(&name));
    let parents = alarms.values().filter(asks);
    parents.map(|alarm| alarm.settings.name.clone()).collect()
}

/// The state that a composite alarm's rule calls for; `None` for another alarm.
pub(super) fn state(alarms: &Alarms, name: &str) -> Option<AlarmState> {
    let rule = rule_of(alarms.get(name)?)?;
    let of = |name: &str| alarms.get(name).map(|alarm| alarm.state);
    Some(match rule.holds(&of) {
        true => AlarmState::Alarm,
        false => AlarmState::Ok,
    })
}

/// Lets composite alarms follow a transition, and others follow them; each changes once, so that
/// alarms which ask for each other come to rest.
pub(super) fn follow(
    alarms: &mut Alarms,
    first: Option<Transition>,
    now: i64,
    changes: &mut Changes<'_>,
) -> Vec<Transition> {
    let mut done: Vec<Transition> = Vec::new();
    let mut moved: VecDeque<Transition> = first.into_iter().collect();
    let mut settled = BTreeSet::new();
    while let Some(transition) = moved.pop_front() {
        let child = &transition.alarm;
        settled.insert(child.settings.name.clone());
        for name in parents(alarms, &child.settings.name) {
            let (Some(state), false) = (state(alarms, &name), settled.contains(&name)) else {
                continue;
            };
            let (reason, data) = because_of(child);
            let alarm = alarms.get_mut(&name);
            let follows = alarm.and_then(|alarm| {
                let data = Some(data);
                transit(alarm, state, reason, data, now, changes)
            });
            if let Some(follows) = follows {
                settled.insert(name);
                moved.push_back(follows);
            }
        }
        done.push(transition);
    }
    done
}

/// The reason of an alarm that follows another one, for people and for programs.
fn because_of(child: &Alarm) -> (String, String) {
    let at = jiff::Timestamp::from_millisecond(child.updated);
    let at = at.unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    let reason = format!(
        "{} transitioned to {} at {}",
        child.arn,
        child.state.name(),
        at.strftime("%A %d %B, %Y %H:%M:%S UTC")
    );
    let state = json!({
        "value": child.state.name(),
        "timestamp": at.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string(),
    });
    let data = json!({ "triggeringAlarms": [{ "arn": child.arn, "state": state }] });
    (reason, data.to_string())
}
