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
}

impl Rules {
    /// The names of the enabled rules of a bus that have a pattern; none of a bus that is gone.
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
        self.event_pattern.is_some() && self.state != "DISABLED"
    }
}
