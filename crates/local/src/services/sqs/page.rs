//! Answers in pages: the token is the last name of the page before.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};

use super::fault;
use crate::fault::Fault;

/// The part of `names`, which are in order, that a page holds, and the token of the next.
///
/// # Errors
/// `InvalidParameterValue` for a size out of range or a token of no page.
pub(crate) fn page(
    names: Vec<String>,
    size: Option<i64>,
    token: Option<&str>,
) -> Result<(Vec<String>, Option<String>), Fault> {
    let most = 1000;
    let size = match size {
        None => most,
        Some(size @ 1..=1000) => usize::try_from(size).unwrap_or(most),
        Some(other) => {
            return Err(fault::invalid_parameter(format!(
                "Value {other} for parameter MaxResults is invalid. Reason: Must be an integer from 1 to 1000, if provided."
            )));
        }
    };
    let after = token.map(parse).transpose()?;
    let mut rest = names
        .into_iter()
        .filter(|name| after.as_ref().is_none_or(|after| name > after));
    let page: Vec<String> = rest.by_ref().take(size).collect();
    let next = rest
        .next()
        .and(page.last())
        .map(|last| URL_SAFE_NO_PAD.encode(last));
    Ok((page, next))
}

fn parse(token: &str) -> Result<String, Fault> {
    let bytes = URL_SAFE_NO_PAD.decode(token).ok();
    bytes
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .ok_or_else(|| fault::invalid_parameter("Invalid or expired next token."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_follow_each_other_without_gap_or_overlap() {
        let names: Vec<String> = ["a", "b", "c", "d", "e"].map(String::from).to_vec();
        let (mut seen, mut token) = (Vec::new(), None);
        loop {
            let (page, next) = page(names.clone(), Some(2), token.as_deref()).unwrap();
            seen.extend(page);
            token = next;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(seen, names);
    }

    #[test]
    fn sizes_and_tokens_are_checked() {
        assert!(page(vec![], Some(0), None).is_err());
        assert!(page(vec![], Some(1001), None).is_err());
        assert!(page(vec![], None, Some("?")).is_err());
    }
}
