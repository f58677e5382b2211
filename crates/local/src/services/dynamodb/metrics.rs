//! Metrics in `AWS/DynamoDB`.
//! <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/metrics-dimensions.html>

use serde_json::Value as Json;

use super::DynamoDb;
use crate::{
    fault::Fault,
    services::cloudwatch::{Datum, Resolution},
};

/// What operations on items are called: those on tables have no metrics.
const ON_ITEMS: [&str; 8] = [
    "BatchGetItem",
    "BatchWriteItem",
    "DeleteItem",
    "GetItem",
    "PutItem",
    "Query",
    "Scan",
    "UpdateItem",
];
/// Codes of faults that are not the client's mistake.
const CONDITION: &str = "ConditionalCheckFailedException";

impl DynamoDb {
    /// Counts an operation that took so many milliseconds.
    pub(super) fn count<T>(
        &self,
        operation: &str,
        table: Option<&str>,
        outcome: &Result<T, Fault>,
        millis: f64,
    ) {
        let Some(table) = table.filter(|_| ON_ITEMS.contains(&operation)) else {
            return;
        };
        let table = ("TableName", self.names.table(table));
        match outcome {
            Ok(_) => {
                let of = [table, ("Operation", operation)];
                self.record("SuccessfulRequestLatency", &of, millis, "Milliseconds");
            }
            Err(fault) if fault.code == CONDITION => {
                self.record("ConditionalCheckFailedRequests", &[table], 1.0, "Count");
            }
            Err(fault) if fault.status < 500 => self.record("UserErrors", &[], 1.0, "Count"),
            Err(_) => {
                let of = [table, ("Operation", operation)];
                self.record("SystemErrors", &of, 1.0, "Count");
            }
        }
    }

    fn record(&self, name: &str, dimensions: &[(&str, &str)], value: f64, unit: &str) {
        let Some(cloud) = self.core.cloud() else {
            return;
        };
        let owned = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
        cloud.cloudwatch.record(Datum {
            namespace: "AWS/DynamoDB".to_owned(),
            name: name.to_owned(),
            dimensions: dimensions.iter().map(owned).collect(),
            value,
            times: 1.0,
            unit: unit.to_owned(),
            at_millis: self.core.clock.now_millis(),
            resolution: Resolution::Standard,
        });
    }
}

/// The table that a request is about.
pub(super) fn table_of(input: &Json) -> Option<String> {
    input["TableName"].as_str().map(str::to_owned)
}
