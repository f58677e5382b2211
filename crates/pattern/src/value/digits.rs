//! Ranges over runs of hexadecimal digits, decided digit by digit.
//!
//! The service compares addresses as digits from the left and stops as soon as the outcome is
//! certain, whatever follows. That is why `10.0.0.0/8` also holds `a00::1`, and `0.0.0.0/0`
//! also holds the number 1.

/// A range of digit runs; both ends have the same length.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DigitRange {
    bottom: Vec<u8>,
    top: Vec<u8>,
    open_bottom: bool,
    open_top: bool,
}

impl DigitRange {
    pub(crate) fn closed(bottom: Vec<u8>, top: Vec<u8>) -> Self {
        Self {
            bottom,
            top,
            open_bottom: false,
            open_top: false,
        }
    }

    /// The range that holds `digits` and nothing else of its length.
    pub(crate) fn only(digits: Vec<u8>) -> Self {
        let (mut bottom, mut top) = (digits.clone(), digits);
        let Some(last) = bottom.len().checked_sub(1) else {
            return Self::closed(bottom, top);
        };
        let open_bottom = bottom[last] == b'F';
        match bottom[last] {
            b'F' => bottom[last] = b'E',
            b'9' => top[last] = b'A',
            digit => top[last] = digit + 1,
        }
        Self {
            bottom,
            top,
            open_bottom,
            open_top: !open_bottom,
        }
    }

    /// Whether a run of digits, of any length, falls into the range.
    pub(crate) fn contains(&self, digits: &[u8]) -> bool {
        let Some(fork) = self.bottom.iter().zip(&self.top).position(|(b, t)| b != t) else {
            return digits.starts_with(&self.bottom);
        };
        if digits.len() <= fork || digits[..fork] != self.bottom[..fork] {
            return false;
        }
        let digit = digits[fork];
        if !is_digit(digit) || digit < self.bottom[fork] || digit > self.top[fork] {
            return false;
        }
        if digit == self.bottom[fork] {
            return self.above_bottom(digits, fork + 1);
        }
        digit < self.top[fork] || self.below_top(digits, fork + 1)
    }

    fn above_bottom(&self, digits: &[u8], from: usize) -> bool {
        for at in from..self.bottom.len() {
            match digits.get(at) {
                Some(&digit) if is_digit(digit) && digit > self.bottom[at] => return true,
                Some(&digit) if digit == self.bottom[at] => {}
                _ => return false,
            }
        }
        !self.open_bottom
    }

    fn below_top(&self, digits: &[u8], from: usize) -> bool {
        for at in from..self.top.len() {
            match digits.get(at) {
                Some(&digit) if is_digit(digit) && digit < self.top[at] => return true,
                Some(&digit) if digit == self.top[at] => {}
                _ => return false,
            }
        }
        !self.open_top
    }
}

fn is_digit(byte: u8) -> bool {
    matches!(byte, b'0'..=b'9' | b'A'..=b'F')
}

/// Two upper-case digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> Vec<u8> {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    bytes
        .iter()
        .flat_map(|b| [DIGITS[usize::from(b >> 4)], DIGITS[usize::from(b & 15)]])
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(bottom: &str, top: &str) -> DigitRange {
        DigitRange::closed(bottom.into(), top.into())
    }

    #[test]
    fn the_ends_belong_to_a_closed_range() {
        let range = range("0A000000", "0AFFFFFF");
        assert!(range.contains(b"0A000000") && range.contains(b"0AFFFFFF"));
        assert!(!range.contains(b"0B000000") && !range.contains(b"09FFFFFF"));
    }

    #[test]
    fn what_follows_a_decision_is_not_looked_at() {
        assert!(range("0A000000", "0AFFFFFF").contains(b"0A000000000000000000000000000001"));
        assert!(range("00000000", "FFFFFFFF").contains(b"1"));
        assert!(!range("00000000", "FFFFFFFF").contains(b"0"));
    }

    #[test]
    fn only_holds_one_run() {
        for digits in ["0A000001", "0A000009", "0A00000F"] {
            let range = DigitRange::only(digits.into());
            assert!(range.contains(digits.as_bytes()), "{digits}");
            for other in ["0A000000", "0A000002", "0A00000A", "0A00000E", "0A000008"] {
                assert!(!range.contains(other.as_bytes()), "{digits} {other}");
            }
        }
    }
}
