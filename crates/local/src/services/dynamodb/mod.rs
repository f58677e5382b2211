//! DynamoDB, over `dynoxide`, which keeps everything in one SQLite file with a synced write-ahead
//! log: what it has answered survives a crash.

mod engine;
mod extras;
mod faults;
mod intact;
mod iterators;
mod metrics;
mod names;
mod nesting;
mod records;
mod strict;
mod sweep;

use std::{
    sync::{Arc, Mutex, OnceLock, PoisonError},
    time::Instant,
};

use async_trait::async_trait;
use dynoxide::Database;
use serde_json::Value as Json;
use tokio::task::spawn_blocking;

use crate::{
    core::Core,
    fault::Fault,
    ledger::Ledger,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use engine::Setting;
use extras::Extras;
use names::Names;

/// The DynamoDB of one environment. Its file is opened when it is first needed.
pub struct DynamoDb {
    core: Arc<Core>,
    names: Names,
    database: OnceLock<Database>,
    opening: Mutex<()>,
    extras: Ledger<Extras>,
}

impl DynamoDb {
    /// Reads what is stored beside the tables and starts the removal of expired items.
    ///
    /// # Errors
    /// When the store or the file of the tables cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let dynamodb = Arc::new(Self {
            core: Arc::clone(core),
            names: Names::new(&core.region, &core.account),
            database: OnceLock::new(),
            opening: Mutex::new(()),
            extras: Ledger::new(Extras::load(&core.store)?, core.store.clone()),
        });
        intact::check(&dynamodb.path())?;
        sweep::start(&dynamodb);
        Ok(dynamodb)
    }

    fn path(&self) -> std::path::PathBuf {
        self.core.data_dir.join("dynamodb.sqlite")
    }

    /// The tables. Blocks while the file is opened.
    fn database(&self) -> Result<&Database, Fault> {
        let _one_at_a_time = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(open) = self.database.get() {
            return Ok(open);
        }
        let path = self.path();
        let failed = |error: &dyn std::fmt::Display| {
            Fault::internal(format!("{} cannot be opened: {error}", path.display()))
        };
        std::fs::create_dir_all(&self.core.data_dir).map_err(|error| failed(&error))?;
        let opened = Database::new(&path.to_string_lossy()).map_err(|error| failed(&error))?;
        Ok(self.database.get_or_init(|| opened))
    }

    /// Runs work that blocks on the tables away from the event loop.
    async fn blocking<T: Send + 'static>(
        self: &Arc<Self>,
        work: impl FnOnce(&Database) -> Result<T, Fault> + Send + 'static,
    ) -> Result<T, Fault> {
        let this = Arc::clone(self);
        spawn_blocking(move || work(this.database()?))
            .await
            .unwrap_or_else(|error| Err(Fault::internal(error)))
    }

    async fn run(self: &Arc<Self>, operation: &str, input: Json) -> Result<Output, Fault> {
        if let Some(answer) = self.extra(operation, &input).await? {
            return Ok(Output::of(answer));
        }
        nesting::check(&input)?;
        let (table, begun) = (metrics::table_of(&input), Instant::now());
        let now = self.core.clock.now_millis();
        if operation == "GetRecords" {
            iterators::check(&input["ShardIterator"], now)?;
        }
        let input = self.names.inward(operation, input);
        let (named, names) = (operation.to_owned(), self.names.clone());
        let output = self.blocking(move |tables| {
            strict::check(tables, &named, &input, &names)?;
            let names = &names;
            engine::run(tables, &named, input, &Setting { names, now })
        });
        let output = output.await;
        let millis = begun.elapsed().as_secs_f64() * 1000.0;
        self.count(operation, table.as_deref(), &output, millis);
        output
    }
}

/// DynamoDB under one of its two signing names.
pub struct Face {
    name: &'static str,
    dynamodb: Arc<DynamoDb>,
}

impl Face {
    /// `dynamodb` and `dynamodbstreams`.
    pub fn both(dynamodb: &Arc<DynamoDb>) -> [Arc<Self>; 2] {
        ["dynamodb", "dynamodbstreams"].map(|name| {
            let dynamodb = Arc::clone(dynamodb);
            Arc::new(Self { name, dynamodb })
        })
    }
}

#[async_trait]
impl Service for Face {
    fn name(&self) -> &'static str {
        self.name
    }

    fn operations(&self) -> Vec<&'static str> {
        match self.name {
            "dynamodbstreams" => engine::STREAMS.to_vec(),
            _ => [engine::TABLES, extras::OPERATIONS].concat(),
        }
    }

    async fn call(&self, operation: &str, input: Input, _: &Caller) -> Result<Output, Fault> {
        self.dynamodb.run(operation, input.parse(self.name)?).await
    }
}

#[cfg(test)]
mod tests;
