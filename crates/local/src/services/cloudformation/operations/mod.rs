//! The operations of CloudFormation.

mod change_sets;
mod deploy;
mod drift;
mod events;
mod go_back;
mod look;
mod prepare;
mod templates;

use crate::{fault::Fault, page::by_position, services::cloudformation::fault};

/// One page by position.
fn paged<T>(
    items: Vec<T>,
    token: Option<&str>,
    limit: usize,
) -> Result<(Vec<T>, Option<String>), Fault> {
    by_position(items, token, limit).ok_or_else(|| {
        let token = token.unwrap_or_default();
        fault::validation(format!("NextToken `{token}` is not valid."))
    })
}
