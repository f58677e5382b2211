//! Lists in pages.

use super::faults;
use crate::{fault::Fault, page::opaque};

/// A page of items in the order of their names, and the marker of the rest.
///
/// # Errors
/// `InvalidMarkerException` for a marker that no page came with.
pub(super) fn page<T>(
    items: impl IntoIterator<Item = T>,
    marker: Option<&str>,
    limit: usize,
    name: impl Fn(&T) -> String,
) -> Result<(Vec<T>, Option<String>), Fault> {
    opaque(items, marker, limit, name).ok_or_else(faults::marker)
}
