//! One operation of DynamoDB, by name.

use dynoxide::{Database, actions::get_records::GetRecordsResponse};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::{faults, iterators, names::Names, records};
use crate::{fault::Fault, service::Output};

/// What an operation goes by beside its input.
pub(super) struct Setting<'a> {
    pub(super) names: &'a Names,
    /// Milliseconds since the epoch.
    pub(super) now: i64,
}

/// Names each operation once. What describes tables goes out with this environment's ARNs; items
/// are never touched.
macro_rules! operations {
    ($($face:ident { $($way:ident $name:literal => $method:ident,)* })*) => {
        $(pub(super) const $face: &[&str] = &[$($name),*];)*

        /// Carries out `operation`.
        pub(super) fn run(
            tables: &Database,
            operation: &str,
            input: Json,
            setting: &Setting<'_>,
        ) -> Result<Output, Fault> {
            match operation {
                $($($name => $way(input, setting, |input| tables.$method(input)),)*)*
                other => Err(Fault::not_emulated("dynamodb", other)),
            }
        }
    };
}
operations! {
    TABLES {
        describe "CreateTable" => create_table,
        describe "DeleteTable" => delete_table,
        describe "DescribeTable" => describe_table,
        describe "UpdateTable" => update_table,
        answer "ListTables" => list_tables,
        answer "TagResource" => tag_resource,
        answer "UntagResource" => untag_resource,
        answer "ListTagsOfResource" => list_tags_of_resource,
        answer "UpdateTimeToLive" => update_time_to_live,
        answer "DescribeTimeToLive" => describe_time_to_live,
        answer "PutItem" => put_item,
        answer "GetItem" => get_item,
        answer "DeleteItem" => delete_item,
        answer "UpdateItem" => update_item,
        answer "Query" => query,
        answer "Scan" => scan,
        answer "BatchGetItem" => batch_get_item,
        answer "BatchWriteItem" => batch_write_item,
        answer "TransactWriteItems" => transact_write_items,
        answer "TransactGetItems" => transact_get_items,
        answer "ExecuteStatement" => execute_statement,
        answer "ExecuteTransaction" => execute_transaction,
        answer "BatchExecuteStatement" => batch_execute_statement,
    }
    STREAMS {
        describe "ListStreams" => list_streams,
        stream "DescribeStream" => describe_stream,
        iterator "GetShardIterator" => get_shard_iterator,
        records "GetRecords" => get_records,
    }
}

fn answer<In: DeserializeOwned, Out: Serialize + Send + 'static>(
    input: Json,
    _: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    let input = serde_json::from_value(input).map_err(|error| faults::of_input(&error))?;
    work(input).map(Output::of).map_err(faults::of_engine)
}

fn describe<In: DeserializeOwned, Out: Serialize>(
    input: Json,
    setting: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    described(input, setting, work).map(Output::of)
}

fn described<In: DeserializeOwned, Out: Serialize>(
    input: Json,
    setting: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Json, Fault> {
    let input = serde_json::from_value(input).map_err(|error| faults::of_input(&error))?;
    let output = work(input).map_err(faults::of_engine)?;
    let mut output = serde_json::to_value(&output).map_err(Fault::internal)?;
    setting.names.outward(&mut output);
    Ok(output)
}

/// A stream has one shard, which is open: it has no end yet.
fn stream<In: DeserializeOwned, Out: Serialize>(
    input: Json,
    setting: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    let mut output = described(input, setting, work)?;
    let shards = output["StreamDescription"]["Shards"].as_array_mut();
    for shard in shards.into_iter().flatten() {
        if let Some(range) = shard["SequenceNumberRange"].as_object_mut() {
            range.remove("EndingSequenceNumber");
        }
    }
    Ok(Output::of(output))
}

fn records<In: DeserializeOwned>(
    input: Json,
    setting: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<GetRecordsResponse>,
) -> Result<Output, Fault> {
    let input = serde_json::from_value(input).map_err(|error| faults::of_input(&error))?;
    let page = work(input).map_err(faults::of_engine)?;
    let shown = records::shown(page, setting.names.region());
    let mut shown = shown.map_err(Fault::internal)?;
    iterators::stamp(&mut shown, "NextShardIterator", setting.now);
    Ok(Output::of(shown))
}

fn iterator<In: DeserializeOwned, Out: Serialize>(
    input: Json,
    setting: &Setting<'_>,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    let mut output = described(input, setting, work)?;
    iterators::stamp(&mut output, "ShardIterator", setting.now);
    Ok(Output::of(output))
}
