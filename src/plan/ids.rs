//! Message ids, exactly, in 16 bytes each where they are what SQS gives.

use std::collections::HashSet;

/// A set of message ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Ids {
    numbers: HashSet<u128>,
    texts: HashSet<String>,
}

impl Ids {
    /// Adds an id; whether it is new.
    pub(crate) fn insert(&mut self, id: &str) -> bool {
        match number(id) {
            Some(number) => self.numbers.insert(number),
            None => self.texts.insert(id.to_owned()),
        }
    }

    /// Whether an id is in it.
    pub(crate) fn contains(&self, id: &str) -> bool {
        match number(id) {
            Some(number) => self.numbers.contains(&number),
            None => self.texts.contains(id),
        }
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.numbers.len() + self.texts.len()
    }
}

/// The number that an id is, when it is written as SQS does; no two ids have the same.
pub(crate) fn number(id: &str) -> Option<u128> {
    let dashes = [8, 13, 18, 23];
    let written = |(at, byte): (usize, u8)| match byte {
        b'-' => dashes.contains(&at),
        byte => !dashes.contains(&at) && matches!(byte, b'0'..=b'9' | b'a'..=b'f'),
    };
    if id.len() != 36 || !id.bytes().enumerate().all(written) {
        return None;
    }
    u128::from_str_radix(&id.replace('-', ""), 16).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_told_apart_however_they_are_written() {
        let all = [
            "1c2f4b1e-4d5a-4c7e-8b6f-2f0d7c9a1b3e",
            "1c2f4b1e-4d5a-4c7e-8b6f-2f0d7c9a1b3f",
            "1C2F4B1E-4D5A-4C7E-8B6F-2F0D7C9A1B3E",
            "1c2f4b1e4d5a-4c7e-8b6f-2f0d7c9a1b3e-",
            "m1",
        ];
        let mut ids = Ids::default();
        assert!(all.iter().all(|id| ids.insert(id)));
        assert!(all.iter().all(|id| ids.contains(id) && !ids.insert(id)));
        assert_eq!((ids.len(), ids.contains("m2")), (5, false));
    }
}
