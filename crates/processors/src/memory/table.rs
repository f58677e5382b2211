//! A table with the promises of DynamoDB that the processors rely on.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::lock;
use crate::seams::{Change, Condition, Item, Key, Op, SeamError, Store, Write, Written};

/// The most writes of one transaction.
const MOST_WRITES: usize = 100;

/// A table in memory.
#[derive(Debug, Default)]
pub struct MemoryTable {
    rows: Mutex<BTreeMap<Key, Item>>,
    failures: Mutex<Vec<SeamError>>,
}

impl MemoryTable {
    /// The row with this key.
    pub fn row(&self, pk: &str, sk: &str) -> Option<Value> {
        lock(&self.rows)
            .get(&Key::new(pk, sk))
            .cloned()
            .map(Value::Object)
    }

    /// The sort keys of a partition, in order.
    pub fn sort_keys(&self, pk: &str) -> Vec<String> {
        lock(&self.rows)
            .keys()
            .filter(|key| key.pk == pk)
            .map(|key| key.sk.clone())
            .collect()
    }

    /// Every row but the markers of handled events.
    pub fn rows(&self) -> BTreeMap<Key, Item> {
        let rows = lock(&self.rows);
        let kept = rows.iter().filter(|(key, _)| !key.pk.starts_with("EVENT#"));
        kept.map(|(key, item)| (key.clone(), item.clone()))
            .collect()
    }

    /// Puts a row without conditions.
    pub fn seed(&self, key: Key, attributes: Value) {
        let Value::Object(item) = attributes else {
            return;
        };
        apply(
            &mut lock(&self.rows),
            &Write {
                key,
                op: Op::Put(item),
                condition: None,
            },
        );
    }

    /// Makes the next writes fail with these errors, one each.
    pub fn fail_writes(&self, errors: impl IntoIterator<Item = SeamError>) {
        lock(&self.failures).extend(errors);
    }
}

#[async_trait]
impl Store for MemoryTable {
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError> {
        Ok(lock(&self.rows).get(key).cloned())
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        let rows = lock(&self.rows);
        let found = rows.range(Key::new(pk, prefix)..);
        let found = found.take_while(|(key, _)| key.pk == pk && key.sk.starts_with(prefix));
        Ok(found.take(limit).map(|(_, item)| item.clone()).collect())
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        if let Some(error) = lock(&self.failures).pop() {
            return Err(error);
        }
        check_transaction(writes)?;
        let mut rows = lock(&self.rows);
        if !writes.iter().all(|write| holds(&rows, write)) {
            return Ok(Written::ConditionFailed);
        }
        writes.iter().for_each(|write| apply(&mut rows, write));
        Ok(Written::Committed)
    }
}

fn check_transaction(writes: &[Write]) -> Result<(), SeamError> {
    let keys: BTreeSet<_> = writes.iter().map(|write| &write.key).collect();
    let fault = |reason| Err(SeamError::permanent("table", "TransactWriteItems", reason));
    match writes.len() {
        0 => fault("ValidationException: no writes"),
        n if n > MOST_WRITES => fault("ValidationException: more than 100 writes"),
        n if n > keys.len() => fault("ValidationException: several operations on one item"),
        _ => Ok(()),
    }
}

fn holds(rows: &BTreeMap<Key, Item>, write: &Write) -> bool {
    let row = rows.get(&write.key);
    match &write.condition {
        None => true,
        Some(Condition::Absent) => row.is_none(),
        Some(Condition::Equals(name, value)) => {
            row.is_some_and(|row| row.get(*name) == Some(value))
        }
    }
}

fn apply(rows: &mut BTreeMap<Key, Item>, write: &Write) {
    match &write.op {
        Op::Put(item) => drop(rows.insert(write.key.clone(), keyed(&write.key, item.clone()))),
        Op::Update(change) => {
            let row = rows.entry(write.key.clone()).or_default();
            *row = keyed(&write.key, changed(std::mem::take(row), change));
        }
        Op::Delete => drop(rows.remove(&write.key)),
    }
}

fn changed(mut row: Item, change: &Change) -> Item {
    row.extend(change.set.clone());
    for (name, value) in &change.default {
        row.entry(name).or_insert_with(|| value.clone());
    }
    for (name, amount) in &change.add {
        let sum = row.get(name).and_then(Value::as_i64).unwrap_or(0) + amount;
        row.insert(name.clone(), json!(sum));
    }
    row
}

fn keyed(key: &Key, mut item: Item) -> Item {
    item.insert("pk".into(), json!(key.pk));
    item.insert("sk".into(), json!(key.sk));
    item
}
