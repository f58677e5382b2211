//! One operation of DynamoDB, by name.

use dynoxide::Database;
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value as Json;

use super::{faults, names::Names};
use crate::{fault::Fault, service::Output};

macro_rules! run {
    ($tables:ident, $operation:expr, $input:ident, $names:ident;
     tables { $($table:literal => $table_method:ident),* $(,)? }
     items { $($item:literal => $item_method:ident),* $(,)? }) => {
        match $operation {
            $($table => describe($input, $names, |input| $tables.$table_method(input)),)*
            $($item => answer($input, |input| $tables.$item_method(input)),)*
            other => Err(Fault::not_emulated("dynamodb", other)),
        }
    };
}

/// Carries out `operation`. What describes tables goes out with this environment's ARNs; items
/// are never touched.
pub(super) fn run(
    tables: &Database,
    operation: &str,
    input: Json,
    names: &Names,
) -> Result<Output, Fault> {
    run!(tables, operation, input, names;
        tables {
            "CreateTable" => create_table,
            "DeleteTable" => delete_table,
            "DescribeTable" => describe_table,
            "UpdateTable" => update_table,
            "ListStreams" => list_streams,
            "DescribeStream" => describe_stream,
        }
        items {
            "ListTables" => list_tables,
            "TagResource" => tag_resource,
            "UntagResource" => untag_resource,
            "ListTagsOfResource" => list_tags_of_resource,
            "UpdateTimeToLive" => update_time_to_live,
            "DescribeTimeToLive" => describe_time_to_live,
            "PutItem" => put_item,
            "GetItem" => get_item,
            "DeleteItem" => delete_item,
            "UpdateItem" => update_item,
            "Query" => query,
            "Scan" => scan,
            "BatchGetItem" => batch_get_item,
            "BatchWriteItem" => batch_write_item,
            "TransactWriteItems" => transact_write_items,
            "TransactGetItems" => transact_get_items,
            "GetShardIterator" => get_shard_iterator,
            "GetRecords" => get_records,
            "ExecuteStatement" => execute_statement,
            "ExecuteTransaction" => execute_transaction,
            "BatchExecuteStatement" => batch_execute_statement,
        }
    )
}

fn answer<In: DeserializeOwned, Out: Serialize + Send + 'static>(
    input: Json,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    let input = serde_json::from_value(input).map_err(|error| faults::of_input(&error))?;
    work(input).map(Output::of).map_err(faults::of_engine)
}

fn describe<In: DeserializeOwned, Out: Serialize>(
    input: Json,
    names: &Names,
    work: impl FnOnce(In) -> dynoxide::Result<Out>,
) -> Result<Output, Fault> {
    let input = serde_json::from_value(input).map_err(|error| faults::of_input(&error))?;
    let output = work(input).map_err(faults::of_engine)?;
    let mut output = serde_json::to_value(&output).map_err(Fault::internal)?;
    names.outward(&mut output);
    Ok(Output::of(output))
}
