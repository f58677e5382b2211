//! The table in DynamoDB.

use async_trait::async_trait;
use aws_config::SdkConfig;
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{AttributeValue, Delete, Put, TransactWriteItem, Update};

use super::attribute::{attributes, item, key};
use super::expression::Expressed;
use super::failure::failure;
use crate::seams::{Change, Item, Key, Op, SeamError, Store, Write, Written};

const SEAM: &str = "table";

/// A DynamoDB table.
pub(super) struct Table {
    client: Client,
    name: String,
}

impl Table {
    pub(super) fn new(config: &SdkConfig, name: &str) -> Self {
        Self {
            client: Client::new(config),
            name: name.to_owned(),
        }
    }

    fn transact(&self, write: &Write) -> Result<TransactWriteItem, SeamError> {
        let item = TransactWriteItem::builder();
        let condition = write
            .condition
            .as_ref()
            .map(Expressed::condition)
            .unwrap_or_default();
        let item = match &write.op {
            Op::Put(row) => item.put(self.put(&write.key, row, condition)?),
            Op::Delete => item.delete(self.delete(&write.key, condition)?),
            Op::Update(change) => item.update(self.update(&write.key, change, condition)?),
        };
        Ok(item.build())
    }

    fn put(&self, at: &Key, row: &Item, condition: Expressed) -> Result<Put, SeamError> {
        let mut attributes = attributes(row);
        attributes.extend(key(at));
        let put = Put::builder()
            .table_name(&self.name)
            .set_item(Some(attributes));
        put.set_condition_expression(condition.text())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values())
            .build()
            .map_err(malformed)
    }

    fn delete(&self, at: &Key, condition: Expressed) -> Result<Delete, SeamError> {
        let delete = Delete::builder()
            .table_name(&self.name)
            .set_key(Some(key(at)));
        delete
            .set_condition_expression(condition.text())
            .set_expression_attribute_names(condition.names())
            .set_expression_attribute_values(condition.values())
            .build()
            .map_err(malformed)
    }

    fn update(
        &self,
        at: &Key,
        change: &Change,
        mut expressed: Expressed,
    ) -> Result<Update, SeamError> {
        let condition = expressed.text();
        let assignments = expressed.change(change);
        let update = Update::builder()
            .table_name(&self.name)
            .set_key(Some(key(at)));
        update
            .update_expression(assignments)
            .set_condition_expression(condition)
            .set_expression_attribute_names(expressed.names())
            .set_expression_attribute_values(expressed.values())
            .build()
            .map_err(malformed)
    }
}

#[async_trait]
impl Store for Table {
    async fn get(&self, at: &Key) -> Result<Option<Item>, SeamError> {
        let get = self
            .client
            .get_item()
            .table_name(&self.name)
            .set_key(Some(key(at)));
        let answer = get.consistent_read(true).send().await;
        Ok(answer
            .map_err(|error| failure(SEAM, "GetItem", error))?
            .item
            .map(item))
    }

    async fn query(&self, pk: &str, prefix: &str, limit: usize) -> Result<Vec<Item>, SeamError> {
        let query = self
            .client
            .query()
            .table_name(&self.name)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND begins_with(sk, :prefix)")
            .expression_attribute_values(":pk", AttributeValue::S(pk.to_owned()))
            .expression_attribute_values(":prefix", AttributeValue::S(prefix.to_owned()))
            .limit(i32::try_from(limit).unwrap_or(i32::MAX));
        let mut pages = query.into_paginator().items().send();
        let mut found = Vec::new();
        while found.len() < limit {
            let Some(row) = pages.next().await else { break };
            found.push(item(row.map_err(|error| failure(SEAM, "Query", error))?));
        }
        Ok(found)
    }

    async fn write(&self, writes: &[Write]) -> Result<Written, SeamError> {
        let items = writes
            .iter()
            .map(|write| self.transact(write))
            .collect::<Result<_, _>>()?;
        let call = self
            .client
            .transact_write_items()
            .set_transact_items(Some(items));
        match call.send().await {
            Ok(_) => Ok(Written::Committed),
            Err(error) => match reasons(&error) {
                codes if codes.contains(&"ConditionalCheckFailed") => Ok(Written::ConditionFailed),
                codes if codes.iter().any(|code| is_conflict(code)) => Err(SeamError::transient(
                    SEAM,
                    "TransactWriteItems",
                    codes.join(", "),
                )),
                _ => Err(failure(SEAM, "TransactWriteItems", error)),
            },
        }
    }
}

/// Why each write of a cancelled transaction stood against it.
fn reasons<R>(error: &SdkError<TransactWriteItemsError, R>) -> Vec<&str> {
    let Some(TransactWriteItemsError::TransactionCanceledException(cancelled)) =
        error.as_service_error()
    else {
        return Vec::new();
    };
    let codes = cancelled
        .cancellation_reasons()
        .iter()
        .filter_map(|reason| reason.code());
    codes.filter(|code| *code != "None").collect()
}

fn is_conflict(code: &str) -> bool {
    matches!(
        code,
        "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
    )
}

fn malformed(error: aws_sdk_dynamodb::error::BuildError) -> SeamError {
    SeamError::permanent(SEAM, "TransactWriteItems", error)
}
