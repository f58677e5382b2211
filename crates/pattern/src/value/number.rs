//! Numbers as EventBridge compares them: only those that a double holds exactly as written.

/// The double that `text`, a JSON number, denotes, if its shortest decimal is the same number.
///
/// `1e309`, `1.0000000000000001` and `9007199254740993` have no such double: they are not
/// comparable and match no numeric test.
pub(crate) fn comparable(text: &str) -> Option<f64> {
    let value = parse(text)?;
    is_shortest(text, value).then_some(value)
}

/// The nearest double; minus zero is zero.
pub(crate) fn parse(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    value
        .is_finite()
        .then_some(if value == 0.0 { 0.0 } else { value })
}

/// Whether `value`, the nearest double to `text`, stands for exactly the number written.
pub(crate) fn is_shortest(text: &str, value: f64) -> bool {
    // Any decimal of up to 15 digits survives the way through a double of ordinary size.
    if text.len() <= 15 && (1e-290..1e290).contains(&value.abs()) {
        return true;
    }
    let mut buffer = zmij::Buffer::new();
    let shortest = if value == 0.0 {
        "0"
    } else {
        buffer.format_finite(value)
    };
    shortest == text || Decimal::read(shortest) == Decimal::read(text)
}

/// Significant digits and a power of ten, without zeros at either end.
#[derive(Debug)]
struct Decimal {
    digits: [u8; Decimal::MAX],
    len: usize,
    /// Digits beyond `MAX` that are not zero: then the number is no double's shortest decimal.
    overflow: bool,
    negative: bool,
    exponent: i64,
}

impl PartialEq for Decimal {
    fn eq(&self, other: &Self) -> bool {
        let both_zero = self.len == 0 && other.len == 0;
        let same = self.negative == other.negative
            && self.exponent == other.exponent
            && self.digits() == other.digits();
        !self.overflow && !other.overflow && (both_zero || same)
    }
}

impl Decimal {
    /// No double needs more than 17 digits.
    const MAX: usize = 20;

    fn digits(&self) -> &[u8] {
        &self.digits[..self.len]
    }

    fn read(text: &str) -> Self {
        let (mantissa, exponent) = match text.find(['e', 'E']) {
            Some(at) => (&text[..at], read_exponent(&text[at + 1..])),
            None => (text, 0),
        };
        let negative = mantissa.starts_with('-');
        let mut decimal = Self {
            digits: [0; Self::MAX],
            len: 0,
            overflow: false,
            negative,
            exponent,
        };
        decimal.read_mantissa(mantissa.trim_start_matches('-'));
        decimal.drop_trailing_zeros();
        decimal
    }

    fn read_mantissa(&mut self, mantissa: &str) {
        let mut after_point = false;
        for byte in mantissa.bytes() {
            if byte == b'.' {
                after_point = true;
                continue;
            }
            self.exponent -= i64::from(after_point);
            if self.len == 0 && byte == b'0' {
                continue;
            }
            if self.len < Self::MAX {
                self.digits[self.len] = byte;
                self.len += 1;
            } else {
                self.overflow |= byte != b'0';
                self.exponent += 1;
            }
        }
    }

    fn drop_trailing_zeros(&mut self) {
        while self.len > 0 && self.digits[self.len - 1] == b'0' {
            self.len -= 1;
            self.exponent += 1;
        }
    }
}

fn read_exponent(text: &str) -> i64 {
    let bound = if text.starts_with('-') {
        i64::from(i32::MIN)
    } else {
        i64::from(i32::MAX)
    };
    text.trim_start_matches('+')
        .parse()
        .unwrap_or(bound)
        .clamp(i32::MIN.into(), i32::MAX.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn notation_does_not_matter() {
        for text in ["1", "1.0", "1e0", "10e-1", "0.1E+1"] {
            assert_eq!(comparable(text), Some(1.0), "{text}");
        }
        assert_eq!(comparable("-0"), Some(0.0));
        assert_eq!(comparable("1e100"), Some(1e100));
        assert_eq!(
            comparable("9007199254740992"),
            Some(9_007_199_254_740_992.0)
        );
    }

    #[test]
    fn numbers_that_no_double_holds_are_not_comparable() {
        for text in [
            "1.0000000000000001",
            "122.42239891286753",
            "1e309",
            "1e-400",
            "9007199254740993",
            "0.1234567890123456789",
        ] {
            assert_eq!(comparable(text), None, "{text}");
        }
    }

    #[test]
    fn long_zeros_are_harmless() {
        assert_eq!(comparable(&format!("1{}e-30", "0".repeat(30))), Some(1.0));
        assert_eq!(comparable(&format!("1.{}", "0".repeat(40))), Some(1.0));
    }
}
