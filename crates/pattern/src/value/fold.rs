//! Ignoring case as the service does: unit by unit, without context.
//!
//! Each UTF-16 unit of the pattern matches its own lower or upper case form and nothing else.
//! So `ß` matches `SS` but not `ss`, `K` does not match the Kelvin sign, and each half of a
//! surrogate pair has degraded to `?`.

/// A text to compare with, ignoring case.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Folded {
    /// As written in the pattern.
    pub(crate) text: String,
    /// Empty when the text is ASCII, where bytes can be compared directly.
    units: Vec<[String; 2]>,
}

impl Folded {
    pub(crate) fn new(text: &str) -> Self {
        let units = if text.is_ascii() {
            Vec::new()
        } else {
            text.encode_utf16().map(forms).collect()
        };
        Self {
            text: text.to_string(),
            units,
        }
    }

    fn is_ascii(&self) -> bool {
        self.units.is_empty()
    }

    pub(crate) fn equals(&self, text: &[u8]) -> bool {
        if self.is_ascii() {
            return text.eq_ignore_ascii_case(self.text.as_bytes());
        }
        self.ends(text).contains(&text.len())
    }

    /// The service compares values with their quotes, so a prefix that ends in a quote can be the
    /// whole value.
    pub(crate) fn is_prefix_of(&self, text: &[u8]) -> bool {
        if self
            .text
            .strip_suffix('"')
            .is_some_and(|all| Self::new(all).equals(text))
        {
            return true;
        }
        if self.is_ascii() {
            let head = text.get(..self.text.len());
            return head.is_some_and(|head| head.eq_ignore_ascii_case(self.text.as_bytes()));
        }
        !self.ends(text).is_empty()
    }

    /// As [`Folded::is_prefix_of`], for a suffix that starts with a quote.
    pub(crate) fn is_suffix_of(&self, text: &[u8]) -> bool {
        if self
            .text
            .strip_prefix('"')
            .is_some_and(|all| Self::new(all).equals(text))
        {
            return true;
        }
        if self.is_ascii() {
            let tail = text
                .len()
                .checked_sub(self.text.len())
                .map(|at| &text[at..]);
            return tail.is_some_and(|tail| tail.eq_ignore_ascii_case(self.text.as_bytes()));
        }
        !self.starts(text).is_empty()
    }

    /// Where a match that starts at the beginning of `text` can end.
    fn ends(&self, text: &[u8]) -> Vec<usize> {
        self.units.iter().fold(vec![0], |places, unit| {
            step(&places, unit, |at, form| {
                text[at..].starts_with(form).then(|| at + form.len())
            })
        })
    }

    /// Where a match that ends at the end of `text` can start.
    fn starts(&self, text: &[u8]) -> Vec<usize> {
        self.units
            .iter()
            .rev()
            .fold(vec![text.len()], |places, unit| {
                step(&places, unit, |at, form| {
                    text[..at].ends_with(form).then(|| at - form.len())
                })
            })
    }
}

fn step(
    places: &[usize],
    unit: &[String; 2],
    go: impl Fn(usize, &[u8]) -> Option<usize>,
) -> Vec<usize> {
    let mut next: Vec<usize> = places
        .iter()
        .flat_map(|&at| unit.iter().map(move |form| (at, form.as_bytes())))
        .filter_map(|(at, form)| go(at, form))
        .collect();
    next.sort_unstable();
    next.dedup();
    next
}

fn forms(unit: u16) -> [String; 2] {
    match char::from_u32(u32::from(unit)) {
        Some(ch) => [ch.to_lowercase().collect(), ch.to_uppercase().collect()],
        None => ["?".into(), "?".into()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn equals(pattern: &str, text: &str) -> bool {
        Folded::new(pattern).equals(text.as_bytes())
    }

    #[test]
    fn ascii_is_plain() {
        assert!(equals("AbC", "aBc") && !equals("AbC", "abcd"));
        assert!(!equals("K", "\u{212a}") && !equals("S", "\u{17f}"));
    }

    #[test]
    fn each_unit_has_two_forms() {
        assert!(equals("ß", "ß") && equals("ß", "SS") && !equals("ß", "ss") && !equals("ß", "Ss"));
        assert!(
            equals("\u{130}", "i\u{307}")
                && equals("\u{130}", "\u{130}")
                && !equals("\u{130}", "i")
        );
    }

    #[test]
    fn surrogates_have_degraded() {
        assert!(equals("😀", "??") && !equals("😀", "😀") && !equals("😀", "?"));
    }

    #[test]
    fn ends_of_texts() {
        assert!(Folded::new("ß").is_prefix_of("SSabc".as_bytes()));
        assert!(!Folded::new("ß").is_prefix_of("ssabc".as_bytes()));
        assert!(Folded::new("\u{130}").is_suffix_of("abci\u{307}".as_bytes()));
        assert!(Folded::new("Yz").is_suffix_of(b"xYZ") && !Folded::new("xyz").is_suffix_of(b"yz"));
    }
}
