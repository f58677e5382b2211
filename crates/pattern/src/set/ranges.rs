//! Ranges of numbers: which hold a value?
//!
//! Sorted by lower end in blocks; each block knows its highest upper end, so that a search looks
//! only into blocks that can hold an answer, and a change moves only one block's ranges.

/// Blocks are split beyond this.
const BLOCK: usize = 256;

#[derive(Debug, Clone)]
pub(super) struct Ranges<T> {
    blocks: Vec<Block<T>>,
}

#[derive(Debug, Clone)]
struct Block<T> {
    highest: f64,
    /// Sorted by lower end.
    ranges: Vec<Range<T>>,
}

#[derive(Debug, Clone)]
struct Range<T> {
    low: f64,
    high: f64,
    item: T,
}

impl<T> Ranges<T> {
    pub(super) fn new() -> Self {
        Self { blocks: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Visits the items of all ranges that hold `value`.
    pub(super) fn visit<'a>(&'a self, value: f64, mut visit: impl FnMut(&'a T)) {
        for block in &self.blocks {
            if block.ranges.first().is_none_or(|range| range.low > value) {
                break;
            }
            if block.highest < value {
                continue;
            }
            for range in &block.ranges {
                if range.low > value {
                    break;
                }
                if value <= range.high {
                    visit(&range.item);
                }
            }
        }
    }

    /// The item of exactly this range, which `make` makes if there is none.
    pub(super) fn entry(&mut self, low: f64, high: f64, make: impl FnOnce() -> T) -> &mut T {
        if self.blocks.is_empty() {
            self.blocks.push(Block {
                highest: high,
                ranges: Vec::new(),
            });
        }
        let (block, at) = match self.find(low, high) {
            Ok(found) => found,
            Err((block, at)) => {
                self.blocks[block].ranges.insert(
                    at,
                    Range {
                        low,
                        high,
                        item: make(),
                    },
                );
                self.blocks[block].highest = self.blocks[block].highest.max(high);
                self.split(block, at)
            }
        };
        &mut self.blocks[block].ranges[at].item
    }

    pub(super) fn remove(&mut self, low: f64, high: f64) {
        let Ok((at, range)) = self.find(low, high) else {
            return;
        };
        let block = &mut self.blocks[at];
        block.ranges.remove(range);
        if block.ranges.is_empty() {
            self.blocks.remove(at);
        } else {
            block.note_highest();
        }
    }

    /// Where the range is, or where it belongs.
    fn find(&self, low: f64, high: f64) -> Result<(usize, usize), (usize, usize)> {
        let before = |range: &Range<T>| (range.low, range.high) < (low, high);
        let after = self
            .blocks
            .partition_point(|b| b.ranges.first().is_some_and(before));
        let exact = |block: usize, at: usize| {
            let range = self.blocks.get(block).and_then(|b| b.ranges.get(at));
            range.is_some_and(|r| r.low == low && r.high == high)
        };
        if exact(after, 0) {
            return Ok((after, 0));
        }
        let block = after.saturating_sub(1);
        let at = self
            .blocks
            .get(block)
            .map_or(0, |b| b.ranges.partition_point(before));
        if exact(block, at) {
            Ok((block, at))
        } else {
            Err((block, at))
        }
    }

    /// Splits a block that has grown too large; answers where the range at `at` is now.
    fn split(&mut self, block: usize, at: usize) -> (usize, usize) {
        if self.blocks[block].ranges.len() <= BLOCK {
            return (block, at);
        }
        let ranges = self.blocks[block].ranges.split_off(BLOCK / 2);
        let mut upper = Block {
            highest: f64::NEG_INFINITY,
            ranges,
        };
        upper.note_highest();
        self.blocks[block].note_highest();
        self.blocks.insert(block + 1, upper);
        if at < BLOCK / 2 {
            (block, at)
        } else {
            (block + 1, at - BLOCK / 2)
        }
    }
}

impl<T> Block<T> {
    fn note_highest(&mut self) {
        self.highest = self
            .ranges
            .iter()
            .fold(f64::NEG_INFINITY, |high, r| high.max(r.high));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn holding(ranges: &Ranges<u32>, value: f64) -> Vec<u32> {
        let mut found = Vec::new();
        ranges.visit(value, |item| found.push(*item));
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn agrees_with_a_list(
            changes in prop::collection::vec((0..60i32, 0..60i32, any::<bool>()), 0..1500),
        ) {
            let mut ranges = Ranges::new();
            let mut list: Vec<(i32, i32, u32)> = Vec::new();
            for (i, (a, b, remove)) in changes.into_iter().enumerate() {
                let (low, high) = (a.min(b), a.max(b));
                let at = list.iter().position(|(l, h, _)| (*l, *h) == (low, high));
                match (at, remove) {
                    (Some(at), true) => {
                        list.remove(at);
                        ranges.remove(low.into(), high.into());
                    }
                    (None, false) => {
                        list.push((low, high, i as u32));
                        *ranges.entry(low.into(), high.into(), || 0) = i as u32;
                    }
                    _ => {}
                }
            }
            for value in -1..61 {
                let mut expected: Vec<u32> = list.iter()
                    .filter(|(l, h, _)| *l <= value && value <= *h).map(|(_, _, i)| *i).collect();
                expected.sort_unstable();
                prop_assert_eq!(holding(&ranges, value.into()), expected);
            }
        }
    }
}
