//! Ranges sorted by their lower ends, in blocks, so that a change moves only one block's ranges.

/// Blocks are split when they are as long as this.
const BLOCK: usize = 64;

#[derive(Debug, Clone)]
pub(super) struct Sorted<T> {
    /// The lowest lower end of each block, to search without looking into blocks.
    lowest: Vec<f64>,
    /// None is empty.
    blocks: Vec<Vec<Range<T>>>,
}

#[derive(Debug, Clone)]
struct Range<T> {
    low: f64,
    high: f64,
    item: T,
}

/// A block and a place in it.
type Place = (usize, usize);

impl<T> Sorted<T> {
    pub(super) fn new() -> Self {
        Self {
            lowest: Vec::new(),
            blocks: Vec::new(),
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Visits the items of the ranges that begin at `from` or above and hold `value`.
    #[inline]
    pub(super) fn visit<'a>(&'a self, from: f64, value: f64, visit: &mut impl FnMut(&'a T)) {
        let after = self.lowest.partition_point(|lowest| *lowest < from);
        let first = after.saturating_sub(1);
        // A block is read in order: jumps within it would wait for memory at each.
        for block in self.blocks.get(first..).unwrap_or_default() {
            for range in block.iter().filter(|range| range.low >= from) {
                if range.low > value {
                    return;
                }
                if value <= range.high {
                    visit(&range.item);
                }
            }
        }
    }

    /// The item of exactly this range, which `make` makes if there is none.
    pub(super) fn entry(&mut self, low: f64, high: f64, make: impl FnOnce() -> T) -> &mut T {
        let (block, at) = match self.find(low, high) {
            Ok(place) => place,
            Err(place) => {
                let item = make();
                self.insert(place, Range { low, high, item })
            }
        };
        &mut self.blocks[block][at].item
    }

    fn insert(&mut self, place: Place, range: Range<T>) -> Place {
        if self.blocks.is_empty() {
            self.blocks.push(Vec::new());
            self.lowest.push(range.low);
        }
        let (block, at) = self.with_room(place);
        self.blocks[block].insert(at, range);
        self.lowest[block] = self.blocks[block][0].low;
        (block, at)
    }

    /// Splits the block if it is full; answers where the place is then.
    fn with_room(&mut self, (block, at): Place) -> Place {
        if self.blocks[block].len() < BLOCK {
            return (block, at);
        }
        let upper = self.blocks[block].split_off(BLOCK / 2);
        self.lowest.insert(block + 1, upper[0].low);
        self.blocks.insert(block + 1, upper);
        match at.checked_sub(BLOCK / 2) {
            Some(at) if at > 0 => (block + 1, at),
            _ => (block, at),
        }
    }

    pub(super) fn remove(&mut self, low: f64, high: f64) {
        let Ok((block, at)) = self.find(low, high) else {
            return;
        };
        self.blocks[block].remove(at);
        match self.blocks[block].first() {
            Some(range) => self.lowest[block] = range.low,
            None => {
                self.blocks.remove(block);
                self.lowest.remove(block);
            }
        }
    }

    /// Where the range is, or where it belongs.
    fn find(&self, low: f64, high: f64) -> Result<Place, Place> {
        let place = self.place(|range| (range.low, range.high) < (low, high));
        let next = match self.blocks.get(place.0) {
            Some(block) if place.1 == block.len() => (place.0 + 1, 0),
            _ => place,
        };
        let found = self.blocks.get(next.0).and_then(|block| block.get(next.1));
        match found {
            Some(range) if range.low == low && range.high == high => Ok(next),
            _ => Err(place),
        }
    }

    /// Behind the last range that comes `before`, in its block.
    #[inline]
    fn place(&self, before: impl Fn(&Range<T>) -> bool) -> Place {
        let after = self
            .blocks
            .partition_point(|block| block.first().is_some_and(&before));
        let block = after.saturating_sub(1);
        let at = self
            .blocks
            .get(block)
            .map_or(0, |block| block.partition_point(&before));
        (block, at)
    }
}
