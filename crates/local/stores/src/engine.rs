//! The stores, each as the local environment would use it.

mod fjall;
mod log;
mod redb;
mod sqlite;

use std::path::Path;

use crate::{Outcome, load::Change};

/// A store that is open.
pub trait Engine {
    /// Makes changes durable, all or none.
    fn commit(&mut self, changes: Vec<Change>) -> Outcome<()>;
    /// Shows every record of a table in the order of keys.
    fn walk(&mut self, table: usize, visitor: &mut dyn FnMut(&[u8], &[u8])) -> Outcome<()>;
}

type Open = fn(&Path) -> Outcome<Box<dyn Engine>>;

/// Every store by name.
pub const ENGINES: [(&str, Open); 5] = [
    ("redb", redb::open),
    ("redb, quick repair", redb::open_quick),
    ("SQLite, WAL", sqlite::open),
    ("fjall", fjall::open),
    ("append-only log", log::open),
];

pub fn open(name: &str, directory: &Path) -> Outcome<Box<dyn Engine>> {
    std::fs::create_dir_all(directory)?;
    let known = ENGINES.iter().find(|(known, _)| *known == name);
    known.ok_or_else(|| format!("no store is called {name}"))?.1(directory)
}
