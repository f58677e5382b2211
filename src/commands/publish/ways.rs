//! Which ways events take: from the bus that they are published to, by the rules that match them,
//! to functions, also through queues and other buses.

use std::collections::{HashSet, VecDeque};

use coagent_pattern::{Event, Pattern};
use serde_json::{Value, json};

use super::{
    answer::{Answer, Published},
    follow::{Delivery, Fate},
};
use crate::{
    aws::{
        Aws,
        eventbridge::{Rule, Target},
        holdings::name_of,
        lambda::Mapping,
    },
    error::{IfThere, Result},
};

/// Every delivery that the live rules promise for the events.
pub(super) async fn expected(aws: &Aws, answer: &Answer) -> Result<Vec<Delivery>> {
    let mut walk = Walk {
        aws,
        first: &answer.bus,
        mappings: None,
        met: HashSet::new(),
        open: VecDeque::new(),
        deliveries: Vec::new(),
    };
    let taken = answer.events.iter().filter(|event| event.id().is_some());
    walk.arrive(&answer.bus, &taken.collect::<Vec<_>>());
    while let Some((bus, events)) = walk.open.pop_front() {
        walk.bus(&bus, &events).await?;
    }
    Ok(walk.deliveries)
}

struct Walk<'a> {
    aws: &'a Aws,
    first: &'a str,
    /// The account's event source mappings, once a queue was met.
    mappings: Option<Vec<Mapping>>,
    /// Buses and the events that were met there: buses may forward to each other.
    met: HashSet<(String, String)>,
    open: VecDeque<(String, Vec<&'a Published>)>,
    deliveries: Vec<Delivery>,
}

/// A function that gets what a target gets.
struct End {
    /// Its name, when it takes it from the target.
    processor: Option<String>,
    log_group: String,
    is_off: bool,
}

impl<'a> Walk<'a> {
    async fn bus(&mut self, bus: &str, events: &[&'a Published]) -> Result<()> {
        let eventbridge = self.aws.eventbridge();
        let rules = eventbridge.rules(bus).await.if_there()?.unwrap_or_default();
        let enabled = rules
            .into_iter()
            .filter(|rule| rule.state.starts_with("ENABLED"));
        for rule in enabled.filter(|rule| rule.managed_by.is_none()) {
            let events = matching(&rule, events);
            if events.is_empty() {
                continue;
            }
            for target in eventbridge.targets(bus, &rule.name).await? {
                self.target(&rule, &target, &events).await?;
            }
        }
        Ok(())
    }

    async fn target(
        &mut self,
        rule: &Rule,
        target: &Target,
        events: &[&'a Published],
    ) -> Result<()> {
        if let Some(bus) = forwards_to(rule, target) {
            self.deliver(rule, target, events, None, Fate::Forwarded);
            self.arrive(bus, events);
            return Ok(());
        }
        let ends = self.ends(&target.arn).await?;
        if ends.is_empty() {
            self.deliver(rule, target, events, None, Fate::NotFollowed);
        }
        for end in &ends {
            let fate = if end.is_off {
                Fate::Held
            } else {
                Fate::NotSeen
            };
            self.deliver(rule, target, events, Some(end), fate);
        }
        Ok(())
    }

    /// Goes on from a bus, with the events that were not met there yet.
    fn arrive(&mut self, bus: &str, events: &[&'a Published]) {
        let new = events.iter().copied().filter(|event| {
            let id = event.id().unwrap_or_default().to_owned();
            self.met.insert((bus.to_owned(), id))
        });
        let new: Vec<_> = new.collect();
        self.open.push_back((bus.to_owned(), new));
    }

    fn deliver(
        &mut self,
        rule: &Rule,
        target: &Target,
        events: &[&Published],
        end: Option<&End>,
        result: Fate,
    ) {
        let ids = events.iter().filter_map(|event| event.id());
        self.deliveries.extend(ids.map(|id| Delivery {
            event_id: id.to_owned(),
            bus: Some(rule.bus.clone()).filter(|bus| bus != self.first),
            rule: rule.name.clone(),
            target: target_name(&target.arn).to_owned(),
            processor: end.and_then(|end| end.processor.clone()),
            result,
            after_ms: None,
            target_arn: target.arn.clone(),
            log_group: end.map(|end| end.log_group.clone()),
        }));
    }

    /// The functions behind a target: itself, or those that take from the queue.
    async fn ends(&mut self, arn: &str) -> Result<Vec<End>> {
        if arn.contains(":lambda:") {
            let (_, log_group) = self.function(arn).await?;
            return Ok(vec![End {
                processor: None,
                log_group,
                is_off: false,
            }]);
        }
        let mut ends = Vec::new();
        for mapping in self.mappings_of(arn).await? {
            let (name, log_group) = self.function(&mapping.function.unwrap_or_default()).await?;
            ends.push(End {
                processor: Some(name),
                log_group,
                is_off: mapping.state.starts_with("Disabl"),
            });
        }
        Ok(ends)
    }

    async fn mappings_of(&mut self, arn: &str) -> Result<Vec<Mapping>> {
        if !arn.contains(":sqs:") {
            return Ok(Vec::new());
        }
        if self.mappings.is_none() {
            self.mappings = Some(self.aws.lambda().mappings().await?);
        }
        let all = self.mappings.iter().flatten();
        let takes = all.filter(|mapping| mapping.source.as_deref() == Some(arn));
        Ok(takes.cloned().collect())
    }

    /// A function's name and its log group. For one that is gone nothing will be seen, which is
    /// what is then said.
    async fn function(&self, arn: &str) -> Result<(String, String)> {
        Ok(match self.aws.lambda().function(arn).await.if_there()? {
            Some(function) => (function.name, function.log_group),
            None => {
                let name = target_name(arn);
                (name.to_owned(), format!("/aws/lambda/{name}"))
            }
        })
    }
}

/// The bus of the same account and Region that a target is, which gets the event as it is.
fn forwards_to<'t>(rule: &Rule, target: &'t Target) -> Option<&'t str> {
    let place = |arn: &str| {
        arn.splitn(6, ':')
            .take(5)
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    let (_, bus) = target.arn.split_once(":event-bus/")?;
    (place(&rule.arn) == place(&target.arn)).then_some(bus)
}

/// What people call a target: a function without its alias, else the end of the ARN.
fn target_name(arn: &str) -> &str {
    match arn.split_once(":function:") {
        Some((_, name)) => name.split(':').next().unwrap_or(name),
        None => name_of(arn),
    }
}

/// The events that a rule matches.
fn matching<'a>(rule: &Rule, events: &[&'a Published]) -> Vec<&'a Published> {
    let pattern = rule.pattern.as_deref();
    let Some(pattern) = pattern.and_then(|text| Pattern::parse(text).ok()) else {
        return Vec::new();
    };
    let matches =
        |event: &&&Published| delivered(event).is_some_and(|event| pattern.matches(&event));
    events.iter().filter(matches).copied().collect()
}

/// The event as rules see it, as far as it is known here.
fn delivered(event: &Published) -> Option<Event> {
    let entry = &event.entry;
    let detail: Value = serde_json::from_str(&entry.detail).ok()?;
    let event = json!({
        "version": "0",
        "id": event.id()?,
        "source": entry.source,
        "detail-type": entry.detail_type,
        "resources": entry.resources,
        "detail": detail,
    });
    Event::parse(&event.to_string()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_bus_of_the_same_place_is_followed() {
        let rule = Rule {
            arn: "arn:aws:events:eu-west-1:111122223333:rule/a/r".to_owned(),
            ..Rule::default()
        };
        let to = |arn: &str| {
            let target = Target {
                arn: arn.to_owned(),
                ..Target::default()
            };
            forwards_to(&rule, &target).map(str::to_owned)
        };
        let bus = "arn:aws:events:eu-west-1:111122223333:event-bus/orders";
        assert_eq!(to(bus).as_deref(), Some("orders"));
        assert_eq!(to(&bus.replace("eu-west-1", "us-east-1")), None);
        assert_eq!(to(&bus.replace("1111", "4444")), None);
        assert_eq!(to("arn:aws:sqs:eu-west-1:111122223333:orders"), None);
    }

    #[test]
    fn a_function_is_called_by_its_name_and_not_by_its_alias() {
        let function = "arn:aws:lambda:eu-west-1:111122223333:function:work";
        assert_eq!(target_name(function), "work");
        assert_eq!(target_name(&format!("{function}:live")), "work");
        assert_eq!(
            target_name("arn:aws:sqs:eu-west-1:111122223333:inbox"),
            "inbox"
        );
    }
}
