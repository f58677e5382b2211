//! Findings for machines: code scanning, test reports, workflow annotations.

mod github;
mod junit;
mod sarif;

pub(super) use self::{github::github, junit::junit, sarif::sarif};
