//! The wire types of Amazon EventBridge, members named as in the service's model.

mod archives;
mod buses;
mod put;
mod replays;
mod rules;
mod tags;
mod targets;
mod trace;

pub(crate) use archives::*;
pub(crate) use buses::*;
pub(crate) use put::*;
pub(crate) use replays::*;
pub(crate) use rules::*;
pub(crate) use tags::*;
pub(crate) use targets::*;
pub(crate) use trace::*;

use serde::Serialize;

/// The output of every operation that returns nothing.
#[derive(Debug, Serialize)]
pub(crate) struct Nothing {}
