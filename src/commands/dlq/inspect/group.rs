//! Dead letters that failed in the same way.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::Serialize;

use super::answer::Letter;
use crate::plan::dead_letter::{DeadLetter, Kind};

/// Dead letters that failed in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Group {
    /// How many.
    pub(super) count: usize,
    /// Of which kind.
    pub(super) kind: Kind,
    /// The rule's ARN.
    pub(super) rule: Option<String>,
    /// The target's ARN.
    pub(super) target: Option<String>,
    /// The error's code.
    pub(super) error: Option<String>,
    /// The event's detail type.
    pub(super) detail_type: Option<String>,
    /// When the first of them was sent.
    pub(super) oldest: Option<Timestamp>,
}

type Key = (
    Kind,
    Option<String>,
    Option<String>,
    Option<String>,
    Option<String>,
);

fn key(letter: &DeadLetter) -> Key {
    (
        letter.kind,
        letter.rule_arn.clone(),
        letter.target_arn.clone(),
        letter.error_code.clone(),
        letter.detail_type.clone(),
    )
}

/// Groups letters; the largest group first.
pub(super) fn group(letters: &[Letter]) -> Vec<Group> {
    let mut groups: BTreeMap<Key, Vec<&Letter>> = BTreeMap::new();
    for letter in letters {
        groups.entry(key(&letter.letter)).or_default().push(letter);
    }
    let made = |((kind, rule, target, error, detail_type), letters): (Key, Vec<&Letter>)| Group {
        count: letters.len(),
        oldest: letters
            .iter()
            .filter_map(|letter| letter.message.sent)
            .min(),
        kind,
        rule,
        target,
        error,
        detail_type,
    };
    let mut groups: Vec<Group> = groups.into_iter().map(made).collect();
    groups.sort_by_key(|group| std::cmp::Reverse(group.count));
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::message::Message;

    fn letter(id: &str, kind: &str, second: i64) -> Letter {
        Letter::of(Message {
            id: id.into(),
            body: format!(r#"{{"detail-type":"{kind}"}}"#),
            sent: Timestamp::from_second(second).ok(),
            ..Message::default()
        })
    }

    #[test]
    fn the_largest_group_comes_first_with_its_oldest() {
        let letters = [
            letter("a", "X", 3),
            letter("b", "Y", 2),
            letter("c", "Y", 1),
        ];
        let groups = group(&letters);
        assert_eq!(groups.len(), 2);
        assert_eq!(
            (groups[0].count, groups[0].detail_type.as_deref()),
            (2, Some("Y"))
        );
        assert_eq!(groups[0].oldest, Timestamp::from_second(1).ok());
    }
}
