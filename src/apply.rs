//! Doing what a plan says: nothing is decided here.

pub(crate) mod bundle;
pub(crate) mod deploy;
pub(crate) mod export;
pub(crate) mod follow;
pub(crate) mod held;
pub(crate) mod hidden;
pub(crate) mod import;
pub(crate) mod mute;
pub(crate) mod package;
pub(crate) mod peek;
pub(crate) mod purge;
pub(crate) mod redrive;
pub(crate) mod suspects;
