//! Does one pattern match everything that another matches?

use super::Answer;
use super::implies::implies;
use super::samples;
use crate::pattern::{Branch, Matcher, Pattern};

impl Pattern {
    /// Whether this pattern matches every event that `other` matches.
    ///
    /// `No` names an event that `other` matches and this pattern does not.
    pub fn covers(&self, other: &Self) -> Answer {
        let covered = |branch: &Branch| self.branches().iter().any(|wide| is_wider(wide, branch));
        if self == other || other.branches().iter().all(covered) {
            return Answer::Yes;
        }
        for branch in other.branches().iter().filter(|branch| !covered(branch)) {
            for (text, event) in samples::events(branch) {
                if other.matches(&event) && !self.matches(&event) {
                    return Answer::No(format!("for example, it does not match {text}"));
                }
            }
        }
        Answer::Unknown
    }
}

/// Every condition of `wide` follows from one of `narrow`.
fn is_wider(wide: &Branch, narrow: &Branch) -> bool {
    // What is absent depends on the elements that the other fields have settled on.
    let same_fields = wide.conditions.len() == narrow.conditions.len();
    wide.conditions.iter().all(|wide| {
        let absent = wide.matchers.contains(&Matcher::Exists(false));
        (same_fields || !absent)
            && narrow
                .conditions
                .iter()
                .any(|n| n.path == wide.path && implies(n, wide))
    })
}
