//! The difference in routing that a deployment makes.

use std::collections::{BTreeMap, BTreeSet};

use coagent_processors::catalogue::EventType;
use coagent_template::{
    Pseudo, Template, Wiring, token,
    wiring::{Rule, RuleState, Target},
};
use serde::Serialize;

use crate::aws::holdings::name_of;

/// An event type that can reach a target.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub(crate) struct Route {
    /// The event's name: `user-created`.
    pub(crate) event: String,
    /// The rule that matches it.
    pub(crate) rule: String,
    /// The target that it reaches.
    pub(crate) target: String,
}

/// Which events reach other targets than before.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Rerouted {
    /// What did not reach its target before.
    pub(crate) gained: Vec<Route>,
    /// What no longer does.
    pub(crate) lost: Vec<Route>,
}

/// The routes of a template with its parameters' values; `None` when they do not hold together.
/// Masked values of secret parameters are not known, which no route depends on.
pub(crate) fn routes(
    template: &Template,
    values: &BTreeMap<String, String>,
    events: &[EventType],
) -> Option<BTreeSet<Route>> {
    let known = values.iter().filter(|(_, value)| *value != "****");
    let known = known
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let bound = template.bind_open(&known, &Pseudo::open()).ok()?;
    Some(routes_of(&Wiring::from_model(&bound.symbolic()), events))
}

fn routes_of(wiring: &Wiring, events: &[EventType]) -> BTreeSet<Route> {
    let schemas: Vec<_> = events
        .iter()
        .map(|event| (event.name(), event.event_schema()))
        .collect();
    let on = wiring
        .rules
        .iter()
        .filter(|rule| rule.state == RuleState::Enabled);
    let mut routes = BTreeSet::new();
    for rule in on {
        let Some(Ok(pattern)) = rule.pattern.as_ref().map(|pattern| &pattern.pattern) else {
            continue;
        };
        let reached = schemas
            .iter()
            .filter(|(_, schema)| !pattern.can_match_schema(schema).is_no());
        for (event, _) in reached {
            routes.extend(rule.targets.iter().map(|target| route(event, rule, target)));
        }
    }
    routes
}

fn route(event: &str, rule: &Rule, target: &Target) -> Route {
    let arn = target.arn.get().map_or("an unknown target", String::as_str);
    Route {
        event: event.to_owned(),
        rule: token::display(&rule.name),
        target: token::display(name_of(arn)),
    }
}

/// What changes from one set of routes to another.
pub(crate) fn difference(before: &BTreeSet<Route>, after: &BTreeSet<Route>) -> Rerouted {
    Rerouted {
        gained: after.difference(before).cloned().collect(),
        lost: before.difference(after).cloned().collect(),
    }
}

#[cfg(test)]
mod tests {
    use coagent_processors::catalogue;

    use super::*;

    fn template(detail_types: &str) -> Template {
        let text = format!(
            "Resources:
  Queue:
    Type: AWS::SQS::Queue
    Properties: {{QueueName: welcome}}
  Rule:
    Type: AWS::Events::Rule
    Properties:
      Name: users
      EventPattern: {{source: [bayon.coagent.user], detail-type: [{detail_types}]}}
      Targets: [{{Id: q, Arn: !GetAtt Queue.Arn}}]
"
        );
        Template::parse("t.yaml", &text).unwrap()
    }

    fn routes_with(detail_types: &str) -> BTreeSet<Route> {
        routes(&template(detail_types), &BTreeMap::new(), catalogue::all()).unwrap()
    }

    #[test]
    fn an_event_that_a_rule_newly_matches_is_gained_and_one_that_it_does_not_is_lost() {
        let before = routes_with("User Created, Usage Updated");
        let after = routes_with("User Created, User Registered");
        let route = |event: &str| Route {
            event: event.into(),
            rule: "users".into(),
            target: "welcome".into(),
        };
        assert_eq!(
            difference(&before, &after),
            Rerouted {
                gained: vec![route("user-registered")],
                lost: vec![route("usage-updated")]
            }
        );
    }

    #[test]
    fn a_mere_comment_changes_no_route() {
        let routes = routes_with("User Created");
        assert_eq!(difference(&routes, &routes), Rerouted::default());
    }
}
