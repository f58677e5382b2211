//! The tables in the file, and moving changes from the journal into them.

use std::ops::Bound;

use bytes::Bytes;
use redb::{
    AccessGuard, Database, Durability, ReadableDatabase, ReadableTable, StorageError,
    TableDefinition,
};

use super::{StoreError, block, failed, recent::Changes};

pub(super) type Slice = &'static [u8];

/// What the store keeps for itself; plain values, no blocks.
const OWN: &str = "store.journal";

/// Under this key there: the number of the last file of the journal whose changes are in.
const MOVED: &[u8] = b"moved";

/// Under this key there: how tables are kept. 2 since they are of blocks, 3 since queued
/// invocations lie by when they are due, 4 since delayed messages do, too, and records of deliveries
/// have a time.
const FORMAT: &[u8] = b"format";
const CURRENT: &[u8] = &[4];

/// How a table of this name is kept in the file.
fn definition(name: &str) -> TableDefinition<'_, Slice, Slice> {
    TableDefinition::new(name)
}

/// A table as it is in the file now.
pub(super) fn open(
    database: &dyn ReadableDatabase,
    name: &str,
) -> Result<Option<redb::ReadOnlyTable<Slice, Slice>>, StoreError> {
    let read = database.begin_read().map_err(failed)?;
    match read.open_table(definition(name)) {
        Ok(table) => Ok(Some(table)),
        Err(redb::TableError::TableDoesNotExist(_)) => Ok(None),
        Err(other) => Err(failed(other)),
    }
}

/// A key of the file and its value, still in the pages of the file.
type Stored<'t> = (AccessGuard<'t, Slice>, AccessGuard<'t, Slice>);

/// The block that a record with this key is in, if it is anywhere, and the block's own key.
pub(super) fn block_of<'t>(
    table: &'t impl ReadableTable<Slice, Slice>,
    key: &[u8],
) -> Result<Option<Stored<'t>>, StorageError> {
    table.range::<&[u8]>(..=key)?.next_back().transpose()
}

/// Whether the tables are kept as they are here.
pub(super) fn are_known(database: &dyn ReadableDatabase) -> Result<bool, StoreError> {
    let read = database.begin_read().map_err(failed)?;
    let is_new = read.list_tables().map_err(failed)?.next().is_none();
    Ok(is_new || own(database, FORMAT)?.is_some_and(|format| format == CURRENT))
}

/// The number of the last file of the journal whose changes are in the tables; 0 before the first.
pub(super) fn last_moved(database: &dyn ReadableDatabase) -> Result<u64, StoreError> {
    let stored = own(database, MOVED)?;
    let number = stored.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
    Ok(number.unwrap_or_default())
}

fn own(database: &dyn ReadableDatabase, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(table) = open(database, OWN)? else {
        return Ok(None);
    };
    let found = table.get(key).map_err(failed)?;
    Ok(found.map(|value| value.value().to_vec()))
}

/// Makes the changes of the journal up to this file in one transaction, in blocks of up to `full`
/// bytes.
pub(super) fn make(
    database: &Database,
    changes: &Changes,
    last: u64,
    full: usize,
) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    // With the engine's own bookkeeping a start after a kill need not read the whole file.
    transaction.set_quick_repair(true);
    for (name, keys) in changes.tables() {
        let mut table = transaction.open_table(definition(name))?;
        let mut changes = keys.iter().peekable();
        while let Some((first, _)) = changes.peek() {
            let (block, next) = around(&table, first)?;
            let is_in = |key: &Bytes| next.as_ref().is_none_or(|next| **key < **next);
            let run = std::iter::from_fn(|| changes.next_if(|(key, _)| is_in(key)));
            rewrite(&mut table, block, &run.collect::<Vec<_>>(), full)?;
        }
    }
    let mut own = transaction.open_table(definition(OWN))?;
    own.insert(MOVED, last.to_be_bytes().as_slice())?;
    own.insert(FORMAT, CURRENT)?;
    drop(own);
    transaction.commit()?;
    Ok(())
}

/// A block and its key.
type Block = (Vec<u8>, Vec<u8>);

/// The block that a key belongs into, and the key of the next one.
fn around(
    table: &impl ReadableTable<Slice, Slice>,
    key: &[u8],
) -> Result<(Option<Block>, Option<Vec<u8>>), redb::Error> {
    let block = block_of(table, key)?;
    let block = block.map(|(key, block)| (key.value().to_vec(), block.value().to_vec()));
    let behind = (Bound::Excluded(key), Bound::Unbounded);
    let next = table.range::<&[u8]>(behind)?.next().transpose()?;
    Ok((block, next.map(|(key, _)| key.value().to_vec())))
}

/// Makes changes that all belong into one block; it may become several, or none.
fn rewrite(
    table: &mut redb::Table<'_, Slice, Slice>,
    block: Option<Block>,
    changes: &[(&Bytes, &Option<Bytes>)],
    full: usize,
) -> Result<(), redb::Error> {
    let (key, old) = block.unzip();
    let records = block::records(old.as_deref().unwrap_or_default());
    let records = records.map_err(|nonsense| redb::Error::Corrupted(nonsense.to_string()))?;
    let Some(records) = block::changed(records, changes) else {
        return Ok(());
    };
    // The first block keeps its key, which need not be that of a record.
    let mut key = key.as_deref();
    if let (Some(key), true) = (key, records.is_empty()) {
        table.remove(key)?;
    }
    let last = changes.last().map(|(key, _)| &***key);
    let appended = records.last().map(|(key, _)| *key) == last;
    for records in block::cut(&records, full, appended) {
        let key = key.take().unwrap_or(records[0].0);
        let mut place = table.insert_reserve(key, block::length(records))?;
        block::write(records, place.as_mut());
    }
    Ok(())
}
