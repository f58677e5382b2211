//! One file for each command: its arguments, its `run`, its report.

pub(crate) mod completions;
pub(crate) mod local;
pub(crate) mod man;
pub(crate) mod reference;
