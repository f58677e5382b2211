//! What every check looks at.

use std::collections::{HashMap, HashSet};

use coagent_pattern::{Answer, Pattern};
use coagent_template::wiring::{Mapping, Origin, Rule, RulePattern, RuleState};
use coagent_template::{Wiring, token};
use serde_json::Value;

use super::catalogue::{Catalogue, EventShape};

pub(super) struct Context<'a> {
    pub(super) wiring: &'a Wiring,
    pub(super) catalogue: &'a Catalogue,
    /// By rule, then by event: whether the event can match.
    answers: Vec<Vec<Answer>>,
    /// By the ARN of their source.
    mappings: HashMap<&'a str, Vec<&'a Mapping>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(wiring: &'a Wiring, catalogue: &'a Catalogue) -> Context<'a> {
        let by_event = |rule: &Rule| {
            let events = catalogue.events.iter();
            events.map(|event| answer(rule, event)).collect()
        };
        let answers = wiring.rules.iter().map(by_event).collect();
        let mut mappings: HashMap<&str, Vec<&Mapping>> = HashMap::new();
        for mapping in &wiring.mappings {
            if let Some(source) = mapping.source.get() {
                mappings.entry(source).or_default().push(mapping);
            }
        }
        Context {
            wiring,
            catalogue,
            answers,
            mappings,
        }
    }

    /// The event source mappings that take from a queue or stream.
    pub(super) fn mappings_of(&self, source_arn: &str) -> &[&'a Mapping] {
        self.mappings
            .get(source_arn)
            .map(Vec::as_slice)
            .unwrap_or_default()
    }

    /// The events, with their numbers, that match a pattern without its detail: those that whoever
    /// wrote it had in mind.
    pub(super) fn meant(&self, pattern: &RulePattern) -> Vec<(usize, &'a EventShape)> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&pattern.text) else {
            return Vec::new();
        };
        fields.remove("detail");
        let Ok(envelope) = Pattern::parse(&Value::Object(fields).to_string()) else {
            return Vec::new();
        };
        let events = self.catalogue.events.iter().enumerate();
        events
            .filter(|(_, event)| envelope.can_match_schema(&event.schema).is_yes())
            .collect()
    }

    /// The rules that are on and match events, with their number.
    pub(super) fn live_rules(&self) -> impl Iterator<Item = (usize, &'a Rule)> {
        let rules = self.wiring.rules.iter().enumerate();
        rules.filter(|(_, rule)| rule.state != RuleState::Disabled && rule.pattern.is_some())
    }

    /// Whether an event, by its number in the catalogue, can match a rule.
    pub(super) fn can_match(&self, rule: usize, event: usize) -> &Answer {
        &self.answers[rule][event]
    }

    /// The sources of the catalogue.
    pub(super) fn sources(&self) -> HashSet<&'a str> {
        self.catalogue
            .events
            .iter()
            .map(|event| event.source.as_str())
            .collect()
    }

    /// The number of each event by source and detail-type.
    pub(super) fn events_by_envelope(&self) -> HashMap<(&'a str, &'a str), usize> {
        let events = self.catalogue.events.iter().enumerate();
        events
            .map(|(at, e)| ((e.source.as_str(), e.detail_type.as_str()), at))
            .collect()
    }
}

fn answer(rule: &Rule, event: &EventShape) -> Answer {
    match rule.pattern.as_ref().map(|pattern| &pattern.pattern) {
        Some(Ok(pattern)) => pattern.can_match_schema(&event.schema),
        _ => Answer::No("no pattern".to_owned()),
    }
}

/// What people call a part: its logical id, or its name.
pub(super) fn label(origin: &Origin, name: &str) -> String {
    match &origin.logical_id {
        Some(id) => id.clone(),
        None => token::display(name),
    }
}
