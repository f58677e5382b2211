//! One file for each command: its arguments, its `run`, its report.

pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod local;
pub(crate) mod man;
pub(crate) mod reference;
pub(crate) mod status;
