//! The rules that an event can match.

use std::collections::{BTreeMap, btree_map::Entry};

use serde::Deserialize;
use serde_json::json;

use crate::daemon::ask;

/// The rules of buses, by bus, each asked for once.
#[derive(Default)]
pub(super) struct Rules(BTreeMap<String, Vec<String>>);

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Page {
    rules: Vec<Rule>,
    next_token: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct Rule {
    name: String,
    event_pattern: Option<String>,
    state: String,
    /// Who made it, when it was AWS: the rule of an archive, which keeps events and delivers none.
    managed_by: Option<String>,
}

impl Rules {
    /// The names of the enabled rules of a bus that have a pattern and targets of the user's; none of a bus that is gone.
    pub(super) async fn of(&mut self, endpoint: &str, bus: &str) -> &[String] {
        match self.0.entry(bus.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(place) => place.insert(list(endpoint, bus).await),
        }
    }
}

async fn list(endpoint: &str, bus: &str) -> Vec<String> {
    let (mut names, mut input) = (Vec::new(), json!({ "EventBusName": bus }));
    while let Some(page) = page(endpoint, &input).await {
        let wanted = page.rules.into_iter().filter(Rule::can_match);
        names.extend(wanted.map(|rule| rule.name));
        match page.next_token {
            Some(token) => input["NextToken"] = token.into(),
            None => break,
        }
    }
    names
}

async fn page(endpoint: &str, input: &serde_json::Value) -> Option<Page> {
    let answer = ask(endpoint, "AWSEvents.ListRules", input).await.ok()?;
    serde_json::from_value(answer).ok()
}

impl Rule {
    fn can_match(&self) -> bool {
        self.event_pattern.is_some() && self.state != "DISABLED" && self.managed_by.is_none()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(more: serde_json::Value) -> Rule {
        let mut rule = json!({ "Name": "r", "State": "ENABLED", "EventPattern": "{}" });
        for (member, value) in more.as_object().expect("members") {
            rule[member] = value.clone();
        }
        serde_json::from_value(rule).expect("a rule")
    }

    #[test]
    fn the_rule_of_an_archive_is_not_said_to_have_missed_what_it_keeps() {
        assert!(rule(json!({})).can_match());
        assert!(!rule(json!({ "ManagedBy": "prod.vhs.events.aws.internal" })).can_match());
    }

    #[test]
    fn a_schedule_and_a_disabled_rule_match_nothing() {
        assert!(!rule(json!({ "EventPattern": null })).can_match());
        assert!(!rule(json!({ "State": "DISABLED" })).can_match());
    }
}
