//! One file for each command: its arguments, its `run`, its report.

pub(crate) mod alarms;
pub(crate) mod completions;
pub(crate) mod deploy;
pub(crate) mod destroy;
pub(crate) mod dlq;
pub(crate) mod events;
pub(crate) mod init;
pub(crate) mod input;
pub(crate) mod local;
pub(crate) mod logs;
pub(crate) mod man;
pub(crate) mod pattern;
pub(crate) mod publish;
pub(crate) mod reference;
pub(crate) mod replay;
pub(crate) mod rules;
pub(crate) mod status;
pub(crate) mod verify;
