//! redb: one copy-on-write B-tree for each table, in one file.

use std::path::Path;

use redb::{Database, Durability, ReadableDatabase, ReadableTable, TableDefinition, TableError};

use super::Engine;
use crate::{
    Outcome,
    load::{Change, TABLES},
};

struct Redb {
    database: Database,
    quick_repair: bool,
}

pub fn open(directory: &Path) -> Outcome<Box<dyn Engine>> {
    opened(directory, false)
}

/// With what a start after a kill needs written in every commit.
pub fn open_quick(directory: &Path) -> Outcome<Box<dyn Engine>> {
    opened(directory, true)
}

fn opened(directory: &Path, quick_repair: bool) -> Outcome<Box<dyn Engine>> {
    let database = Database::builder()
        .set_cache_size(64 << 20)
        .create(directory.join("store.redb"))?;
    Ok(Box::new(Redb {
        database,
        quick_repair,
    }))
}

fn table(number: usize) -> TableDefinition<'static, &'static [u8], &'static [u8]> {
    TableDefinition::new(TABLES[number])
}

impl Engine for Redb {
    fn commit(&mut self, changes: Vec<Change>) -> Outcome<()> {
        let mut transaction = self.database.begin_write()?;
        transaction.set_durability(Durability::Immediate)?;
        transaction.set_quick_repair(self.quick_repair);
        for number in 0..TABLES.len() {
            let mut table = transaction.open_table(table(number))?;
            for change in changes.iter().filter(|change| change.table == number) {
                match &change.value {
                    Some(value) => drop(table.insert(&change.key[..], value.as_slice())?),
                    None => drop(table.remove(&change.key[..])?),
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn walk(&mut self, number: usize, visitor: &mut dyn FnMut(&[u8], &[u8])) -> Outcome<()> {
        let table = match self.database.begin_read()?.open_table(table(number)) {
            Err(TableError::TableDoesNotExist(_)) => return Ok(()),
            other => other?,
        };
        for record in table.iter()? {
            let (key, value) = record?;
            visitor(key.value(), value.value());
        }
        Ok(())
    }
}
