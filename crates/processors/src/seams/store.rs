//! The table: single-table design with `pk` and `sk`, TTL attribute `ttl`.

use async_trait::async_trait;
use serde_json::{Map, Value};

use super::error::SeamError;

/// A row: `pk`, `sk` and whatever else it holds.
pub type Item = Map<String, Value>;

/// The primary key of a row.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    /// The row `sk` in the partition `pk`.
    pub fn new(pk: impl Into<String>, sk: impl Into<String>) -> Self {
        Self {
            pk: pk.into(),
            sk: sk.into(),
        }
    }

    /// The row `sk` of a user.
    pub fn user(user_id: &str, sk: impl Into<String>) -> Self {
        Self::new(format!("USER#{user_id}"), sk)
    }
}

/// One change of one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Write {
    /// Which row.
    pub key: Key,
    /// What becomes of it.
    pub op: Op,
    /// What must hold for it, and so for all writes of the same call.
    pub condition: Option<Condition>,
}

/// What becomes of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Op {
    /// It holds exactly these attributes besides its key.
    Put(Item),
    /// It changes, or comes to be.
    Update(Change),
    /// It goes.
    Delete,
}

/// How a row changes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Change {
    /// Attributes that get these values.
    pub set: Item,
    /// Attributes that get these values unless they have one.
    pub default: Item,
    /// Numbers added to attributes; one that is absent counts as 0.
    pub add: Vec<(String, i64)>,
}

/// What must hold for a write.
#[derive(Debug, Clone, PartialEq)]
pub enum Condition {
    /// The row does not exist.
    Absent,
    /// The attribute has this value.
    Equals(&'static str, Value),
}

/// How a call to [`Store::write`] ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Written {
    /// Every write is durable.
    Committed,
    /// A condition did not hold; nothing was written.
    ConditionFailed,
}

/// The application's table.
#[async_trait]
pub trait Store: Send + Sync {
    /// Reads one row, strongly consistent.
    async fn get(&self, key: &Key) -> Result<Option<Item>, SeamError>;

    /// Reads the rows of a partition whose sort key has this prefix, in the order of their sort
    /// keys, at most `limit`.
    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError>;

    /// Makes all the writes or none: at most 100, each of another row.
    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError>;
}
