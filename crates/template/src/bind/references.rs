//! What expressions mention: checked to exist, and collected as dependencies.

mod check;
mod visitor;

pub(super) use check::{check, exists};
pub(super) use visitor::{Mention, Visitor};
