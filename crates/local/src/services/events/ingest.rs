//! Taking events in: which rules match, what is to be delivered and archived, all in one write.

use std::sync::Arc;

use coagent_pattern::Scratch;

use super::{
    Events,
    bus_log::Scribe,
    delivery::{Delivering, Job, Key},
    envelope::Incoming,
    meter::Count,
    metrics::Metric,
    registry::{Bus, Kind, Registry, Rule, RuleId, Target},
    trail::Parcel,
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
        self.meter.count(Count::Taken, incoming.len(), now);
        // Held until the batch is queued, so that what it is written for is not deleted before.
        let registry = self.read();
        let taken = self.places.take(incoming.len(), now);
        let mut intake = Intake {
            registry: &registry,
            scratch: Scratch::new(),
            parcel: Parcel::new(taken.first, now),
            matched: Vec::new(),
            buses: Vec::new(),
            jobs: Vec::new(),
            account: &self.core.account,
            logged: Vec::new(),
        };
        for event in incoming {
            intake.add(event, route, now, &mut batch);
        }
        let Intake {
            parcel,
            matched,
            buses,
            jobs,
            logged,
            ..
        } = intake;
        for (rule, events) in matched {
            self.tally.count(&rule, Metric::MatchedEvents, events);
            self.tally.count(&rule, Metric::TriggeredRules, events);
        }
        for (bus, events) in buses {
            self.tally.matched(&bus, events);
        }
        self.tally.created(jobs.len());
        self.trail.begin(parcel, &mut batch);
        drop(taken);
        let commit = self.core.store.commit(batch);
        drop(registry);
        logged.into_iter().for_each(|scribe| self.log(scribe));
        self.engine.now(jobs);
        commit
    }
}

/// Events of one request on their way in.
struct Intake<'a> {
    registry: &'a Registry,
    scratch: Scratch,
    parcel: Parcel,
    /// Rules, and how many events they matched.
    matched: Vec<(Arc<RuleId>, usize)>,
    /// Buses, and how many of their events matched any rule.
    buses: Vec<(Arc<str>, usize)>,
    jobs: Vec<Job>,
    account: &'a str,
    logged: Vec<Scribe>,
}

impl Intake<'_> {
    fn add(&mut self, event: Incoming, route: &Route, now: i64, batch: &mut Batch) {
        let Some(bus) = self.registry.buses.get(&event.bus) else {
            return;
        };
        let rules = matching(bus, &event, route, &mut self.scratch);
        let targets = rules.iter().flat_map(|rule| &rule.targets);
        let targets = targets.filter(|target| !(event.forwarded && target.is_bus()));
        let (archives, targets): (Vec<_>, Vec<_>) =
            targets.partition(|target| target.kind == Kind::Archive);
        let place = self.parcel.add(&event, &targets);
        if let Some(mut scribe) = Scribe::of(bus, self.account, now) {
            scribe.event(&event, place, &rules);
            self.logged.push(scribe);
        }
        self.count(&rules);
        for target in archives {
            if let Some(archive) = self.registry.archive_of_rule(&target.rule.name) {
                archive.add(&event, place, batch);
            }
        }
        self.deliver(place, Arc::new(delivering(event, now)), targets);
    }

    fn count(&mut self, rules: &[&Rule]) {
        for rule in rules {
            count_one(&mut self.matched, &rule.id);
        }
        if let Some(rule) = rules.first() {
            count_one(&mut self.buses, &rule.id.bus);
        }
    }

    fn deliver(&mut self, place: u64, event: Arc<Delivering>, targets: Vec<&Arc<Target>>) {
        let jobs = targets.into_iter().enumerate().map(|(number, target)| {
            let number = u16::try_from(number).unwrap_or(u16::MAX);
            Job {
                key: Key { place, number },
                event: Arc::clone(&event),
                target: Arc::clone(target),
                attempts: 0,
                last: None,
            }
        });
        self.jobs.extend(jobs);
    }
}

/// Requests are for a few buses and rules, which are the same ones again and again.
fn count_one<T: ?Sized>(counts: &mut Vec<(Arc<T>, usize)>, counted: &Arc<T>) {
    let mut known = counts.iter_mut();
    match known.find(|(known, _)| Arc::ptr_eq(known, counted)) {
        Some((_, events)) => *events += 1,
        None => counts.push((Arc::clone(counted), 1)),
    }
}

/// The rules that an event is for, by name.
fn matching<'a>(
    bus: &'a Bus,
    event: &Incoming,
    route: &Route,
    scratch: &mut Scratch,
) -> Vec<&'a Rule> {
    if let Route::Schedule(name) = route {
        return bus.rules.get(name).into_iter().collect();
    }
    let mut rules = bus.matches(&event.text, scratch);
    if let Route::Replay(only) = route
        && !only.is_empty()
    {
        rules.retain(|rule| only.iter().any(|arn| **arn == *rule.id.arn));
    }
    rules
}

fn delivering(event: Incoming, now: i64) -> Delivering {
    Delivering {
        id: event.id,
        ingested: now,
        trace: event.trace,
        source: event.source,
        detail_type: event.detail_type,
        time: event.time,
        replay: event.replay,
        text: Some(event.text),
    }
}
