//! The wire types, with AWS's member names.

pub(crate) mod function;
pub(crate) mod invoke;
pub(crate) mod layer;
pub(crate) mod local;
pub(crate) mod mapping;
pub(crate) mod permission;
pub(crate) mod settings;
pub(crate) mod version;
