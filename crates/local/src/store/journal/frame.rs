//! Frames: groups of changes with checksums.
//!
//! A frame is its length, the checksum of its changes and the checksum of these two, each 32 bits
//! little-endian, and then the changes and [`END`].

use std::io;

use bytes::{Buf, Bytes};

/// Bytes before the changes.
pub(super) const HEAD: usize = 12;

/// The last byte, which is no zero: where there is one, the frame was cut off.
pub(super) const END: u8 = 0xE5;

/// Bytes of changes, and their checksum.
pub(super) struct Head {
    length: usize,
    checksum: u32,
}

impl Head {
    /// The head in these bytes; nothing when their checksum is wrong.
    pub(super) fn read(bytes: [u8; HEAD]) -> Option<Self> {
        let (mut words, checked) = (&bytes[..], crc32fast::hash(&bytes[..8]));
        let [length, checksum, own] = [(); 3].map(|()| words.get_u32_le());
        (own == checked).then_some(Self {
            length: length as usize,
            checksum,
        })
    }

    /// Bytes behind the head.
    pub(super) fn rest(&self) -> usize {
        self.length + 1
    }

    /// Whether these are the changes that were written, and the end.
    pub(super) fn fits(&self, rest: &[u8]) -> bool {
        rest.split_last()
            .is_some_and(|(end, changes)| *end == END && crc32fast::hash(changes) == self.checksum)
    }
}

/// Replaces what is in `frame` by a frame of these changes.
///
/// # Errors
/// When they are 4 GiB or more.
pub(super) fn write<'a>(
    frame: &mut Vec<u8>,
    changes: impl IntoIterator<Item = &'a Bytes>,
) -> io::Result<()> {
    frame.clear();
    frame.extend([0; HEAD]);
    changes
        .into_iter()
        .for_each(|changes| frame.extend_from_slice(changes));
    let length = u32::try_from(frame.len() - HEAD);
    let length = length.map_err(|_| io::Error::other("a group of changes has 4 GiB or more"))?;
    let checksum = crc32fast::hash(&frame[HEAD..]);
    frame[..4].copy_from_slice(&length.to_le_bytes());
    frame[4..8].copy_from_slice(&checksum.to_le_bytes());
    let own = crc32fast::hash(&frame[..8]);
    frame[8..HEAD].copy_from_slice(&own.to_le_bytes());
    frame.push(END);
    Ok(())
}
