//! Lists in pages, as SQS limits them.

use super::fault;
use crate::{fault::Fault, page::opaque};

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
    opaque(names, token, size, String::clone)
        .ok_or_else(|| fault::invalid_parameter("Invalid or expired next token."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_and_tokens_are_checked() {
        assert!(page(vec![], Some(0), None).is_err());
        assert!(page(vec![], Some(1001), None).is_err());
        assert!(page(vec![], None, Some("?")).is_err());
    }
}
