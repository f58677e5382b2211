//! Lists in pages, as EventBridge limits them.

use super::fault;
use crate::{fault::Fault, page::opaque};

/// The part of a list that a page holds, and the token of the next. The list is in the order of
/// its names.
///
/// # Errors
/// `ValidationException` for a limit out of range or a token of no page.
pub(crate) fn page<T>(
    items: Vec<T>,
    name: impl Fn(&T) -> &str,
    limit: Option<i64>,
    token: Option<&str>,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let limit = match limit {
        None => 100,
        Some(limit @ 1..=100) => usize::try_from(limit).unwrap_or(100),
        Some(other) => {
            let rule = "Member must have value between 1 and 100";
            return Err(fault::constraint(other, "limit", rule));
        }
    };
    opaque(items, token, limit, |item| name(item).to_owned())
        .ok_or_else(|| fault::parameter("NextToken", "It is not a token that a list has returned."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn limits_and_tokens_are_checked() {
        let none: Vec<String> = vec![];
        assert!(page(none.clone(), |name| name, Some(0), None).is_err());
        assert!(page(none, |name| name, None, Some("?")).is_err());
    }
}
