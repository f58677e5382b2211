//! Events to be published, in requests that EventBridge takes.

use serde::Serialize;

/// Entries in one PutEvents request (EventBridge API reference, PutEvents).
pub(crate) const MAX_ENTRIES: usize = 10;

/// Bytes of all entries in one request, exclusive (EventBridge user guide, PutEvents entry size).
pub(crate) const MAX_BYTES: usize = 1024 * 1024;

/// Bytes that a time adds to an entry's size.
const TIME_BYTES: usize = 14;

/// One event as it is sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry {
    /// Name or ARN of the event bus.
    pub(crate) bus: String,
    /// Source, such as `bayon.coagent.user`.
    pub(crate) source: String,
    /// Detail type, such as `User Created`.
    pub(crate) detail_type: String,
    /// The detail, a JSON object as text.
    pub(crate) detail: String,
    /// ARNs that the event is about.
    pub(crate) resources: Vec<String>,
    /// When it happened, RFC 3339; EventBridge's own time without it.
    pub(crate) time: Option<String>,
}

impl Entry {
    /// The size that EventBridge counts: UTF-8 bytes of source, detail type, detail and each
    /// resource, and 14 for a time.
    pub(crate) fn size(&self) -> usize {
        let time = if self.time.is_some() { TIME_BYTES } else { 0 };
        let resources: usize = self.resources.iter().map(String::len).sum();
        time + self.source.len() + self.detail_type.len() + self.detail.len() + resources
    }
}

/// An entry that no request can carry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge {
    /// Which one, from 0.
    pub(crate) index: usize,
    /// Its size in bytes.
    pub(crate) size: usize,
}

/// Splits entries into requests, in order, each of at most 10 entries and under 1 MiB.
///
/// # Errors
/// The first entry that is too large by itself.
pub(crate) fn requests(entries: Vec<Entry>) -> Result<Vec<Vec<Entry>>, TooLarge> {
    let too_large = |(index, entry): (usize, &Entry)| {
        let size = entry.size();
        (size >= MAX_BYTES).then_some(TooLarge { index, size })
    };
    if let Some(refused) = entries.iter().enumerate().find_map(too_large) {
        return Err(refused);
    }
    let mut requests: Vec<Vec<Entry>> = Vec::new();
    let mut bytes = 0;
    for entry in entries {
        let size = entry.size();
        match requests.last_mut() {
            Some(last) if last.len() < MAX_ENTRIES && bytes + size < MAX_BYTES => {
                bytes += size;
                last.push(entry);
            }
            _ => {
                bytes = size;
                requests.push(vec![entry]);
            }
        }
    }
    Ok(requests)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn entry(detail: usize) -> Entry {
        Entry {
            bus: "b".into(),
            source: "s".into(),
            detail_type: "t".into(),
            detail: "x".repeat(detail),
            resources: vec!["r".into()],
            time: None,
        }
    }

    #[test]
    fn a_size_counts_what_eventbridge_counts() {
        let timed = Entry {
            time: Some("2026-11-21T00:00:00Z".into()),
            ..entry(4)
        };
        assert_eq!(timed.size(), 14 + 1 + 1 + 4 + 1);
        let umlaut = Entry {
            detail: "ü".into(),
            ..entry(0)
        };
        assert_eq!(umlaut.size(), 5);
    }

    #[test]
    fn an_entry_of_one_mebibyte_is_refused_by_index() {
        let fits = entry(MAX_BYTES - 4);
        let refused = TooLarge {
            index: 1,
            size: MAX_BYTES,
        };
        assert_eq!(requests(vec![fits.clone()]).map(|all| all.len()), Ok(1));
        assert_eq!(requests(vec![fits, entry(MAX_BYTES - 3)]), Err(refused));
    }

    proptest! {
        #[test]
        fn requests_keep_order_and_limits(sizes in prop::collection::vec(0..400_000_usize, 0..40)) {
            let entries: Vec<_> = sizes.into_iter().map(entry).collect();
            let requests = requests(entries.clone()).unwrap();
            for request in &requests {
                prop_assert!(!request.is_empty() && request.len() <= MAX_ENTRIES);
                prop_assert!(request.iter().map(Entry::size).sum::<usize>() < MAX_BYTES);
            }
            prop_assert_eq!(requests.concat(), entries);
        }
    }
}
