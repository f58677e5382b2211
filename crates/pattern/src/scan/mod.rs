//! Reading only what is asked for from the text of an event.
//!
//! The scanner walks the text once, compares names with a [`PathTree`](crate::set::PathTree),
//! keeps the leaves that someone asks for and skips everything else. It finds its way by the
//! brackets and commas outside strings, which it looks up 64 bytes at a time. What it skips it
//! does not check: of a text that is not JSON it may accept what nobody looks at.

mod block;
mod cursor;
mod walk;

pub(crate) use walk::{Scanner, Sink};

/// The kind of a leaf.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    String,
    Number,
    True,
    False,
    Null,
}
