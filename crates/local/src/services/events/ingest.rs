//! Taking events in: which rules match, what is to be delivered and archived, all in one write.

use std::sync::Arc;

use coagent_pattern::Event;

use super::{
    Events,
    delivery::{Delivering, Job, Key},
    envelope::Incoming,
    meter::Count,
    metrics::Metric,
    registry::{Bus, Kind, Registry, Rule},
    trail::Addressee,
};
use crate::store::{Batch, Commit};

/// Which rules an event is for.
pub(crate) enum Route {
    /// All whose patterns match.
    Patterns,
    /// Of those that match, the ones with these ARNs; all when there are none.
    Replay(Vec<String>),
    /// The one rule whose schedule it is.
    Schedule(String),
}

impl Events {
    /// Takes events in, together with other changes. They are delivered also after a kill once
    /// the commit is durable. Events for a bus that does not exist are gone, as on AWS.
    pub(crate) fn ingest(
        &self,
        incoming: Vec<Incoming>,
        route: &Route,
        mut batch: Batch,
    ) -> Commit {
        let now = self.now();
        let mut jobs = Vec::new();
        self.meter.count(Count::Taken, incoming.len(), now);
        // Held until the batch is queued, so that what it is written for is not deleted before.
        let registry = self.read();
        for event in incoming {
            self.take_in(&registry, event, route, now, &mut batch, &mut jobs);
        }
        let commit = self.core.store.commit(batch);
        drop(registry);
        self.engine.now(jobs);
        commit
    }

    fn take_in(
        &self,
        registry: &Registry,
        event: Incoming,
        route: &Route,
        now: i64,
        batch: &mut Batch,
        jobs: &mut Vec<Job>,
    ) {
        let Some(bus) = registry.buses.get(&event.bus) else {
            return;
        };
        let place = self.places.next(now);
        let delivering = Arc::new(delivering(&event, now));
        let mut to = Vec::new();
        for rule in matching(bus, &event, route) {
            self.tally.add(&rule.id, Metric::MatchedEvents, 1.0);
            self.tally.add(&rule.id, Metric::TriggeredRules, 1.0);
            for target in &rule.targets {
                if target.kind == Kind::Archive {
                    if let Some(archive) = registry.archive_of_rule(&rule.record.name) {
                        archive.add(&event, place, batch);
                    }
                    continue;
                }
                let number = u16::try_from(to.len()).unwrap_or(u16::MAX);
                to.push(Addressee {
                    rule_arn: Arc::clone(&rule.id.arn),
                    target_id: target.spec.id.clone(),
                    target_arn: target.spec.arn.clone(),
                });
                jobs.push(Job {
                    key: Key { place, number },
                    event: Arc::clone(&delivering),
                    target: Arc::clone(target),
                    attempts: 0,
                    last: None,
                });
            }
        }
        self.trail.begin(place, &event, now, to, batch);
    }
}

fn matching<'a>(bus: &'a Bus, event: &Incoming, route: &Route) -> Vec<&'a Rule> {
    if let Route::Schedule(name) = route {
        return bus.rules.get(name).into_iter().collect();
    }
    // Nested deeper than any pattern: nothing matches.
    let Ok(parsed) = Event::parse(&event.text) else {
        return Vec::new();
    };
    let mut rules = bus.matches(&parsed);
    if let Route::Replay(only) = route
        && !only.is_empty()
    {
        rules.retain(|rule| only.iter().any(|arn| **arn == *rule.id.arn));
    }
    rules
}

fn delivering(event: &Incoming, now: i64) -> Delivering {
    Delivering {
        id: event.id,
        ingested: now,
        trace: event.trace.clone(),
        source: event.source.clone(),
        detail_type: event.detail_type.clone(),
        time: event.time,
        replay: event.replay.clone(),
        text: Some(Arc::clone(&event.text)),
    }
}
