//! Tables: what the processors have written down of the events that they handled.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use super::DynamoDb;
use crate::error::{Error, Result};

/// Keys in one request (DynamoDB API reference, BatchGetItem).
const KEYS: usize = 100;

/// The primary key of a row: `pk`, `sk`.
pub(crate) type Key = (String, String);

/// What a row says; of one kind of row either is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Row {
    /// How far it is.
    pub(crate) state: Option<String>,
    /// How often it was tried.
    pub(crate) tries: u32,
}

impl Row {
    /// Whether all was done.
    pub(crate) fn is_done(&self) -> bool {
        self.state.as_deref() == Some("done")
    }
}

impl DynamoDb {
    /// The rows of these keys that there are.
    pub(crate) async fn rows(
        &self,
        table: &str,
        keys: &BTreeSet<Key>,
    ) -> Result<HashMap<Key, Row>> {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut rows = HashMap::new();
        for keys in keys.chunks(KEYS) {
            let mut open = Some(request(keys)?);
            while let Some(request) = open.take() {
                let call = self.client.batch_get_item().request_items(table, request);
                let answer = call.send().await.map_err(|cause| {
                    let doing = format!("read in table `{table}` which events were handled");
                    self.place
                        .failed(doing, cause)
                        .hint("--force does not ask, and sends also what was handled")
                })?;
                let found = answer.responses.unwrap_or_default().remove(table);
                rows.extend(found.unwrap_or_default().iter().filter_map(read));
                open = answer.unprocessed_keys.unwrap_or_default().remove(table);
            }
        }
        Ok(rows)
    }
}

fn request(keys: &[&Key]) -> Result<KeysAndAttributes> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let key =
        |(pk, sk): &&Key| HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]);
    KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .consistent_read(true)
        .projection_expression("pk, sk, #state, tries")
        .expression_attribute_names("#state", "state")
        .build()
        .map_err(|cause| Error::failed("Failed to describe keys to DynamoDB").because(cause))
}

fn read(row: &HashMap<String, AttributeValue>) -> Option<(Key, Row)> {
    let text = |name: &str| row.get(name)?.as_s().ok().cloned();
    let number = |name: &str| row.get(name)?.as_n().ok()?.parse().ok();
    let said = Row {
        state: text("state"),
        tries: number("tries").unwrap_or(0),
    };
    Some(((text("pk")?, text("sk")?), said))
}
