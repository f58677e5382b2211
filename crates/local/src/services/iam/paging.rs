//! Lists in pages.

use super::faults;
use crate::{fault::Fault, page::opaque};

/// Items of a page unless the request says otherwise.
const PAGE: usize = 100;

/// A page of items in the order of their names, and the marker of the rest.
///
/// # Errors
/// `ValidationError` for a marker that no page came with.
pub(super) fn page<T>(
    items: impl IntoIterator<Item = T>,
    marker: Option<&str>,
    limit: Option<usize>,
    name: impl Fn(&T) -> String,
) -> Result<(Vec<T>, Option<String>), Fault> {
    let found = opaque(items, marker, limit.unwrap_or(PAGE), name);
    found.ok_or_else(|| {
        let constraint = "Member must be a marker that a list came with";
        faults::invalid(marker.unwrap_or_default(), "marker", constraint)
    })
}
