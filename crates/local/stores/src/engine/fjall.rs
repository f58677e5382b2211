//! fjall: a log-structured merge tree for each table, behind one journal.

use std::path::Path;

use fjall::{Database, Keyspace, KeyspaceCreateOptions, PersistMode};

use super::Engine;
use crate::{
    Outcome,
    load::{Change, TABLES},
};

struct Fjall {
    database: Database,
    tables: Vec<Keyspace>,
}

pub fn open(directory: &Path) -> Outcome<Box<dyn Engine>> {
    let database = Database::builder(directory)
        .worker_threads(1)
        .cache_size(16 << 20)
        .open()?;
    let options = || KeyspaceCreateOptions::default().max_memtable_size(8 << 20);
    let tables = TABLES.iter().map(|name| database.keyspace(name, options));
    let tables = tables.collect::<Result<_, _>>()?;
    Ok(Box::new(Fjall { database, tables }))
}

impl Engine for Fjall {
    fn commit(&mut self, changes: Vec<Change>) -> Outcome<()> {
        let mut batch = self
            .database
            .batch()
            .durability(Some(PersistMode::SyncData));
        for change in changes {
            let table = &self.tables[change.table];
            match change.value {
                Some(value) => batch.insert(table, change.key, value),
                None => batch.remove(table, change.key),
            }
        }
        Ok(batch.commit()?)
    }

    fn walk(&mut self, number: usize, visitor: &mut dyn FnMut(&[u8], &[u8])) -> Outcome<()> {
        for record in self.tables[number].iter() {
            let (key, value) = record.into_inner()?;
            visitor(&key, &value);
        }
        Ok(())
    }
}
