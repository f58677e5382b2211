//! Which event reaches which processor, by which rule.

use coagent_template::wiring::{Rule, Target};
use coagent_template::{Wiring, token};
use serde::Serialize;

use super::catalogue::{Catalogue, EventShape};
use super::context::{Context, label};
use super::reach;

/// One way of an event; without a rule it has none.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Row {
    /// The event's name.
    pub(crate) event: String,
    /// The rule that matches it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) rule: Option<String>,
    /// Whether a part of the rule's pattern is not known, so that it may not match after all.
    pub(crate) uncertain: bool,
    /// What the rule delivers to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) target: Option<String>,
    /// The function that runs in the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) processor: Option<String>,
    /// Whether the processor leaves such an event alone.
    pub(crate) ignored: bool,
    /// Where the event goes when it cannot be delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letters: Option<String>,
}

/// Every way of every event, by event.
pub(crate) fn matrix(wiring: &Wiring, catalogue: &Catalogue) -> Vec<Row> {
    let context = Context::new(wiring, catalogue);
    let mut rows = Vec::new();
    for (number, event) in catalogue.events.iter().enumerate() {
        let before = rows.len();
        for (at, rule) in context.live_rules() {
            let answer = context.can_match(at, number);
            if !answer.is_no() {
                ways(&context, event, rule, !answer.is_yes(), &mut rows);
            }
        }
        if rows.len() == before {
            let event = event.name.clone();
            rows.push(Row {
                event,
                ..Row::default()
            });
        }
    }
    rows
}

fn ways(
    context: &Context<'_>,
    event: &EventShape,
    rule: &Rule,
    uncertain: bool,
    rows: &mut Vec<Row>,
) {
    let row = Row {
        event: event.name.clone(),
        rule: Some(label(&rule.origin, &rule.name)),
        uncertain,
        ..Row::default()
    };
    if rule.targets.is_empty() {
        rows.push(row);
        return;
    }
    for target in &rule.targets {
        let row = Row {
            target: target.arn.get().map(|arn| last(arn)),
            dead_letters: target.dead_letter.get().map(|arn| last(arn)),
            ..row.clone()
        };
        processors(context, event, target, &row, rows);
    }
}

fn processors(
    context: &Context<'_>,
    event: &EventShape,
    target: &Target,
    row: &Row,
    rows: &mut Vec<Row>,
) {
    let functions = reach::functions(context, target);
    if functions.is_empty() {
        rows.push(row.clone());
    }
    for function in functions {
        let handler = function.handler.get();
        let mut known = context.catalogue.processors.iter();
        let processor = known.find(|processor| Some(&processor.handler) == handler);
        let acts_on = processor.and_then(|processor| processor.acts_on.as_ref());
        let envelope = (event.source.clone(), event.detail_type.clone());
        rows.push(Row {
            processor: Some(label(&function.origin, &function.name)),
            ignored: acts_on.is_some_and(|envelopes| !envelopes.contains(&envelope)),
            ..row.clone()
        });
    }
}

/// The name at the end of an ARN.
fn last(arn: &str) -> String {
    token::display(arn.rsplit([':', '/']).next().unwrap_or(arn))
}
