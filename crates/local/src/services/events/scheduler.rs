//! Rules with a schedule: who fires when.

use std::sync::{Arc, Weak};

use uuid::Uuid;

use super::{
    Events,
    envelope::{Incoming, Origin},
    ingest::Route,
    model::Entry,
    registry::Rule,
};
use crate::{clock::Clock, store::Batch, wire::Timestamp};

/// Fires schedules for as long as the environment runs. What was due while it did not run is
/// not made up for.
pub(crate) async fn run(events: Weak<Events>, clock: Clock, changed: Arc<tokio::sync::Notify>) {
    let mut done = clock.now_millis();
    loop {
        let Some(service) = events.upgrade() else {
            return;
        };
        let next = service.next_firing(done);
        drop(service);
        match next {
            Some(at) => {
                tokio::select! {
                    () = clock.sleep_until(at) => {}
                    () = changed.notified() => {}
                }
            }
            None => changed.notified().await,
        }
        let Some(service) = events.upgrade() else {
            return;
        };
        let now = clock.now_millis();
        service.fire(done, now).await;
        done = now;
    }
}

impl Events {
    fn next_firing(&self, after: i64) -> Option<i64> {
        self.scheduled(|rule| next(rule, after)).into_iter().min()
    }

    /// Fires every rule that was due after `after` and up to `now`, once.
    async fn fire(&self, after: i64, now: i64) {
        let due = self.scheduled(|rule| {
            let at = next(rule, after).filter(|at| *at <= now)?;
            Some((rule.record.name.clone(), self.scheduled_event(rule, at)))
        });
        for (rule, event) in due {
            // A store that fails has stopped every client too.
            let _ = self
                .ingest(vec![event], &Route::Schedule(rule), Batch::new())
                .durable()
                .await;
        }
    }

    fn scheduled<T>(&self, pick: impl Fn(&Rule) -> Option<T>) -> Vec<T> {
        let registry = self.read();
        let rules = registry.buses.values().flat_map(|bus| bus.rules.values());
        rules
            .filter(|rule| rule.is_enabled())
            .filter_map(pick)
            .collect()
    }

    fn scheduled_event(&self, rule: &Rule, at: i64) -> Incoming {
        let entry = Entry {
            source: Some("aws.events".to_owned()),
            detail_type: Some("Scheduled Event".to_owned()),
            detail: Some("{}".to_owned()),
            resources: vec![rule.record.arn.clone()],
            time: Some(Timestamp::from_millis(at)),
            ..Entry::default()
        };
        Incoming::new(
            entry,
            rule.record.bus.clone(),
            Uuid::new_v4(),
            self.origin(),
        )
    }

    /// Where and when events come about here.
    pub(crate) fn origin(&self) -> Origin<'_> {
        Origin {
            account: &self.core.account,
            region: &self.core.region,
            now: self.now(),
        }
    }
}

fn next(rule: &Rule, after: i64) -> Option<i64> {
    rule.schedule.as_ref()?.next(rule.record.since, after)
}
