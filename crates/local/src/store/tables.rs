//! Moving changes from the journal into the tables.

use redb::{Database, Durability, ReadableDatabase};

use super::{
    StoreError, Table,
    recent::{Changes, Recent},
    view,
};

/// What the store keeps for itself.
const OWN: Table = Table("store.journal");

/// Under this key there: the number of the last file of the journal whose changes are in.
const MOVED: &[u8] = b"moved";

/// The number of the last file of the journal whose changes are in the tables; 0 before the first.
pub(super) fn last_moved(database: &dyn ReadableDatabase) -> Result<u64, StoreError> {
    let stored = view::get(database, &Recent::default(), OWN, MOVED)?;
    let number = stored.and_then(|bytes| Some(u64::from_be_bytes(bytes.try_into().ok()?)));
    Ok(number.unwrap_or_default())
}

/// Makes the changes of the journal up to this file in one transaction.
pub(super) fn make(database: &Database, changes: &Changes, last: u64) -> Result<(), redb::Error> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    // With the engine's own bookkeeping a start after a kill need not read the whole file.
    transaction.set_quick_repair(true);
    for (name, keys) in changes.tables() {
        let mut table = transaction.open_table(view::definition(name))?;
        for (key, value) in keys {
            match value {
                Some(value) => drop(table.insert(&**key, &**value)?),
                None => drop(table.remove(&**key)?),
            }
        }
    }
    let mut own = transaction.open_table(view::definition(OWN.0))?;
    own.insert(MOVED, last.to_be_bytes().as_slice())?;
    drop(own);
    transaction.commit()?;
    Ok(())
}
