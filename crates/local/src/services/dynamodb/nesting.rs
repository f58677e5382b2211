//! How deeply expressions may be nested. The engine reads them by recursion, and 4 KB hold 2,000
//! parentheses: more than its stack does.

use serde_json::Value as Json;

use crate::fault::Fault;

/// Levels of parentheses and of `NOT` one in the other.
const LEVELS: usize = 100;

/// Looks at every expression and PartiQL statement of a request.
///
/// # Errors
/// `ValidationException` naming the member that is nested too deeply.
pub(super) fn check(input: &Json) -> Result<(), Fault> {
    match input {
        Json::Object(members) => members.iter().try_for_each(|(name, value)| match value {
            Json::String(text) if is_expression(name) && levels(text) > LEVELS => {
                Err(Fault::validation(format!(
                    "Invalid {name}: The expression is nested more than {LEVELS} levels deep"
                )))
            }
            value => check(value),
        }),
        Json::Array(items) => items.iter().try_for_each(check),
        _ => Ok(()),
    }
}

fn is_expression(member: &str) -> bool {
    member.ends_with("Expression") || member == "Statement"
}

/// The deepest place of an expression, outside quotes.
fn levels(text: &str) -> usize {
    let outside = text.split('\'').step_by(2);
    let (mut deepest, mut open, mut negated) = (0, 0_usize, 0);
    for word in outside.flat_map(words) {
        match word {
            "(" => open += 1,
            ")" => open = open.saturating_sub(1),
            not if not.eq_ignore_ascii_case("not") => negated += 1,
            "" => {}
            _ => negated = 0,
        }
        deepest = deepest.max(open + negated);
    }
    deepest
}

/// Every parenthesis and what stands between parentheses and spaces.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split_ascii_whitespace().flat_map(|word| {
        word.split_inclusive(['(', ')']).flat_map(|part| {
            let before = part.trim_end_matches(['(', ')']);
            [before, &part[before.len()..]]
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn parentheses_and_negations_are_levels() {
        assert_eq!(levels("a = :a AND (b = :b OR (NOT c = :c))"), 3);
        assert_eq!(levels("(a) AND (b) AND NOT(c)"), 2);
        assert_eq!(levels("NOT a AND NOT b AND NOT c"), 1);
        assert_eq!(levels("SELECT * FROM t WHERE a = '(((('"), 0);
    }

    #[test]
    fn an_expression_beyond_the_limit_is_named_wherever_it_is() {
        let put = json!({ "ConditionExpression": "(".repeat(LEVELS + 1) });
        let input = json!({ "TransactItems": [{ "Put": put }] });
        let fault = check(&input).unwrap_err();
        assert!(
            fault.message.starts_with("Invalid ConditionExpression"),
            "{fault}"
        );
        assert!(check(&json!({ "FilterExpression": "NOT ".repeat(LEVELS) })).is_ok());
    }
}
