//! The walk over an event's text.

use super::Kind;
use super::cursor::Cursor;
use crate::error::EventError;
use crate::event::{Context, Contexts};
use crate::set::{Lookup, PathNode, PathTree};

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
    cursor: Cursor<'a>,
    tree: &'a PathTree,
    sink: &'a mut S,
    arrays: u32,
    depth: usize,
}

type Walked<T = ()> = Result<T, Wrong>;

/// What is wrong with the text; small, because every step may answer with it.
#[derive(Debug, Clone, Copy)]
enum Wrong {
    NoObject,
    Trailing,
    Name,
    Colon,
    Value,
    Separator,
    Unclosed,
    TooDeep,
}

impl Wrong {
    fn reason(self) -> &'static str {
        match self {
            Self::NoObject => "an event must be a JSON object",
            Self::Trailing => "something follows the closing brace",
            Self::Name => "a name in double quotes is expected",
            Self::Colon => "a colon is expected",
            Self::Value => "a value is expected",
            Self::Separator => "a comma or a closing bracket is expected",
            Self::Unclosed => "an object or array is not closed",
            Self::TooDeep => "nested too deep",
        }
    }
}

impl<'a, S: Sink> Scanner<'a, S> {
    pub(crate) fn new(bytes: &'a [u8], tree: &'a PathTree, sink: &'a mut S) -> Self {
        Self {
            bytes,
            at: 0,
            cursor: Cursor::new(bytes),
            tree,
            sink,
            arrays: 0,
            depth: 0,
        }
    }

    pub(crate) fn run(mut self) -> Result<(), EventError> {
        self.document()
            .map_err(|wrong| EventError::new(wrong.reason(), self.at))
    }

    fn document(&mut self) -> Walked {
        if self.visible() != Some(b'{') {
            return Err(Wrong::NoObject);
        }
        self.structure()?;
        self.object(self.tree.root(), Contexts::ROOT)?;
        match self.visible() {
            None => Ok(()),
            Some(_) => Err(Wrong::Trailing),
        }
    }

    /// The next byte that is not white space; it is not read.
    #[inline(always)]
    fn visible(&mut self) -> Option<u8> {
        match self.bytes.get(self.at) {
            Some(byte) if *byte > b' ' => Some(*byte),
            _ => self.after_space(),
        }
    }

    #[cold]
    fn after_space(&mut self) -> Option<u8> {
        let rest = self.bytes.get(self.at..)?;
        let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\n' | b'\r');
        self.at += rest
            .iter()
            .position(|byte| !is_space(byte))
            .unwrap_or(rest.len());
        self.bytes.get(self.at).copied()
    }

    /// Reads up to and over the next bracket or comma.
    #[inline(always)]
    fn structure(&mut self) -> Walked<u8> {
        let at = self.cursor.next().ok_or(Wrong::Unclosed)?;
        self.at = at + 1;
        Ok(self.bytes[at])
    }

    /// Reads the comma that leads to the next member or element, or the bracket that closes.
    #[inline(always)]
    fn goes_on(&mut self, close: u8) -> Walked<bool> {
        match self.structure()? {
            b',' => Ok(true),
            byte if byte == close => Ok(false),
            _ => Err(Wrong::Separator),
        }
    }

    fn skip_container(&mut self) -> Walked {
        match self.cursor.close() {
            Some(at) => {
                self.at = at + 1;
                Ok(())
            }
            None => Err(Wrong::Unclosed),
        }
    }

    /// The members of an object whose opening brace is read, and its closing brace.
    fn object(&mut self, node: &'a PathNode, context: Context) -> Walked {
        if self.visible() == Some(b'}') {
            return self.structure().map(|_| ());
        }
        loop {
            if self.visible() != Some(b'"') {
                return Err(Wrong::Name);
            }
            self.at += 1;
            let more = match self.member(node)? {
                Some(member) => {
                    self.value(member, context)?;
                    self.goes_on(b'}')?
                }
                None => self.skip_member()?,
            };
            if !more {
                return Ok(());
            }
        }
    }

    /// The node of the member whose opening quote is read; then its name and colon are read too.
    #[inline]
    fn member(&mut self, node: &'a PathNode) -> Walked<Option<&'a PathNode>> {
        let rest = &self.bytes[self.at..];
        let Some(first) = rest.first() else {
            return Err(Wrong::Name);
        };
        if !node.may_have_member(*first) {
            return Ok(None);
        }
        let Some(Lookup { length, member }) = self.tree.member(node, rest) else {
            return Err(Wrong::Name);
        };
        if member.is_some() {
            self.at += length + 1;
            if self.visible() != Some(b':') {
                return Err(Wrong::Colon);
            }
            self.at += 1;
        }
        Ok(member)
    }

    /// Skips what is left of a member; answers whether another one follows.
    #[inline]
    fn skip_member(&mut self) -> Walked<bool> {
        match self.structure()? {
            b',' => Ok(true),
            b'}' => Ok(false),
            b'{' | b'[' => {
                self.skip_container()?;
                self.goes_on(b'}')
            }
            _ => Err(Wrong::Separator),
        }
    }

    /// A value; a bracket or comma that follows it is not read.
    fn value(&mut self, node: &'a PathNode, context: Context) -> Walked {
        match self.visible() {
            Some(open @ (b'{' | b'[')) => {
                self.structure()?;
                match open {
                    b'[' => self.nested(|scanner| scanner.array(node, context)),
                    _ if node.has_members() => self.nested(|scanner| scanner.object(node, context)),
                    _ => self.skip_container(),
                }
            }
            Some(first) if node.is_leaf() => self.leaf(node, context, first),
            Some(_) => Ok(()),
            None => Err(Wrong::Value),
        }
    }

    /// A scalar: it ends before the next bracket or comma.
    #[inline]
    fn leaf(&mut self, node: &PathNode, context: Context, first: u8) -> Walked {
        let Some(end) = self.cursor.peek() else {
            return Err(Wrong::Unclosed);
        };
        let text = self
            .bytes
            .get(self.at..end)
            .unwrap_or_default()
            .trim_ascii_end();
        let (kind, from, len) = match (first, text) {
            (b'"', [b'"', inside @ .., b'"']) => (Kind::String, self.at + 1, inside.len()),
            (b't', b"true") => (Kind::True, self.at, 4),
            (b'f', b"false") => (Kind::False, self.at, 5),
            (b'n', b"null") => (Kind::Null, self.at, 4),
            (b'-' | b'0'..=b'9', _) => (Kind::Number, self.at, text.len()),
            _ => return Err(Wrong::Value),
        };
        let span = (from, from + len);
        let escaped = kind == Kind::String
            && self.cursor.has_escapes()
            && memchr::memchr(b'\\', &self.bytes[span.0..span.1]).is_some();
        self.sink.leaf(node, context, kind, span, escaped);
        Ok(())
    }

    /// The elements of an array whose opening bracket is read, and its closing bracket.
    fn array(&mut self, node: &'a PathNode, context: Context) -> Walked {
        let array = self.arrays;
        self.arrays += 1;
        if self.visible() == Some(b']') {
            return self.structure().map(|_| ());
        }
        for element in 0.. {
            let inside = match self.visible() {
                Some(b'{' | b'[') => self.sink.context(context, array, element),
                _ => context,
            };
            self.value(node, inside)?;
            if !self.goes_on(b']')? {
                break;
            }
        }
        Ok(())
    }

    fn nested(&mut self, inside: impl FnOnce(&mut Self) -> Walked) -> Walked {
        if self.depth >= MAX_DEPTH {
            return Err(Wrong::TooDeep);
        }
        self.depth += 1;
        inside(self)?;
        self.depth -= 1;
        Ok(())
    }
}
