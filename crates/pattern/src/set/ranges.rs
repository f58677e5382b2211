//! Ranges of numbers: which hold a value?
//!
//! Ranges of about one length are kept together, so that those that begin not too far below a
//! value are those that hold it, nearly without exception. A range without a lower end is kept
//! upside down, as one without an upper end.

use super::sorted::Sorted;

#[derive(Debug, Clone)]
pub(super) struct Ranges<T> {
    groups: Vec<Group<T>>,
}

#[derive(Debug, Clone)]
struct Group<T> {
    kind: Kind,
    /// None of its ranges is longer.
    reach: f64,
    ranges: Sorted<T>,
}

/// What the ranges of a group have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Kind {
    /// The power of two of their lengths.
    exponent: u64,
    flipped: bool,
}

impl Kind {
    fn of(low: f64, high: f64) -> Self {
        let flipped = low == f64::NEG_INFINITY;
        let exponent = length(low, high).to_bits() >> 52;
        Self { exponent, flipped }
    }

    fn turn(self, low: f64, high: f64) -> (f64, f64) {
        if self.flipped {
            (-high, -low)
        } else {
            (low, high)
        }
    }
}

/// The length of a range, or a little more: differences are rounded.
fn length(low: f64, high: f64) -> f64 {
    match low == high {
        true => 0.0,
        false => (high - low).next_up(),
    }
}

impl<T> Ranges<T> {
    pub(super) fn new() -> Self {
        Self { groups: Vec::new() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.groups.is_empty()
    }

    /// Visits the items of all ranges that hold `value`.
    pub(super) fn visit<'a>(&'a self, value: f64, mut visit: impl FnMut(&'a T)) {
        for group in &self.groups {
            let value = if group.kind.flipped { -value } else { value };
            // Rounding keeps order, so nothing that reaches up to the value begins lower.
            group.ranges.visit(value - group.reach, value, &mut visit);
        }
    }

    /// The item of exactly this range, which `make` makes if there is none.
    pub(super) fn entry(&mut self, low: f64, high: f64, make: impl FnOnce() -> T) -> &mut T {
        let kind = Kind::of(low, high);
        let at = match self.groups.iter().position(|group| group.kind == kind) {
            Some(at) => at,
            None => {
                self.groups.push(Group {
                    kind,
                    reach: 0.0,
                    ranges: Sorted::new(),
                });
                self.groups.len() - 1
            }
        };
        self.groups[at].reach = self.groups[at].reach.max(length(low, high));
        let (low, high) = kind.turn(low, high);
        self.groups[at].ranges.entry(low, high, make)
    }

    pub(super) fn remove(&mut self, low: f64, high: f64) {
        let kind = Kind::of(low, high);
        let (low, high) = kind.turn(low, high);
        if let Some(at) = self.groups.iter().position(|group| group.kind == kind) {
            self.groups[at].ranges.remove(low, high);
            if self.groups[at].ranges.is_empty() {
                self.groups.swap_remove(at);
            }
        }
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

    fn end() -> impl Strategy<Value = f64> {
        const ODD: [f64; 8] = [
            f64::NEG_INFINITY,
            f64::INFINITY,
            f64::MIN,
            f64::MAX,
            f64::MIN_POSITIVE,
            5e-324,
            -5e-324,
            0.1,
        ];
        prop_oneof![
            4 => (0..60i32).prop_map(f64::from),
            1 => (0..ODD.len()).prop_map(|at| ODD[at]),
        ]
    }

    proptest! {
        #[test]
        fn agrees_with_a_list(
            changes in prop::collection::vec((end(), end(), any::<bool>()), 0..1500),
        ) {
            let mut ranges = Ranges::new();
            let mut list: Vec<(f64, f64, u32)> = Vec::new();
            for (i, (a, b, remove)) in changes.into_iter().enumerate() {
                let (low, high) = (a.min(b), a.max(b));
                let at = list.iter().position(|(l, h, _)| (*l, *h) == (low, high));
                match (at, remove) {
                    (Some(at), true) => {
                        list.remove(at);
                        ranges.remove(low, high);
                    }
                    (None, false) => {
                        list.push((low, high, i as u32));
                        *ranges.entry(low, high, || 0) = i as u32;
                    }
                    _ => {}
                }
            }
            let values = (-1..61).map(f64::from).chain([f64::MAX, f64::MIN, 5e-324, 0.1, 0.5]);
            for value in values {
                let mut expected: Vec<u32> = list.iter()
                    .filter(|(l, h, _)| *l <= value && value <= *h).map(|(_, _, i)| *i).collect();
                expected.sort_unstable();
                prop_assert_eq!(holding(&ranges, value), expected);
            }
        }
    }
}
