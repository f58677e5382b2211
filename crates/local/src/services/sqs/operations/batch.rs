//! What all batches have in common: up to ten entries with distinct ids, a result for each.

use std::collections::HashSet;

use crate::{
    fault::Fault,
    services::sqs::{
        fault,
        model::{BatchResult, Entry, FailedEntry},
    },
};

/// Checks the batch as a whole.
pub(super) fn check<E: Entry>(entries: &[E]) -> Result<(), Fault> {
    match entries.len() {
        0 => return Err(fault::empty_batch()),
        1..=10 => {}
        more => return Err(fault::too_many_entries(more)),
    }
    let mut seen = HashSet::new();
    for id in entries.iter().map(Entry::id) {
        if !is_id(id) {
            return Err(fault::invalid_batch_entry_id());
        }
        if !seen.insert(id) {
            return Err(fault::ids_not_distinct(id));
        }
    }
    Ok(())
}

fn is_id(id: &str) -> bool {
    (1..=80).contains(&id.len())
        && id
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// The results by outcome.
pub(super) fn results<T>(outcomes: Vec<(String, Result<T, Fault>)>) -> BatchResult<T> {
    let mut results = BatchResult {
        successful: Vec::new(),
        failed: Vec::new(),
    };
    for (id, outcome) in outcomes {
        match outcome {
            Ok(done) => results.successful.push(done),
            Err(fault) => results.failed.push(FailedEntry::new(id, fault)),
        }
    }
    results
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::services::sqs::model::DeleteEntry;

    fn entries(ids: &[&str]) -> Vec<DeleteEntry> {
        let entry = |id: &&str| DeleteEntry {
            id: (*id).to_owned(),
            receipt_handle: String::new(),
        };
        ids.iter().map(entry).collect()
    }

    #[test]
    fn a_batch_has_one_to_ten_distinct_well_formed_ids() {
        let eleven: Vec<String> = (0..11).map(|n| n.to_string()).collect();
        let eleven: Vec<&str> = eleven.iter().map(String::as_str).collect();
        for (ids, code) in [
            (vec![], "EmptyBatchRequest"),
            (eleven, "TooManyEntriesInBatchRequest"),
            (vec!["a", "a"], "BatchEntryIdsNotDistinct"),
            (vec!["a b"], "InvalidBatchEntryId"),
        ] {
            assert_eq!(check(&entries(&ids)).unwrap_err().code, code);
        }
        assert!(check(&entries(&["a", "b-_1"])).is_ok());
    }
}
