//! What became of events. Operations of the local environment only; on AWS the logs of a bus say
//! it, where they are on.

use uuid::Uuid;

use crate::{
    fault::Fault,
    service::Caller,
    services::events::{
        Events, fault,
        model::{
            DescribeEventDelivery, EventDeliveries, EventDelivery, FailedAttempt,
            ListEventDeliveries, RuleDelivery, TracedEvent,
        },
        trail::{Addressee, Attempt, Traced},
    },
    wire::Timestamp,
};

impl Events {
    /// Every delivery of an event, also over other buses and in replays.
    ///
    /// `ResourceNotFoundException` for an event that no bus took or that was too long ago: the
    /// latest 10,000 are kept, and all that have an open delivery.
    pub(crate) async fn describe_event_delivery(
        &self,
        input: DescribeEventDelivery,
        _: &Caller,
    ) -> Result<EventDelivery, Fault> {
        let places = Uuid::parse_str(&input.event_id)
            .map(|id| self.trail.places_of(&id))
            .unwrap_or_default();
        let (mut bus, mut rules) = (None, Vec::new());
        for traced in self.trail.read(&self.core.store, &places)? {
            rules.extend(deliveries(&traced));
            bus.get_or_insert(traced.event.bus);
        }
        let bus = bus.ok_or_else(|| fault::not_found(format!("Event {}", input.event_id)))?;
        Ok(EventDelivery {
            event_id: input.event_id,
            bus,
            rules,
        })
    }

    /// Events in the order in which buses took them: the latest, or those after one.
    pub(crate) async fn list_event_deliveries(
        &self,
        input: ListEventDeliveries,
        _: &Caller,
    ) -> Result<EventDeliveries, Fault> {
        let limit = match input.limit.unwrap_or(100) {
            limit @ 1..=1000 => usize::try_from(limit).unwrap_or(1000),
            other => {
                return Err(fault::constraint(
                    other,
                    "limit",
                    "Member must have value between 1 and 1000",
                ));
            }
        };
        let range = (input.after, self.places.settled());
        let (events, missed) = self.trail.list(&self.core.store, range, limit)?;
        Ok(EventDeliveries {
            events: events.into_iter().map(traced).collect(),
            missed,
        })
    }
}

fn traced(traced: Traced) -> TracedEvent {
    let rules = deliveries(&traced);
    let event = traced.event;
    TracedEvent {
        sequence: traced.place,
        event_id: event.id,
        bus: event.bus,
        source: event.source,
        detail_type: event.detail_type,
        ingestion_time: Timestamp::from_millis(event.at),
        replay_name: event.replay.as_deref().map(str::to_owned),
        rules,
    }
}

fn deliveries(traced: &Traced) -> Vec<RuleDelivery> {
    let delivery = |(number, to): (usize, &Addressee)| {
        let number = u16::try_from(number).unwrap_or(u16::MAX);
        let record = traced.deliveries.get(number).cloned();
        let time = record.as_ref().map(|record| record.at);
        let record = record.unwrap_or_default();
        RuleDelivery {
            rule_arn: to.rule_arn.to_string(),
            target_id: to.target_id.to_string(),
            target_arn: to.target_arn.to_string(),
            state: record.state,
            attempts: record.attempts,
            time: time.map(Timestamp::from_millis),
            failed_attempts: traced
                .deliveries
                .failed(number)
                .iter()
                .map(failed)
                .collect(),
            error_code: record.error_code,
            error_message: record.error_message,
            request_id: record.request_id,
        }
    };
    traced.event.to.iter().enumerate().map(delivery).collect()
}

fn failed(attempt: &Attempt) -> FailedAttempt {
    FailedAttempt {
        attempt: attempt.count,
        time: Timestamp::from_millis(attempt.at),
        error_code: attempt.error_code.clone(),
        error_message: attempt.error_message.clone(),
    }
}
