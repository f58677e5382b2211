//! What an environment looks like at a glance.

use serde::Serialize;

use crate::{
    aws::{
        cloudformation::Stack,
        cloudwatch::Alarm,
        lambda::Function,
        sqs::{self, Depth},
    },
    plan::stack::ended_well,
    report::{Cell, Report, Section, Table},
    ui::style::Tone,
};

/// An environment at a glance.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Answer {
    pub(super) stack: Stack,
    pub(super) buses: Vec<String>,
    pub(super) rules: Vec<Rule>,
    pub(super) functions: Vec<Function>,
    pub(super) queues: Vec<Queue>,
    pub(super) alarms: Vec<Alarm>,
}

/// A rule and where it leads.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct Rule {
    pub(super) name: String,
    pub(super) bus: String,
    pub(super) state: String,
    pub(super) targets: Vec<String>,
}

/// A queue and whether others send there what they could not deliver.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Queue {
    #[serde(flatten)]
    pub(super) queue: sqs::Queue,
    pub(super) dead_letters: bool,
}

impl Rule {
    fn is_well(&self) -> bool {
        self.state != "DISABLED" && !self.targets.is_empty()
    }
}

impl Queue {
    /// Messages are what a queue is for; dead letters are not.
    fn is_well(&self) -> bool {
        let Depth {
            visible, in_flight, ..
        } = self.queue.depth;
        !self.dead_letters || (visible == 0 && in_flight == 0)
    }
}

fn is_active(function: &Function) -> bool {
    // AWS says nothing about functions that were never idle.
    matches!(function.state.as_str(), "" | "Active" | "Inactive")
}

fn is_quiet(alarm: &Alarm) -> bool {
    alarm.state != "ALARM"
}

impl Answer {
    /// Whether nothing needs a look.
    pub(super) fn is_well(&self) -> bool {
        ended_well(&self.stack.status) == Some(true)
            && self.rules.iter().all(Rule::is_well)
            && self.functions.iter().all(is_active)
            && self.queues.iter().all(Queue::is_well)
            && self.alarms.iter().all(is_quiet)
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        vec![
            stack(&self.stack, &self.buses),
            Section::Table(rules(&self.rules)),
            Section::Table(functions(&self.functions)),
            Section::Table(queues(&self.queues)),
            Section::Facts(vec![("alarms".to_owned(), tally(&self.alarms))]),
        ]
        .into_iter()
        .chain(alarms(&self.alarms))
        .collect()
    }
}

fn stack(stack: &Stack, buses: &[String]) -> Section {
    let status = Cell::judged(&stack.status, ended_well(&stack.status) == Some(true));
    let mut facts = vec![
        ("stack".to_owned(), Cell::from(&stack.name)),
        ("status".to_owned(), status),
    ];
    if let Some(reason) = &stack.reason {
        facts.push(("reason".to_owned(), reason.into()));
    }
    if let Some(changed) = stack.changed {
        facts.push(("changed".to_owned(), changed.into()));
    }
    facts.extend(buses.iter().map(|bus| ("bus".to_owned(), bus.into())));
    Section::Facts(facts)
}

fn rules(rules: &[Rule]) -> Table {
    Table::new("rule", ["rule", "state", "targets"])
        .empty("No rules.")
        .rows(rules, |rule| {
            let targets = rule.targets.join(", ");
            let targets = if targets.is_empty() {
                Cell::toned("none", Tone::Bad)
            } else {
                targets.into()
            };
            [
                (&rule.name).into(),
                Cell::judged(&rule.state, rule.is_well()),
                targets,
            ]
        })
}

fn functions(functions: &[Function]) -> Table {
    Table::new("function", ["function", "state", "handler"])
        .empty("No functions.")
        .rows(functions, |function| {
            [
                (&function.name).into(),
                Cell::judged(&function.state, is_active(function)),
                (&function.handler).into(),
            ]
        })
}

fn queues(queues: &[Queue]) -> Table {
    let columns = ["queue", "≈ visible", "≈ in flight", "≈ delayed"];
    Table::new("queue", columns)
        .empty("No queues.")
        .rows(queues, |queue| {
            let Depth {
                visible,
                in_flight,
                delayed,
            } = queue.queue.depth;
            let visible = if queue.is_well() {
                visible.into()
            } else {
                Cell::toned(visible.to_string(), Tone::Bad)
            };
            [
                (&queue.queue.name).into(),
                visible,
                in_flight.into(),
                delayed.into(),
            ]
        })
}

/// How many alarms there are and in which state, because an application has too many to read.
fn tally(alarms: &[Alarm]) -> Cell {
    let count = |state: &str| alarms.iter().filter(|alarm| alarm.state == state).count();
    let on = count("ALARM");
    let states = [
        (on, "in ALARM"),
        (count("OK"), "OK"),
        (count("INSUFFICIENT_DATA"), "without data"),
    ];
    let states = states.iter().filter(|(count, _)| *count > 0);
    let states: Vec<String> = states
        .map(|(count, what)| format!("{count} {what}"))
        .collect();
    match states.as_slice() {
        [] => Cell::toned("none", Tone::Warn),
        states => Cell::judged(states.join(", "), on == 0),
    }
}

/// The alarms that are on. `coagent alarms list` shows the others.
fn alarms(alarms: &[Alarm]) -> Option<Section> {
    let on: Vec<&Alarm> = alarms.iter().filter(|alarm| !is_quiet(alarm)).collect();
    let columns = ["alarm", "state", "since", "metric"];
    let table = Table::new("alarm", columns).rows(&on, |alarm| {
        [
            (&alarm.name).into(),
            Cell::toned(&alarm.state, Tone::Bad),
            crate::report::optional(alarm.since),
            (&alarm.metric).into(),
        ]
    });
    (!on.is_empty()).then_some(Section::Table(table))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer() -> Answer {
        let status = "CREATE_COMPLETE".to_owned();
        Answer {
            stack: Stack {
                status,
                ..Stack::default()
            },
            buses: Vec::new(),
            rules: Vec::new(),
            functions: Vec::new(),
            queues: Vec::new(),
            alarms: Vec::new(),
        }
    }

    fn queue(dead_letters: bool, visible: u64) -> Queue {
        let depth = Depth {
            visible,
            ..Depth::default()
        };
        Queue {
            dead_letters,
            queue: sqs::Queue {
                depth,
                ..sqs::Queue::default()
            },
        }
    }

    #[test]
    fn messages_need_a_look_only_where_they_are_dead_letters() {
        assert!(
            Answer {
                queues: vec![queue(false, 5), queue(true, 0)],
                ..answer()
            }
            .is_well()
        );
        assert!(
            !Answer {
                queues: vec![queue(true, 1)],
                ..answer()
            }
            .is_well()
        );
    }

    #[test]
    fn a_disabled_rule_or_one_without_a_target_needs_a_look() {
        let rule = |state: &str, targets: &[&str]| Rule {
            state: state.into(),
            targets: targets.iter().map(|target| (*target).into()).collect(),
            ..Rule::default()
        };
        assert!(
            Answer {
                rules: vec![rule("ENABLED", &["a"])],
                ..answer()
            }
            .is_well()
        );
        assert!(
            !Answer {
                rules: vec![rule("DISABLED", &["a"])],
                ..answer()
            }
            .is_well()
        );
        assert!(
            !Answer {
                rules: vec![rule("ENABLED", &[])],
                ..answer()
            }
            .is_well()
        );
    }

    #[test]
    fn alarms_are_counted_and_those_that_are_on_are_shown() {
        let alarm = |name: &str, state: &str| Alarm {
            name: name.into(),
            state: state.into(),
            ..Alarm::default()
        };
        let all = [
            alarm("depth", "ALARM"),
            alarm("errors", "OK"),
            alarm("age", "INSUFFICIENT_DATA"),
        ];
        assert_eq!(tally(&all).text, "1 in ALARM, 1 OK, 1 without data");
        let Some(Section::Table(shown)) = alarms(&all) else {
            panic!("one is on");
        };
        assert_eq!(shown.rows.len(), 1);
        assert_eq!(shown.rows[0][0].text, "depth");
        assert!(alarms(&all[1..]).is_none());
    }

    #[test]
    fn an_update_that_was_undone_needs_a_look() {
        let mut undone = answer();
        undone.stack.status = "UPDATE_ROLLBACK_COMPLETE".into();
        assert!(!undone.is_well());
    }
}
