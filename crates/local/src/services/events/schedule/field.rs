//! One field of a cron expression: a list of values, ranges and steps.

/// The values of a field, as bits from its least value on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Field {
    least: u32,
    /// Years need 230 bits.
    bits: [u64; 4],
}

impl Field {
    /// Reads a field whose values go from `least` to `most` and may have `names`.
    pub(super) fn parse(text: &str, least: u32, most: u32, names: &[&str]) -> Option<Self> {
        let mut field = Self {
            least,
            bits: [0; 4],
        };
        for item in text.split(',') {
            let (range, step) = match item.split_once('/') {
                Some((range, step)) => (
                    range,
                    Some(step.parse::<u32>().ok().filter(|step| *step > 0)?),
                ),
                None => (item, None),
            };
            let value = |text: &str| number(text, least, most, names);
            let (from, to) = match range.split_once('-') {
                _ if range == "*" => (least, most),
                Some((from, to)) => (value(from)?, value(to)?),
                // `5/15` is from 5 to the end.
                None if step.is_some() => (value(range)?, most),
                None => (value(range)?, value(range)?),
            };
            if from > to {
                return None;
            }
            (from..=to)
                .step_by(step.unwrap_or(1) as usize)
                .for_each(|value| field.set(value));
        }
        Some(field)
    }

    pub(super) fn has(&self, value: u32) -> bool {
        let Some(bit) = value.checked_sub(self.least) else {
            return false;
        };
        let word = self.bits.get((bit / 64) as usize);
        word.is_some_and(|word| word >> (bit % 64) & 1 == 1)
    }

    fn set(&mut self, value: u32) {
        let bit = value - self.least;
        self.bits[(bit / 64) as usize] |= 1 << (bit % 64);
    }
}

/// A number in range, or a name: the first name stands for `least`.
pub(super) fn number(text: &str, least: u32, most: u32, names: &[&str]) -> Option<u32> {
    let named = names
        .iter()
        .position(|name| name.eq_ignore_ascii_case(text));
    let number = match named {
        Some(at) => least + u32::try_from(at).ok()?,
        None => text.parse().ok()?,
    };
    (least..=most).contains(&number).then_some(number)
}
