//! Tables: what the processors have written down of the events that they handled.

use std::collections::{BTreeSet, HashMap, HashSet};

use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes};

use super::DynamoDb;
use crate::error::{Error, Result};

/// Keys in one request (DynamoDB API reference, BatchGetItem).
const KEYS: usize = 100;

/// The primary key of a row: `pk`, `sk`.
pub(crate) type Key = (String, String);

impl DynamoDb {
    /// Those of the keys whose rows say `state = done`.
    pub(crate) async fn done(&self, table: &str, keys: &BTreeSet<Key>) -> Result<HashSet<Key>> {
        let keys: Vec<&Key> = keys.iter().collect();
        let mut done = HashSet::new();
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
                let rows = answer.responses.unwrap_or_default().remove(table);
                done.extend(rows.unwrap_or_default().iter().filter_map(key_if_done));
                open = answer.unprocessed_keys.unwrap_or_default().remove(table);
            }
        }
        Ok(done)
    }
}

fn request(keys: &[&Key]) -> Result<KeysAndAttributes> {
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let key =
        |(pk, sk): &&Key| HashMap::from([("pk".to_owned(), text(pk)), ("sk".to_owned(), text(sk))]);
    KeysAndAttributes::builder()
        .set_keys(Some(keys.iter().map(key).collect()))
        .consistent_read(true)
        .projection_expression("pk, sk, #state")
        .expression_attribute_names("#state", "state")
        .build()
        .map_err(|cause| Error::failed("Failed to describe keys to DynamoDB").because(cause))
}

fn key_if_done(row: &HashMap<String, AttributeValue>) -> Option<Key> {
    let text = |name: &str| row.get(name)?.as_s().ok().cloned();
    (text("state")? == "done").then_some((text("pk")?, text("sk")?))
}
