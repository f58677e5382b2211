//! A JSON reader that stops where the service's reader stops.
//!
//! EventBridge reports the position its streaming parser had reached, not the position of the
//! mistake. [`Lexer`] keeps the same pointer: after an opening quote but before the text of a
//! string, after a whole number, and one token ahead when a field name has just been read.

mod lexer;
mod message;
mod number;
mod scalar;
mod text;
mod tree;

pub(crate) use lexer::{Lexer, Token};
pub(crate) use message::JsonError;
pub(crate) use text::{unescape, write_string};
pub(crate) use tree::{Node, Shape, check_stream};
