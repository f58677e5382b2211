//! What DynamoDB has and the engine has not: backups in name, so that templates can ask for them.

use std::{collections::BTreeSet, sync::Arc};

use serde_json::{Value as Json, json};

use super::DynamoDb;
use crate::{
    fault::Fault,
    store::{Batch, Store, StoreError, Table},
};

const RECOVERABLE: Table = Table("dynamodb.recoverable");

/// Tables for which point-in-time recovery is on. Nothing can be restored here.
pub(super) struct Extras {
    recoverable: BTreeSet<String>,
}

impl Extras {
    pub(super) fn load(store: &Store) -> Result<Self, StoreError> {
        let names = store
            .load::<bool>(RECOVERABLE)?
            .into_iter()
            .map(|(name, _)| name);
        Ok(Self {
            recoverable: names.collect(),
        })
    }

    fn set(&mut self, table: &str, on: bool, batch: &mut Batch) {
        if on {
            batch.put(RECOVERABLE, table, &true);
            self.recoverable.insert(table.to_owned());
        } else {
            batch.delete(RECOVERABLE, table);
            self.recoverable.remove(table);
        }
    }
}

/// The operations that are carried out here.
pub(super) const OPERATIONS: &[&str] = &[
    "UpdateContinuousBackups",
    "DescribeContinuousBackups",
    "DescribeLimits",
    "DescribeEndpoints",
];

impl DynamoDb {
    /// The answer to an operation that is carried out here; `None` for those of the engine.
    pub(super) async fn extra(
        self: &Arc<Self>,
        operation: &str,
        input: &Json,
    ) -> Result<Option<Json>, Fault> {
        let answer = match operation {
            "UpdateContinuousBackups" => self.update_backups(input).await?,
            "DescribeContinuousBackups" => self.describe_backups(input).await?,
            "DescribeLimits" => json!({
                "AccountMaxReadCapacityUnits": 80000, "AccountMaxWriteCapacityUnits": 80000,
                "TableMaxReadCapacityUnits": 40000, "TableMaxWriteCapacityUnits": 40000,
            }),
            "DescribeEndpoints" => json!({ "Endpoints": [{
                "Address": self.core.endpoint().trim_start_matches("http://"),
                "CachePeriodInMinutes": 1440,
            }]}),
            _ => return Ok(None),
        };
        Ok(Some(answer))
    }

    async fn update_backups(self: &Arc<Self>, input: &Json) -> Result<Json, Fault> {
        let table = self.existing(input).await?;
        let on = &input["PointInTimeRecoverySpecification"]["PointInTimeRecoveryEnabled"];
        let Some(on) = on.as_bool() else {
            return Err(Fault::validation(
                "PointInTimeRecoveryEnabled must be given.",
            ));
        };
        self.extras
            .change(|extras, batch| {
                extras.set(&table, on, batch);
                Ok(description(on))
            })
            .await
    }

    async fn describe_backups(self: &Arc<Self>, input: &Json) -> Result<Json, Fault> {
        let table = self.existing(input).await?;
        let on = self
            .extras
            .read(|extras| extras.recoverable.contains(&table));
        Ok(description(on))
    }

    /// The name of the request's table, when there is such a table.
    async fn existing(self: &Arc<Self>, input: &Json) -> Result<String, Fault> {
        let wanted = input["TableName"].as_str().unwrap_or_default();
        let table = self.names.table(wanted).to_owned();
        let name = table.clone();
        let found = self.blocking(move |tables| {
            tables
                .get_table_metadata(&name)
                .map_err(super::faults::of_engine)
        });
        match found.await? {
            Some(_) => Ok(table),
            None => Err(Fault::new(
                "TableNotFoundException",
                format!("Table not found: {table}"),
            )),
        }
    }
}

fn description(on: bool) -> Json {
    let status = if on { "ENABLED" } else { "DISABLED" };
    json!({ "ContinuousBackupsDescription": {
        "ContinuousBackupsStatus": "ENABLED",
        "PointInTimeRecoveryDescription": { "PointInTimeRecoveryStatus": status },
    }})
}
