//! The processors: what each consumes, decides and publishes.
//!
//! What each needs in IAM, on `Table`, `EventBus`, `DeadLetterQueue` and `WebSocketApi` of
//! `templates/bayon-coagent.yaml` (transactions need the permission of each write in them):
//!
//! | processor | dynamodb | events | sqs | execute-api | lambda |
//! |---|---|---|---|---|---|
//! | content-events, brand-intelligence, research-events, market-intelligence, user-events, life-events, trend-detector, sync-social-analytics | GetItem, PutItem, UpdateItem | PutEvents | SendMessage | | |
//! | competitor-monitor, price-reduction | GetItem, PutItem, UpdateItem, Query | PutEvents | SendMessage | | |
//! | publish-scheduled-content | GetItem, PutItem, UpdateItem, DeleteItem, Query | PutEvents | SendMessage | | |
//! | realtime-notifications, notifications | GetItem, PutItem, UpdateItem, DeleteItem, Query | | SendMessage | ManageConnections | |
//! | retry | GetItem, UpdateItem | | ReceiveMessage, DeleteMessage, ChangeMessageVisibility | | InvokeFunction on the processors |
//! | connect | PutItem | | | | |
//! | disconnect | GetItem, DeleteItem | | | | |
//! | default | GetItem, UpdateItem | | | ManageConnections | |
//! | authorizer | | | | | |

pub mod envelopes;

mod brand_intelligence;
mod competitor_monitor;
mod content_events;
mod life_events;
mod market_intelligence;
mod notifications;
mod plans;
mod price_reduction;
mod publish_scheduled_content;
mod realtime_notifications;
mod research_events;
mod sync_social_analytics;
mod trend_detector;
mod user_events;

use std::pin::Pin;

use envelopes::Envelope;

use crate::event::{BadEvent, Event};
use crate::seams::SeamError;
use crate::work::{Desk, Work};

/// What is declared about a processor.
pub struct ProcessorInfo {
    /// Its name, also in the names of its function and log group.
    pub name: &'static str,
    /// What its function's `Handler` is.
    pub handler: &'static str,
    /// One sentence: what it does.
    pub description: &'static str,
    /// The events it acts on, as source and detail-type.
    pub consumes: &'static [Envelope],
    /// The events it may publish, as source and detail-type.
    pub publishes: &'static [Envelope],
    /// Whether a second delivery of an event changes nothing.
    pub idempotent: bool,
    /// Whether its rule also delivers events that it does not act on, to be ignored.
    pub overhears: bool,
    pub(crate) run: Run,
}

/// How a processor decides.
pub(crate) type Run = for<'a> fn(&'a Event, &'a Desk<'a>) -> Deciding<'a>;
type Deciding<'a> = Pin<Box<dyn Future<Output = Result<Work, Failure>> + Send + 'a>>;

/// Why a processor could not decide.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The event is at fault; no retry can mend it.
    Bad(BadEvent),
    /// Something outside failed; a retry may help.
    Seam(SeamError),
}

impl From<BadEvent> for Failure {
    fn from(bad: BadEvent) -> Self {
        Self::Bad(bad)
    }
}

impl From<SeamError> for Failure {
    fn from(error: SeamError) -> Self {
        Self::Seam(error)
    }
}

impl ProcessorInfo {
    /// Whether it acts on events of this type.
    pub fn handles(&self, event: &Event) -> bool {
        self.consumes.contains(&event.envelope())
    }
}

impl std::fmt::Debug for ProcessorInfo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProcessorInfo")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

static ALL: [ProcessorInfo; 13] = [
    content_events::INFO,
    brand_intelligence::INFO,
    research_events::INFO,
    market_intelligence::INFO,
    user_events::INFO,
    realtime_notifications::INFO,
    life_events::INFO,
    competitor_monitor::INFO,
    trend_detector::INFO,
    price_reduction::INFO,
    notifications::INFO,
    publish_scheduled_content::INFO,
    sync_social_analytics::INFO,
];

/// Every processor that a rule delivers events to.
pub fn all() -> &'static [ProcessorInfo] {
    &ALL
}

/// The processor whose function has this `Handler`.
pub fn find(handler: &str) -> Option<&'static ProcessorInfo> {
    all().iter().find(|processor| processor.handler == handler)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalogue;
    use std::collections::BTreeSet;

    #[test]
    fn whatever_is_consumed_or_published_is_in_the_catalogue() {
        for processor in all() {
            for (source, detail_type) in processor.consumes.iter().chain(processor.publishes) {
                let found = catalogue::find_by_envelope(source, detail_type);
                assert!(
                    found.is_some(),
                    "{}: {source} {detail_type}",
                    processor.name
                );
            }
        }
    }

    #[test]
    fn handlers_are_unique_and_lead_back() {
        let names: BTreeSet<_> = all().iter().map(|processor| processor.handler).collect();
        assert_eq!(names.len(), all().len());
        assert!(
            all()
                .iter()
                .all(|p| find(p.handler).is_some_and(|found| found.name == p.name))
        );
    }

    /// An event that comes back to its own processor would go round for ever.
    #[test]
    fn no_processor_can_cause_an_event_that_it_consumes_itself() {
        for processor in all() {
            let mut caused: BTreeSet<Envelope> = processor.publishes.iter().copied().collect();
            loop {
                let woken = all()
                    .iter()
                    .filter(|p| p.consumes.iter().any(|e| caused.contains(e)));
                let more: Vec<_> = woken.flat_map(|p| p.publishes).copied().collect();
                let before = caused.len();
                caused.extend(more);
                if caused.len() == before {
                    break;
                }
            }
            let back = processor
                .consumes
                .iter()
                .find(|envelope| caused.contains(envelope));
            assert_eq!(back, None, "{} causes what it consumes", processor.name);
        }
    }
}
