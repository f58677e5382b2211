//! What every check looks at.

use std::collections::{HashMap, HashSet};

use coagent_pattern::{Answer, Pattern, PatternSet};
use coagent_template::wiring::{Mapping, Origin, Rule, RulePattern, RuleState};
use coagent_template::{Wiring, token};
use serde_json::{Value, json};

use super::catalogue::{Catalogue, EventShape};

pub(super) struct Context<'a> {
    pub(super) wiring: &'a Wiring,
    pub(super) catalogue: &'a Catalogue,
    /// By rule, then by event: whether the event can match. An event that is not there cannot.
    answers: Vec<HashMap<usize, Answer>>,
    /// By the ARN of their source.
    mappings: HashMap<&'a str, Vec<&'a Mapping>>,
}

impl<'a> Context<'a> {
    pub(super) fn new(wiring: &'a Wiring, catalogue: &'a Catalogue) -> Context<'a> {
        let mut mappings: HashMap<&str, Vec<&Mapping>> = HashMap::new();
        for mapping in &wiring.mappings {
            if let Some(source) = mapping.source.get() {
                mappings.entry(source).or_default().push(mapping);
            }
        }
        Context {
            wiring,
            catalogue,
            answers: answers(wiring, catalogue),
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

    /// The events, with their numbers, that match the pattern of a rule without its detail: those
    /// that whoever wrote it had in mind.
    pub(super) fn meant(&self, rule: usize, pattern: &RulePattern) -> Vec<(usize, &'a EventShape)> {
        let Ok(Value::Object(mut fields)) = serde_json::from_str(&pattern.text) else {
            return Vec::new();
        };
        fields.remove("detail");
        let Ok(envelope) = Pattern::parse(&Value::Object(fields).to_string()) else {
            return Vec::new();
        };
        let events = self.answers[rule]
            .keys()
            .map(|at| (*at, &self.catalogue.events[*at]));
        let mut meant: Vec<_> = events
            .filter(|(_, event)| envelope.can_match_schema(&event.schema).is_yes())
            .collect();
        meant.sort_unstable_by_key(|(at, _)| *at);
        meant
    }

    /// The rules that are on and match events, with their number.
    pub(super) fn live_rules(&self) -> impl Iterator<Item = (usize, &'a Rule)> {
        let rules = self.wiring.rules.iter().enumerate();
        rules.filter(|(_, rule)| rule.state != RuleState::Disabled && rule.pattern.is_some())
    }

    /// Whether an event, by its number in the catalogue, can match a rule.
    pub(super) fn can_match(&self, rule: usize, event: usize) -> &Answer {
        self.answers[rule].get(&event).unwrap_or(&NO)
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

static NO: Answer = Answer::No(String::new());

/// Every rule is asked only about the events that its source and detail-type let through, which the
/// pattern engine finds for all rules at once.
fn answers(wiring: &Wiring, catalogue: &Catalogue) -> Vec<HashMap<usize, Answer>> {
    let mut answers = vec![HashMap::new(); wiring.rules.len()];
    let mut envelopes = PatternSet::new();
    for (at, rule) in wiring.rules.iter().enumerate() {
        if let Some(envelope) = rule.pattern.as_ref().and_then(|p| envelope(&p.text)) {
            envelopes.insert(at, envelope);
        }
    }
    for (number, event) in catalogue.events.iter().enumerate() {
        let text = json!({ "source": event.source, "detail-type": event.detail_type });
        let rules = envelopes.matches_bytes(text.to_string().as_bytes());
        for at in rules.unwrap_or_default() {
            if let Some(Ok(pattern)) = wiring.rules[at].pattern.as_ref().map(|p| &p.pattern) {
                answers[at].insert(number, pattern.can_match_schema(&event.schema));
            }
        }
    }
    answers
}

/// What a pattern asks of the source and the detail-type, which a `$or` may replace; without either,
/// something that all events have.
fn envelope(pattern: &str) -> Option<Pattern> {
    let Value::Object(mut fields) = serde_json::from_str(pattern).ok()? else {
        return None;
    };
    let replaced = fields.contains_key("$or");
    fields.retain(|name, _| !replaced && (name == "source" || name == "detail-type"));
    if fields.is_empty() {
        fields.insert("source".to_owned(), json!([{ "exists": true }]));
    }
    Pattern::parse(&Value::Object(fields).to_string()).ok()
}

/// What people call a part: its logical id, or its name.
pub(super) fn label(origin: &Origin, name: &str) -> String {
    match &origin.logical_id {
        Some(id) => id.clone(),
        None => token::display(name),
    }
}
