//! Whether two rules of a bucket are about the same events of the same objects, which S3 refuses.

use super::Rule;
use crate::fault::Fault;

/// Checks all pairs.
///
/// # Errors
/// `InvalidArgument`.
pub(super) fn check(rules: &[Rule]) -> Result<(), Fault> {
    for (at, one) in rules.iter().enumerate() {
        for other in &rules[at + 1..] {
            if share_an_event(one, other) && are_of_the_same(one, other) {
                return Err(fault(one, other));
            }
        }
    }
    Ok(())
}

fn fault(one: &Rule, other: &Rule) -> Fault {
    let is_of_all = |rule: &Rule| rule.prefix.is_empty() && rule.suffix.is_empty();
    let why = if is_of_all(one) && is_of_all(other) {
        "Configurations overlap. Configurations on the same bucket cannot share a common event type."
    } else {
        "Configuration is ambiguously defined. Cannot have overlapping suffixes in two rules if the prefixes are overlapping for the same event type."
    };
    Fault::new("InvalidArgument", why)
}

fn share_an_event(one: &Rule, other: &Rule) -> bool {
    let mut pairs = one
        .events
        .iter()
        .flat_map(|event| other.events.iter().map(move |other| (event, other)));
    pairs.any(|(one, other)| covers(one, other) || covers(other, one))
}

/// Whether an event's name, which may end with `*`, stands for another.
fn covers(wide: &str, narrow: &str) -> bool {
    let start = wide.strip_suffix('*');
    wide == narrow || start.is_some_and(|start| narrow.starts_with(start))
}

fn are_of_the_same(one: &Rule, other: &Rule) -> bool {
    let prefixes = one.prefix.starts_with(&other.prefix) || other.prefix.starts_with(&one.prefix);
    let suffixes = one.suffix.ends_with(&other.suffix) || other.suffix.ends_with(&one.suffix);
    prefixes && suffixes
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rule(event: &str, prefix: &str, suffix: &str) -> Rule {
        Rule {
            id: "r".into(),
            arn: "arn".into(),
            events: vec![event.into()],
            prefix: prefix.into(),
            suffix: suffix.into(),
        }
    }

    #[test]
    fn rules_that_share_an_event_have_objects_of_their_own() {
        let put = rule("s3:ObjectCreated:Put", "in/", ".csv");
        for other in [
            rule("s3:ObjectCreated:*", "", ""),
            rule("s3:ObjectCreated:Put", "in/2026/", ""),
            rule("s3:ObjectCreated:*", "in/", "1.csv"),
        ] {
            let refused = check(&[put.clone(), other.clone()]).unwrap_err();
            assert_eq!(refused.code, "InvalidArgument", "{other:?}");
        }
        for other in [
            rule("s3:ObjectRemoved:*", "in/", ".csv"),
            rule("s3:ObjectCreated:*", "out/", ".csv"),
            rule("s3:ObjectCreated:*", "in/", ".json"),
        ] {
            assert!(check(&[put.clone(), other.clone()]).is_ok(), "{other:?}");
        }
    }
}
