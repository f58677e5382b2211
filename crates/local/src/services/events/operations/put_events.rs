//! `PutEvents` and `TestEventPattern`.

use uuid::Uuid;

use crate::{
    fault::Fault,
    service::Caller,
    services::events::{
        Events, entry,
        envelope::Incoming,
        ingest::Route,
        metrics::Request,
        model::{Entry, EntryResult, PatternResult, PutEvents, PutResults, TestEventPattern},
        names::{DEFAULT, bus_name},
        registry,
    },
    store::Batch,
};

impl Events {
    /// Every event that is answered with an id is durable, and so are its deliveries.
    pub(crate) async fn put_events(
        &self,
        input: PutEvents,
        _: &Caller,
    ) -> Result<PutResults, Fault> {
        let (entries, began) = (input.entries.len(), self.now());
        let bytes = input.entries.iter().map(entry::bytes).sum();
        let results = self.put_all(input).await;
        let refused = results.as_ref().map(|results| results.failed_entry_count);
        self.tally.answered(Request {
            entries,
            refused: refused.ok(),
            bytes,
            millis: self.now() - began,
        });
        results
    }

    async fn put_all(&self, input: PutEvents) -> Result<PutResults, Fault> {
        if input.endpoint_id.is_some() {
            return Err(Fault::not_emulated("events", "PutEvents with EndpointId"));
        }
        entry::check_request(&input.entries)?;
        let origin = self.origin();
        let (mut incoming, mut entries) = (Vec::new(), Vec::with_capacity(input.entries.len()));
        for entry in input.entries {
            let bus = bus_name(&self.core, entry.event_bus_name.as_deref());
            entries.push(match entry::check(&entry) {
                Ok(()) => {
                    let id = Uuid::new_v4();
                    incoming.push(Incoming::new(entry, bus, id, origin));
                    EntryResult::Put {
                        event_id: id.to_string(),
                    }
                }
                Err(refusal) => {
                    if let Some(mut scribe) = self.scribe_of(&bus) {
                        scribe.refused(&entry, &refusal);
                        self.log(scribe);
                    }
                    EntryResult::Failed {
                        error_code: refusal.code,
                        error_message: refusal.message,
                    }
                }
            });
        }
        self.ingest(incoming, &Route::Patterns, Batch::new())
            .durable()
            .await?;
        let is_failed = |result: &&EntryResult| matches!(result, EntryResult::Failed { .. });
        Ok(PutResults {
            failed_entry_count: entries.iter().filter(is_failed).count(),
            entries,
        })
    }

    /// An event of another service of AWS, on the default bus; durable when this returns.
    ///
    /// # Errors
    /// When the store fails.
    pub(crate) async fn emit(
        &self,
        source: &str,
        detail_type: &str,
        resources: Vec<String>,
        detail: String,
    ) -> Result<(), Fault> {
        let entry = Entry {
            source: Some(source.to_owned()),
            detail_type: Some(detail_type.to_owned()),
            detail: Some(detail),
            resources,
            ..Entry::default()
        };
        let event = Incoming::new(entry, DEFAULT.to_owned(), Uuid::new_v4(), self.origin());
        let taken = self.ingest(vec![event], &Route::Patterns, Batch::new());
        taken.durable().await
    }

    pub(crate) async fn test_event_pattern(
        &self,
        input: TestEventPattern,
        _: &Caller,
    ) -> Result<PatternResult, Fault> {
        let pattern = registry::parse_pattern(&input.event_pattern)?;
        let event = coagent_pattern::validate_test_event(&input.event)
            .map_err(|error| Fault::validation(error.to_string()))?;
        Ok(PatternResult {
            result: pattern.matches(&event),
        })
    }
}
