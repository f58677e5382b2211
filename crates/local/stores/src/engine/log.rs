//! The least that is durable: frames with checksums at the end of one file and an index in memory.
//! It never gives space back, so that it is a floor to measure against and no store.

use std::{
    collections::BTreeMap,
    fs::{File, OpenOptions},
    io::{BufReader, Read, Write},
    os::unix::fs::FileExt,
    path::Path,
};

use super::Engine;
use crate::{
    Outcome,
    load::{Change, TABLES},
};

struct Log {
    file: File,
    end: u64,
    /// Where values are, by table.
    index: [BTreeMap<[u8; 16], (u64, u32)>; TABLES.len()],
}

pub fn open(directory: &Path) -> Outcome<Box<dyn Engine>> {
    let path = directory.join("store.log");
    let file = OpenOptions::new()
        .create(true)
        .read(true)
        .append(true)
        .open(path)?;
    let mut log = Log {
        file,
        end: 0,
        index: Default::default(),
    };
    let mut reader = BufReader::with_capacity(1 << 20, log.file.try_clone()?);
    let mut head = [0; 8];
    while reader.read_exact(&mut head).is_ok() {
        let [length, sum] = [0, 4]
            .map(|at| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]));
        let mut frame = vec![0; length as usize];
        if reader.read_exact(&mut frame).is_err() || crc32fast::hash(&frame) != sum {
            break;
        }
        log.take_in(&frame);
    }
    Ok(Box::new(log))
}

impl Log {
    fn take_in(&mut self, frame: &[u8]) {
        let mut at = 0;
        while at < frame.len() {
            let mut key = [0; 16];
            key.copy_from_slice(&frame[at + 1..at + 17]);
            let length = u32::from_le_bytes([
                frame[at + 17],
                frame[at + 18],
                frame[at + 19],
                frame[at + 20],
            ]);
            let index = &mut self.index[usize::from(frame[at])];
            at += 21;
            if length == u32::MAX {
                index.remove(&key);
            } else {
                index.insert(key, (self.end + 8 + at as u64, length));
                at += length as usize;
            }
        }
        self.end += 8 + frame.len() as u64;
    }
}

impl Engine for Log {
    fn commit(&mut self, changes: Vec<Change>) -> Outcome<()> {
        let mut frame = vec![0; 8];
        for change in changes {
            frame.push(change.table as u8);
            frame.extend_from_slice(&change.key);
            let length = change
                .value
                .as_ref()
                .map_or(u32::MAX, |value| value.len() as u32);
            frame.extend_from_slice(&length.to_le_bytes());
            frame.extend_from_slice(&change.value.unwrap_or_default());
        }
        let (length, sum) = (frame.len() as u32 - 8, crc32fast::hash(&frame[8..]));
        frame[..4].copy_from_slice(&length.to_le_bytes());
        frame[4..8].copy_from_slice(&sum.to_le_bytes());
        self.file.write_all(&frame)?;
        self.file.sync_data()?;
        self.take_in(&frame[8..]);
        Ok(())
    }

    fn walk(&mut self, number: usize, visitor: &mut dyn FnMut(&[u8], &[u8])) -> Outcome<()> {
        for (key, (at, length)) in &self.index[number] {
            let mut value = vec![0; *length as usize];
            self.file.read_exact_at(&mut value, *at)?;
            visitor(key, &value);
        }
        Ok(())
    }
}
