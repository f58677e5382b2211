//! What DynamoDB refuses and the engine takes: streams and shards that are not there, a time to live
//! that is set as it is, and several changes of indexes at once.

use dynoxide::{Database, streams::shard_id};
use serde_json::Value as Json;

use super::{faults, names::Names};
use crate::fault::Fault;

/// Looks at a request as the engine gets it.
///
/// # Errors
/// `ResourceNotFoundException`, `ValidationException`, `LimitExceededException`.
pub(super) fn check(
    tables: &Database,
    operation: &str,
    input: &Json,
    names: &Names,
) -> Result<(), Fault> {
    match operation {
        "DescribeStream" => stream(tables, input, names).map(drop),
        "GetShardIterator" => shard(tables, input, names),
        "UpdateTable" => indexes(tables, input),
        "UpdateTimeToLive" => time_to_live(tables, input),
        _ => Ok(()),
    }
}

/// The name of the table whose stream is meant; nothing when the request names none.
fn stream(tables: &Database, input: &Json, names: &Names) -> Result<Option<String>, Fault> {
    let Some(arn) = input["StreamArn"].as_str() else {
        return Ok(None);
    };
    let resource = arn.split_once(":table/").map(|(_, resource)| resource);
    let place = resource.and_then(|resource| resource.split_once("/stream/"));
    let (table, label) = place.unwrap_or_default();
    let found = tables
        .get_table_metadata(table)
        .map_err(faults::of_engine)?;
    let known = found.filter(|table| table.stream_enabled);
    match known.and_then(|table| table.stream_label).as_deref() {
        Some(known) if known == label => Ok(Some(table.to_owned())),
        _ => Err(missing("Stream", arn, names)),
    }
}

fn shard(tables: &Database, input: &Json, names: &Names) -> Result<(), Fault> {
    let table = stream(tables, input, names)?;
    match (table, input["ShardId"].as_str()) {
        (Some(table), Some(shard)) if shard != shard_id(&table) => {
            Err(missing("Shard", shard, names))
        }
        _ => Ok(()),
    }
}

fn missing(what: &str, name: &str, names: &Names) -> Fault {
    let mut name = Json::String(name.to_owned());
    names.outward(&mut name);
    let name = name.as_str().unwrap_or_default();
    let message = format!("Requested resource not found: {what}: {name} not found");
    Fault::new("ResourceNotFoundException", message)
}

/// One index is made or taken away at a time.
fn indexes(tables: &Database, input: &Json) -> Result<(), Fault> {
    let changes = input["GlobalSecondaryIndexUpdates"].as_array();
    let changes = changes.into_iter().flatten();
    let made_or_gone = |change: &&Json| {
        ["Create", "Delete"]
            .iter()
            .any(|way| change[way].is_object())
    };
    if changes.filter(made_or_gone).count() < 2 {
        return Ok(());
    }
    let table = input["TableName"].as_str().unwrap_or_default();
    let found = tables
        .get_table_metadata(table)
        .map_err(faults::of_engine)?;
    match found {
        Some(_) => Err(Fault::new(
            "LimitExceededException",
            "Subscriber limit exceeded: Only 1 online index can be created or deleted \
             simultaneously per table",
        )),
        None => Ok(()),
    }
}

fn time_to_live(tables: &Database, input: &Json) -> Result<(), Fault> {
    let table = input["TableName"].as_str().unwrap_or_default();
    let wanted = &input["TimeToLiveSpecification"];
    let found = tables
        .get_table_metadata(table)
        .map_err(faults::of_engine)?;
    let (Some(table), Some(enabled)) = (found, wanted["Enabled"].as_bool()) else {
        return Ok(());
    };
    let same = table.ttl_attribute.as_deref() == wanted["AttributeName"].as_str();
    match (enabled, table.ttl_enabled) {
        (true, true) if same => Err(Fault::validation("TimeToLive is already enabled")),
        (false, false) => Err(Fault::validation("TimeToLive is already disabled")),
        _ => Ok(()),
    }
}
