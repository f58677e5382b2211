//! Doing what a plan says: nothing is decided here.

pub(crate) mod bundle;
pub(crate) mod deploy;
pub(crate) mod follow;
pub(crate) mod peek;
pub(crate) mod redrive;
