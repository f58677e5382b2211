//! The operations of CloudFormation.

mod change_sets;
mod deploy;
mod drift;
mod events;
mod look;
mod prepare;
mod templates;

use crate::{fault::Fault, services::cloudformation::fault};

/// One page by position.
fn paged<T>(
    items: Vec<T>,
    token: Option<&str>,
    limit: usize,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let start: usize = match token {
        None => 0,
        Some(token) => token
            .parse()
            .map_err(|_| fault::validation(format!("NextToken `{token}` is not valid.")))?,
    };
    let more = start + limit < items.len();
    let part = items.into_iter().skip(start).take(limit).collect();
    Ok((part, more.then(|| (start + limit).to_string())))
}
