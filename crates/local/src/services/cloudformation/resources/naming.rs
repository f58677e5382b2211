//! Names that CloudFormation makes up: `STACK-LOGICALID-RANDOM`.

use serde_json::{Value as Json, json};

use super::json::scalar;

/// The property that names a resource.
#[derive(Clone, Copy)]
pub(in super::super) struct Naming {
    pub(super) property: &'static str,
    /// The most characters that a name may have.
    pub(super) longest: usize,
    pub(super) style: Style,
}

/// What made-up names look like.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// As they come.
    Mixed,
    /// In lower case, as S3 wants them.
    Lower,
    /// With `.fifo` at the end when the property `FifoQueue` or `FifoTopic` is true.
    Fifo,
}

impl Naming {
    pub(super) const fn new(property: &'static str, longest: usize) -> Option<Self> {
        let style = Style::Mixed;
        Some(Self {
            property,
            longest,
            style,
        })
    }

    pub(super) const fn styled(
        property: &'static str,
        longest: usize,
        style: Style,
    ) -> Option<Self> {
        Some(Self {
            property,
            longest,
            style,
        })
    }

    /// The property that holds the name.
    pub(in super::super) fn property(&self) -> &'static str {
        self.property
    }

    /// A name that nothing else has.
    pub(in super::super) fn invent(&self, stack: &str, logical: &str, properties: &Json) -> String {
        let is_fifo = ["FifoQueue", "FifoTopic"].iter().any(|name| {
            matches!(&properties[*name], Json::Bool(true)) || properties[*name] == "true"
        });
        let suffix = if self.style == Style::Fifo && is_fifo {
            ".fifo"
        } else {
            ""
        };
        let room = self.longest - suffix.len() - RANDOM - 2;
        let logical: String = logical.chars().take(room / 2).collect();
        let stack: String = stack.chars().take(room - logical.len()).collect();
        let name = format!("{stack}-{logical}-{}{suffix}", random());
        if self.style == Style::Lower {
            name.to_lowercase()
        } else {
            name
        }
    }

    /// The properties with their name, which is text also where it is written as a number, or with
    /// the one that was made up.
    pub(in super::super) fn named(&self, properties: &Json, made_up: Option<&str>) -> Json {
        let mut named = properties.clone();
        match (&properties[self.property], made_up) {
            (Json::Null, Some(name)) => named[self.property] = json!(name),
            (Json::Null, None) => {}
            (given, _) => named[self.property] = json!(scalar(given)),
        }
        named
    }
}

const RANDOM: usize = 12;
const DIGEST: usize = 8;

/// `STACK-LOGICALID-`, which leaves room for `random` in a name of `longest` characters. What is
/// cut off is told apart by a digest.
pub(super) fn prefix(stack: &str, logical: &str, longest: usize) -> String {
    let whole = format!("{stack}-{logical}-");
    let room = longest - RANDOM;
    if whole.len() <= room {
        return whole;
    }
    let digest = crc32fast::hash(whole.as_bytes());
    let begin: String = whole.chars().take(room - DIGEST - 2).collect();
    format!("{begin}-{digest:08x}-")
}

/// Twelve letters and digits.
pub(super) fn random() -> String {
    const LETTERS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
    (0..RANDOM)
        .map(|_| char::from(LETTERS[fastrand::usize(..LETTERS.len())]))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_fits_and_says_where_it_comes_from() {
        let naming = Naming::new("RoleName", 64).unwrap();
        let name = naming.invent("stack", "Role", &json!({}));
        assert!(
            name.starts_with("stack-Role-") && name.len() == 11 + RANDOM,
            "{name}"
        );
        let long = naming.invent(&"s".repeat(128), &"L".repeat(255), &json!({}));
        assert_eq!(long.len(), 64);
    }

    #[test]
    fn a_prefix_that_is_too_long_is_cut_and_still_its_own() {
        assert_eq!(prefix("stack", "Rule", 100), "stack-Rule-");
        let stack = "s".repeat(60);
        let [one, other] = ["A", "B"].map(|end| {
            let logical = format!("{}{end}", "L".repeat(40));
            prefix(&stack, &logical, 100)
        });
        assert_eq!((one.len(), other.len()), (100 - RANDOM, 100 - RANDOM));
        assert_ne!(one, other);
    }

    #[test]
    fn a_fifo_queue_has_a_fifo_name() {
        let naming = Naming::styled("QueueName", 80, Style::Fifo).unwrap();
        assert!(
            naming
                .invent("s", "Q", &json!({"FifoQueue": true}))
                .ends_with(".fifo")
        );
        assert!(!naming.invent("s", "Q", &json!({})).ends_with(".fifo"));
    }
}
