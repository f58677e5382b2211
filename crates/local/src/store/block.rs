//! Records that lie side by side, as one value of the file.
//!
//! A change of the file costs some 3 µs however small it is, and what services keep is small and
//! mostly comes one behind the other: messages, log events, archived events. So a value of the file
//! is a block, which holds the records from its key up to before the key of the next block. Each is
//! the length of its key in 32 bits, little-endian, that of its value, and both.

use std::ops::Range;

use bytes::{Buf, BufMut, Bytes};

/// Bytes of a block at most, unless one record alone is larger: with its key it fills four pages of
/// the file. Of 8,000 an event for seven rules costs 3 µs more, and 32,000 save nothing.
pub(super) const FULL: usize = 16_000;

/// Bytes of a record besides its key and its value.
const LENGTHS: usize = 8;

/// A key and its value.
pub(super) type Pair<'b> = (&'b [u8], &'b [u8]);

/// What is read is no block.
#[derive(Debug, thiserror::Error)]
#[error("a block of records makes no sense")]
pub(super) struct Nonsense;

/// Where a record lies in its block.
#[derive(Clone, Debug)]
pub(super) struct Spot {
    key: Range<usize>,
    value: Range<usize>,
}

impl Spot {
    /// The record, of the block that it was found in.
    pub(super) fn of<'b>(&self, block: &'b [u8]) -> Pair<'b> {
        (&block[self.key.clone()], &block[self.value.clone()])
    }
}

/// Where the records of a block lie, in the order of their keys.
pub(super) fn spots(block: &[u8]) -> Result<Vec<Spot>, Nonsense> {
    let (mut spots, mut at) = (Vec::new(), 0);
    while at < block.len() {
        let mut lengths = &block[at..];
        let mut length = || lengths.try_get_u32_le().map_err(|_| Nonsense);
        let (key, value) = (length()? as usize, length()? as usize);
        let key = at + LENGTHS..at + LENGTHS + key;
        let value = key.end..key.end + value;
        at = value.end;
        spots.push(Spot { key, value });
    }
    if at == block.len() {
        Ok(spots)
    } else {
        Err(Nonsense)
    }
}

/// The records of a block.
pub(super) fn records(block: &[u8]) -> Result<Vec<Pair<'_>>, Nonsense> {
    let spots = spots(block)?;
    Ok(spots.iter().map(|spot| spot.of(block)).collect())
}

/// The value under a key.
pub(super) fn find<'b>(block: &'b [u8], key: &[u8]) -> Result<Option<&'b [u8]>, Nonsense> {
    let records = records(block)?;
    let found = records.binary_search_by_key(&key, |(known, _)| known);
    Ok(found.ok().map(|at| records[at].1))
}

/// The records after these changes; nothing when they change nothing, which is what deletions of
/// records come to that never got here. Both are in the order of keys.
pub(super) fn changed<'r>(
    records: Vec<Pair<'r>>,
    changes: &[(&'r Bytes, &'r Option<Bytes>)],
) -> Option<Vec<Pair<'r>>> {
    let mut after = Vec::with_capacity(records.len() + changes.len());
    let mut records = records.into_iter().peekable();
    let mut is_changed = false;
    for (key, value) in changes {
        while let Some(before) = records.next_if(|(known, _)| *known < &***key) {
            after.push(before);
        }
        let replaced = records.next_if(|(known, _)| *known == &***key);
        is_changed |= replaced.is_some() || value.is_some();
        after.extend(value.as_ref().map(|value| (&***key, &**value)));
    }
    after.extend(records);
    is_changed.then_some(after)
}

/// Cuts records into blocks of up to `full` bytes. Behind what was `appended` more will follow, so
/// the blocks before it are left full; others are left with room.
pub(super) fn cut<'p, 'r>(
    mut records: &'p [Pair<'r>],
    full: usize,
    appended: bool,
) -> impl Iterator<Item = &'p [Pair<'r>]> {
    let total = length(records);
    let enough = match appended {
        true => full,
        false => total.div_ceil(total.div_ceil(full.max(1)).max(1)),
    };
    std::iter::from_fn(move || {
        let (mut count, mut bytes) = (0, 0);
        for record in records {
            let more = size(record);
            if count > 0 && (bytes >= enough || bytes + more > full) {
                break;
            }
            count += 1;
            bytes += more;
        }
        let block;
        (block, records) = records.split_at(count);
        (!block.is_empty()).then_some(block)
    })
}

fn size((key, value): &Pair<'_>) -> usize {
    LENGTHS + key.len() + value.len()
}

/// How many bytes a block of these records has.
pub(super) fn length(records: &[Pair<'_>]) -> usize {
    records.iter().map(size).sum()
}

/// Writes a block of [`length`] bytes.
pub(super) fn write(records: &[Pair<'_>], mut to: &mut [u8]) {
    for (key, value) in records {
        to.put_u32_le(as_length(key));
        to.put_u32_le(as_length(value));
        to.put_slice(key);
        to.put_slice(value);
    }
}

fn as_length(part: &[u8]) -> u32 {
    u32::try_from(part.len()).expect("keys and values of a batch are smaller than 4 GiB")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn block(records: &[Pair<'_>]) -> Vec<u8> {
        let mut bytes = vec![0; length(records)];
        write(records, &mut bytes);
        bytes
    }

    #[test]
    fn a_block_is_read_as_it_was_written() {
        let records: [Pair<'_>; 3] = [(b"", b"1"), (b"a", b""), (b"b", b"22")];
        let bytes = block(&records);
        assert_eq!(super::records(&bytes).unwrap(), records);
        assert_eq!(find(&bytes, b"b").unwrap(), Some(&b"22"[..]));
        assert_eq!(find(&bytes, b"c").unwrap(), None);
    }

    #[test]
    fn what_is_cut_off_or_overlong_is_no_block() {
        let bytes = block(&[(b"key", b"value")]);
        for end in 1..bytes.len() {
            assert!(spots(&bytes[..end]).is_err(), "{end}");
        }
        assert!(spots(&[0xFF; 8]).is_err());
    }

    #[test]
    fn deletions_of_what_is_not_there_change_nothing() {
        let (gone, none) = (Bytes::from_static(b"b"), None);
        let records: Vec<Pair<'_>> = vec![(b"a", b"1"), (b"c", b"3")];
        assert_eq!(changed(records.clone(), &[(&gone, &none)]), None);
        let there = Bytes::from_static(b"c");
        let after = changed(records, &[(&gone, &none), (&there, &none)]);
        assert_eq!(after, Some(vec![(&b"a"[..], &b"1"[..])]));
    }

    /// Records of ten bytes each.
    fn cuts(count: usize, full: usize, appended: bool) -> Vec<usize> {
        let records: Vec<Pair<'_>> = vec![(b"k", b"v"); count];
        cut(&records, full, appended).map(<[_]>::len).collect()
    }

    #[test]
    fn what_is_appended_leaves_full_blocks_and_what_is_between_leaves_room() {
        assert_eq!(cuts(11, 100, true), [10, 1]);
        assert_eq!(cuts(11, 100, false), [6, 5]);
        assert_eq!(cuts(10, 100, false), [10]);
        // One that is larger than a block is alone in it.
        assert_eq!(cuts(2, 5, true), [1, 1]);
        assert_eq!(cuts(0, 100, true), [0; 0]);
    }
}
