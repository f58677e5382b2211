//! What a person should do about a refusal.

use crate::pattern::OPERATORS;

/// Words people write from other languages, and what EventBridge calls the idea.
const ALIASES: &[(&str, &str)] = &[
    ("contains", "wildcard"),
    ("equals", "equals-ignore-case"),
    ("not", "anything-but"),
    ("startswith", "prefix"),
    ("starts-with", "prefix"),
    ("endswith", "suffix"),
    ("ends-with", "suffix"),
    ("regex", "wildcard"),
    ("like", "wildcard"),
    ("exist", "exists"),
    ("present", "exists"),
    ("number", "numeric"),
    ("ip", "cidr"),
    ("ip-address", "cidr"),
];

pub(super) fn for_reason(reason: &str) -> Option<String> {
    if let Some(name) = reason.strip_prefix("Unrecognized match type ") {
        return Some(unknown_operator(name));
    }
    if let Some(name) = reason.strip_suffix(" must be an object or an array") {
        return Some(format!(
            "put the value of {name} in an array, for example {name}: [\"…\"]"
        ));
    }
    if let Some(op) = reason.strip_prefix("Unsupported anything-but pattern: ") {
        return Some(format!(
            "inside anything-but only prefix, suffix, wildcard and equals-ignore-case are allowed, not {op}"
        ));
    }
    FIXED
        .iter()
        .find(|(start, _)| reason.starts_with(start))
        .map(|(_, hint)| (*hint).to_string())
}

const FIXED: &[(&str, &str)] = &[
    (
        "Empty arrays",
        "list at least one value; to match a missing field write [{\"exists\": false}]",
    ),
    (
        "Empty objects",
        "name at least one field; to match every event write {\"source\": [{\"prefix\": \"\"}]}",
    ),
    (
        "Filter is not an object",
        "an event pattern is a JSON object: {\"source\": [\"…\"]}",
    ),
    (
        "Match value must be",
        "arrays in a pattern cannot be nested: list the values side by side",
    ),
    (
        "Only one key allowed",
        "give each operator its own object: [{\"prefix\": \"a\"}, {\"prefix\": \"b\"}]",
    ),
    (
        "Rule is too complex",
        "use fewer `*`, or split the pattern over several rules",
    ),
    (
        "Or operator is producing",
        "the branches of all $or multiply: split the pattern over several rules",
    ),
    (
        "Too many elements in numeric",
        "write the lower bound first: {\"numeric\": [\">\", 0, \"<\", 5]}",
    ),
    (
        "Bad numeric range operator",
        "a range is one lower (> or >=) and then one upper (< or <=) bound",
    ),
    (
        "Bottom must be less than top",
        "the lower bound must be below the upper one; for one value write [\"=\", n]",
    ),
    (
        "Unrecognized numeric range operator",
        "numeric operators are =, <, <=, > and >=",
    ),
    (
        "Cannot compare number",
        "write the number with at most 15 significant digits",
    ),
    (
        "Null prefix/suffix",
        "inside anything-but a prefix or suffix must not be empty",
    ),
    (
        "prefix match pattern must be",
        "prefix takes one string; list several as [{\"prefix\": \"a\"}, {\"prefix\": \"b\"}]",
    ),
    (
        "suffix match pattern must be",
        "suffix takes one string; list several as [{\"suffix\": \"a\"}, {\"suffix\": \"b\"}]",
    ),
    (
        "wildcard match pattern must be",
        "wildcard takes one string such as \"*.png\"",
    ),
    (
        "exists match pattern must be",
        "write {\"exists\": true} or {\"exists\": false}",
    ),
    (
        "Consecutive wildcard characters",
        "one * already matches any run of characters",
    ),
    (
        "Invalid escape character",
        "in a wildcard only \\\\* and \\\\\\\\ are escapes",
    ),
    (
        "There must have at least 2 Objects",
        "$or needs two or more objects to choose from",
    ),
    (
        "Value of anything-but",
        "anything-but takes a string, a number, a list of either, or one nested operator",
    ),
    (
        "Inside anything but list",
        "anything-but lists hold only strings or only numbers",
    ),
];

fn unknown_operator(name: &str) -> String {
    let lower = name.to_lowercase().replace('_', "-");
    let alias = ALIASES
        .iter()
        .find(|(from, _)| *from == lower)
        .map(|(_, to)| *to);
    match alias.or_else(|| nearest(&lower)) {
        Some(known) => format!("did you mean \"{known}\"?"),
        None => format!("the operators are {}", OPERATORS.join(", ")),
    }
}

fn nearest(name: &str) -> Option<&'static str> {
    let (distance, known) = OPERATORS
        .iter()
        .map(|known| (edit_distance(name, known), *known))
        .min()?;
    (distance <= known.len() / 3 + 1).then_some(known)
}

/// Levenshtein distance; operator names are short.
fn edit_distance(a: &str, b: &str) -> usize {
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().take(64).enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let cost = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = cost.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelt_operators_are_recognised() {
        for (written, meant) in [
            ("prefx", "prefix"),
            ("EXISTS", "exists"),
            ("anything_but", "anything-but"),
            ("starts-with", "prefix"),
        ] {
            assert_eq!(
                unknown_operator(written),
                format!("did you mean \"{meant}\"?")
            );
        }
    }

    #[test]
    fn a_word_like_none_gets_the_list() {
        assert!(unknown_operator("zzzzzzzzzz").starts_with("the operators are exactly, prefix"));
    }
}
