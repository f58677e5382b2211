//! The event catalogue, the processors and their Lambda entry point.

pub mod catalogue;
