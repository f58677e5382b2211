//! The event bus in EventBridge.

use std::ops::Range;

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_eventbridge::Client;
use aws_sdk_eventbridge::types::{PutEventsRequestEntry, PutEventsResultEntry};

use super::failure::{failure, is_passing};
use crate::seams::{Bus, Publication, Refusal, SeamError};

/// The most entries of one call.
const BATCH: usize = 10;
/// The most bytes of the entries of one call.
/// <https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html>
const BATCH_BYTES: usize = 256 * 1024;

type Answer = Result<String, Refusal>;

/// A bus of EventBridge.
pub(super) struct EventBus {
    client: Client,
    name: String,
}

impl EventBus {
    pub(super) fn new(config: &SdkConfig, name: &str) -> Self {
        Self {
            client: Client::new(config),
            name: name.to_owned(),
        }
    }

    async fn put(&self, batch: &[Publication]) -> Result<Vec<Answer>, SeamError> {
        let entries = batch
            .iter()
            .map(|publication| self.entry(publication))
            .collect();
        let call = self.client.put_events().set_entries(Some(entries));
        let answer = call
            .send()
            .await
            .map_err(|e| failure("event bus", "PutEvents", e))?;
        Ok(answer
            .entries
            .unwrap_or_default()
            .into_iter()
            .map(answered)
            .collect())
    }

    fn entry(&self, publication: &Publication) -> PutEventsRequestEntry {
        PutEventsRequestEntry::builder()
            .event_bus_name(&self.name)
            .source(&publication.source)
            .detail_type(&publication.detail_type)
            .detail(publication.detail.to_string())
            .set_trace_header(publication.trace_header.clone())
            .build()
    }
}

#[async_trait]
impl Bus for EventBus {
    /// Once a batch was accepted, the failure of a later one is told entry by entry: an error for
    /// all would have the accepted events published again.
    async fn publish(&self, publications: &[Publication]) -> Result<Vec<Answer>, SeamError> {
        let mut answers = Vec::with_capacity(publications.len());
        let sizes: Vec<_> = publications.iter().map(size).collect();
        for batch in batches(&sizes)
            .into_iter()
            .map(|range| &publications[range])
        {
            match self.put(batch).await {
                Ok(more) => answers.extend(more),
                Err(error) if answers.is_empty() => return Err(error),
                Err(error) => answers.extend(batch.iter().map(|_| Err(refused(&error)))),
            }
        }
        Ok(answers)
    }
}

fn answered(entry: PutEventsResultEntry) -> Answer {
    match (entry.event_id, entry.error_code) {
        (Some(id), None) => Ok(id),
        (_, code) => {
            let code = code.unwrap_or_else(|| "UnknownError".to_owned());
            let message = entry.error_message.unwrap_or_default();
            Err(Refusal {
                transient: is_passing(&code),
                code,
                message,
            })
        }
    }
}

fn refused(error: &SeamError) -> Refusal {
    Refusal {
        code: error.operation.to_owned(),
        message: error.reason.clone(),
        transient: error.is_transient(),
    }
}

/// Consecutive entries, each batch within both limits; an entry that is too large goes alone and
/// is refused alone.
fn batches(sizes: &[usize]) -> Vec<Range<usize>> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, size) in sizes.iter().enumerate() {
        let full = index - start == BATCH || bytes + size > BATCH_BYTES;
        if full && index > start {
            batches.push(start..index);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < sizes.len() {
        batches.push(start..sizes.len());
    }
    batches
}

fn size(publication: &Publication) -> usize {
    let Publication {
        source,
        detail_type,
        detail,
        ..
    } = publication;
    source.len() + detail_type.len() + detail.to_string().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn batches_keep_order_and_limits(
            sizes in prop::collection::vec(prop_oneof![1..200_usize, 50_000..300_000_usize], 0..40),
        ) {
            let batches = batches(&sizes);
            let order: Vec<_> = batches.iter().cloned().flatten().collect();
            prop_assert_eq!(order, (0..sizes.len()).collect::<Vec<_>>());
            for batch in batches {
                let bytes: usize = sizes[batch.clone()].iter().sum();
                prop_assert!(batch.len() <= BATCH && !batch.is_empty());
                prop_assert!(bytes <= BATCH_BYTES || batch.len() == 1);
            }
        }
    }
}
