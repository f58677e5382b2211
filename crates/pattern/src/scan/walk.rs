//! The walk over an event's text.

use super::Kind;
use super::bytes::{scalar_end, string_end};
use super::container::container_end;
use crate::error::EventError;
use crate::event::{Context, Contexts};
use crate::set::{PathNode, PathTree};

/// Receives the leaves that were asked for.
pub(crate) trait Sink {
    /// A leaf at the path that `node` stands for. The text of a string is its inside, with its
    /// escapes if `escaped`.
    fn leaf(
        &mut self,
        node: &PathNode,
        context: Context,
        kind: Kind,
        at: (usize, usize),
        escaped: bool,
    );
    /// A new context.
    fn context(&mut self, parent: Context, array: u32, element: u32) -> Context;
}

/// Deeper nesting is refused.
const MAX_DEPTH: usize = 1000;

pub(crate) struct Scanner<'a, S> {
    bytes: &'a [u8],
    at: usize,
    tree: &'a PathTree,
    sink: &'a mut S,
    arrays: u32,
    depth: usize,
}

type Walked = Result<(), EventError>;

impl<'a, S: Sink> Scanner<'a, S> {
    pub(crate) fn new(bytes: &'a [u8], tree: &'a PathTree, sink: &'a mut S) -> Self {
        Self {
            bytes,
            at: 0,
            tree,
            sink,
            arrays: 0,
            depth: 0,
        }
    }

    pub(crate) fn run(mut self) -> Walked {
        if self.visible() != Some(b'{') {
            return Err(self.error("an event must be a JSON object"));
        }
        self.at += 1;
        self.object(self.tree.root(), Contexts::ROOT)?;
        match self.visible() {
            None => Ok(()),
            Some(_) => Err(self.error("something follows the closing brace")),
        }
    }

    #[cold]
    fn error(&self, reason: &str) -> EventError {
        EventError::new(reason, self.at)
    }

    /// The next byte that is not white space; it is not read.
    #[inline]
    fn visible(&mut self) -> Option<u8> {
        loop {
            match self.bytes.get(self.at) {
                Some(b' ' | b'\t' | b'\n' | b'\r') => self.at += 1,
                other => return other.copied(),
            }
        }
    }

    /// The members of an object whose opening brace is read, and its closing brace.
    fn object(&mut self, node: &'a PathNode, context: Context) -> Walked {
        if self.visible() == Some(b'}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.visible() != Some(b'"') {
                return Err(self.error("a name in double quotes is expected"));
            }
            self.at += 1;
            self.member(node, context)?;
            match self.visible() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    return Ok(());
                }
                _ => return Err(self.error("a comma or a closing brace is expected")),
            }
        }
    }

    /// A member whose opening quote is read.
    #[inline]
    fn member(&mut self, node: &'a PathNode, context: Context) -> Walked {
        let start = self.at;
        let Some(end) = string_end(self.bytes, start) else {
            return Err(self.error("a name has no closing quote"));
        };
        self.at = end.at + 1;
        if self.visible() != Some(b':') {
            return Err(self.error("a colon is expected"));
        }
        self.at += 1;
        let first = self.bytes.get(start).copied().unwrap_or_default();
        let member = match node.may_have_member(first) {
            true => self
                .tree
                .member(node, &self.bytes[start..end.at], end.escaped),
            false => None,
        };
        match member {
            Some(member) => self.value(member, context),
            None => self.skip_value(),
        }
    }

    fn skip_value(&mut self) -> Walked {
        match self.visible() {
            Some(b'"') => self.skip_string(),
            Some(b'{' | b'[') => self.skip_container(),
            Some(_) => self.scalar_text().map(|_| ()),
            None => Err(self.error("a value is expected")),
        }
    }

    fn skip_string(&mut self) -> Walked {
        match string_end(self.bytes, self.at + 1) {
            Some(end) => {
                self.at = end.at + 1;
                Ok(())
            }
            None => Err(self.error("a string has no closing quote")),
        }
    }

    fn skip_container(&mut self) -> Walked {
        match container_end(self.bytes, self.at + 1) {
            Some(end) => {
                self.at = end;
                Ok(())
            }
            None => Err(self.error("an object or array is not closed")),
        }
    }

    fn scalar_text(&mut self) -> Result<(usize, usize), EventError> {
        let start = self.at;
        self.at = scalar_end(self.bytes, start);
        if self.at == start {
            return Err(self.error("a value is expected"));
        }
        Ok((start, self.at))
    }

    fn value(&mut self, node: &'a PathNode, context: Context) -> Walked {
        match self.visible() {
            Some(b'{') if node.has_members() => {
                self.at += 1;
                self.nested(|scanner| scanner.object(node, context))
            }
            Some(b'[') => {
                self.at += 1;
                self.nested(|scanner| scanner.array(node, context))
            }
            Some(_) if !node.is_leaf() => self.skip_value(),
            Some(b'"') => {
                let start = self.at + 1;
                let Some(end) = string_end(self.bytes, start) else {
                    return Err(self.error("a string has no closing quote"));
                };
                self.at = end.at + 1;
                self.sink
                    .leaf(node, context, Kind::String, (start, end.at), end.escaped);
                Ok(())
            }
            Some(b'{') => self.skip_container(),
            Some(first) => {
                let at = self.scalar_text()?;
                self.scalar(node, context, first, at)
            }
            None => Err(self.error("a value is expected")),
        }
    }

    fn scalar(
        &mut self,
        node: &PathNode,
        context: Context,
        first: u8,
        at: (usize, usize),
    ) -> Walked {
        let kind = match (first, &self.bytes[at.0..at.1]) {
            (b't', b"true") => Kind::True,
            (b'f', b"false") => Kind::False,
            (b'n', b"null") => Kind::Null,
            (b'-' | b'0'..=b'9', _) => Kind::Number,
            _ => return Err(self.error("a value is expected")),
        };
        self.sink.leaf(node, context, kind, at, false);
        Ok(())
    }

    /// The elements of an array whose opening bracket is read, and its closing bracket.
    fn array(&mut self, node: &'a PathNode, context: Context) -> Walked {
        let array = self.arrays;
        self.arrays += 1;
        if self.visible() == Some(b']') {
            self.at += 1;
            return Ok(());
        }
        for element in 0.. {
            let inside = match self.visible() {
                Some(b'{' | b'[') => self.sink.context(context, array, element),
                _ => context,
            };
            self.value(node, inside)?;
            match self.visible() {
                Some(b',') => self.at += 1,
                Some(b']') => break,
                _ => return Err(self.error("a comma or a closing bracket is expected")),
            }
        }
        self.at += 1;
        Ok(())
    }

    fn nested(&mut self, inside: impl FnOnce(&mut Self) -> Walked) -> Walked {
        if self.depth >= MAX_DEPTH {
            return Err(self.error("nested too deep"));
        }
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        Ok(())
    }
}
