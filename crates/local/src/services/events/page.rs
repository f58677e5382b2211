//! Lists in pages: the token is the last name of the page before.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::fault;
use crate::fault::Fault;

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
    let after = token.map(parse).transpose()?;
    let mut rest = items
        .into_iter()
        .filter(|item| after.as_deref().is_none_or(|after| name(item) > after));
    let page: Vec<T> = rest.by_ref().take(limit).collect();
    let next = rest
        .next()
        .and(page.last())
        .map(|last| URL_SAFE_NO_PAD.encode(name(last)));
    Ok((page, next))
}

fn parse(token: &str) -> Result<String, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| fault::parameter("NextToken", "It is not a token that a list has returned."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gap_or_overlap() {
        let names: Vec<String> = ["a", "b", "c", "d", "e"].map(String::from).to_vec();
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let (page, next) = page(names.clone(), |name| name, Some(2), token.as_deref()).unwrap();
            seen.extend(page);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, names);
    }

    #[test]
    fn limits_and_tokens_are_checked() {
        let none: Vec<String> = vec![];
        assert!(page(none.clone(), |name| name, Some(0), None).is_err());
        assert!(page(none, |name| name, None, Some("?")).is_err());
    }
}
