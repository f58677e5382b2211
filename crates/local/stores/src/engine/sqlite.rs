//! SQLite with a write-ahead log and a table without row ids for each table.

use std::path::Path;

use rusqlite::{Connection, params};

use super::Engine;
use crate::{
    Outcome,
    load::{Change, TABLES},
};

struct Sqlite(Connection);

pub fn open(directory: &Path) -> Outcome<Box<dyn Engine>> {
    let connection = Connection::open(directory.join("store.sqlite"))?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "cache_size", -65_536)?;
    for table in TABLES {
        let sql = format!(
            "CREATE TABLE IF NOT EXISTS {table} (key BLOB PRIMARY KEY, value BLOB) WITHOUT ROWID"
        );
        connection.execute(&sql, [])?;
    }
    Ok(Box::new(Sqlite(connection)))
}

impl Engine for Sqlite {
    fn commit(&mut self, changes: Vec<Change>) -> Outcome<()> {
        let transaction = self.0.transaction()?;
        for change in changes {
            let table = TABLES[change.table];
            match change.value {
                Some(value) => {
                    let sql = format!("INSERT OR REPLACE INTO {table} VALUES (?1, ?2)");
                    transaction
                        .prepare_cached(&sql)?
                        .execute(params![change.key, value])?;
                }
                None => {
                    let sql = format!("DELETE FROM {table} WHERE key = ?1");
                    transaction
                        .prepare_cached(&sql)?
                        .execute(params![change.key])?;
                }
            }
        }
        transaction.commit()?;
        Ok(())
    }

    fn walk(&mut self, number: usize, visitor: &mut dyn FnMut(&[u8], &[u8])) -> Outcome<()> {
        let sql = format!("SELECT key, value FROM {} ORDER BY key", TABLES[number]);
        let mut statement = self.0.prepare(&sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            visitor(row.get_ref(0)?.as_blob()?, row.get_ref(1)?.as_blob()?);
        }
        Ok(())
    }
}
