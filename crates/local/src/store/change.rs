//! Changes as bytes, in memory and in the journal alike.
//!
//! A change is the table's name behind its length in one byte, the key behind its length in 32
//! bits, little-endian, and so the value; a deletion has no value but the length [`DELETED`].

use bytes::{Buf, Bytes};

use super::Table;

const DELETED: u32 = u32::MAX;

/// A change that was read; its parts share the memory of what they were read from.
#[derive(Debug)]
pub(super) struct Change {
    name: Bytes,
    pub(super) key: Bytes,
    /// `None` deletes.
    pub(super) value: Option<Bytes>,
}

/// What is read makes no sense.
#[derive(Debug)]
pub(super) struct Nonsense;

impl Change {
    /// Takes the next change off; nothing at the end.
    pub(super) fn read(from: &mut Bytes) -> Result<Option<Self>, Nonsense> {
        if from.is_empty() {
            return Ok(None);
        }
        let name = usize::from(from.get_u8());
        let name = take(from, name)?;
        let key = length(from)?;
        let key = take(from, key as usize)?;
        let value = match length(from)? {
            DELETED => None,
            length => Some(take(from, length as usize)?),
        };
        Ok(Some(Self { name, key, value }))
    }

    /// The table's name, unless it is none.
    pub(super) fn table(&self) -> Option<&str> {
        std::str::from_utf8(&self.name).ok()
    }
}

fn length(from: &mut Bytes) -> Result<u32, Nonsense> {
    from.try_get_u32_le().map_err(|_| Nonsense)
}

fn take(from: &mut Bytes, length: usize) -> Result<Bytes, Nonsense> {
    if length > from.len() {
        return Err(Nonsense);
    }
    Ok(from.split_to(length))
}

/// Adds a change that sets `key` to what `value` adds.
pub(super) fn put_with(
    to: &mut Vec<u8>,
    table: Table,
    key: &[u8],
    value: impl FnOnce(&mut Vec<u8>),
) {
    begin(to, table, key);
    let at = to.len();
    put_length(to, 0);
    value(to);
    let length = as_length(to.len() - at - 4).to_le_bytes();
    to[at..at + 4].copy_from_slice(&length);
}

/// Adds a change that removes `key`.
pub(super) fn delete(to: &mut Vec<u8>, table: Table, key: &[u8]) {
    begin(to, table, key);
    put_length(to, DELETED);
}

fn begin(to: &mut Vec<u8>, table: Table, key: &[u8]) {
    let name = table.0.as_bytes();
    to.push(u8::try_from(name.len()).expect("tables have short names"));
    to.extend_from_slice(name);
    put_length(to, as_length(key.len()));
    to.extend_from_slice(key);
}

fn put_length(to: &mut Vec<u8>, length: u32) {
    to.extend_from_slice(&length.to_le_bytes());
}

/// Services take a few megabytes at a time; see `server/guard`.
fn as_length(length: usize) -> u32 {
    let length = u32::try_from(length).ok();
    length
        .filter(|length| *length != DELETED)
        .expect("keys and values are smaller than 4 GiB")
}
