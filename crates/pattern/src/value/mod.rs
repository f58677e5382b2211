//! The value tests of the language, each on its own: numbers, addresses, wildcards, case folding.

pub(crate) mod cidr;
pub(crate) mod digits;
pub(crate) mod fold;
pub(crate) mod ip;
pub(crate) mod number;
pub(crate) mod wildcard;
