//! Values with their places in the text.

use super::{JsonError, Lexer, Token};

/// A value and the piece of text it was read from.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    /// The value as written.
    pub(crate) text: &'a str,
    pub(crate) shape: Shape<'a>,
}

#[derive(Debug, Clone)]
pub(crate) enum Shape<'a> {
    Object(Vec<(String, Node<'a>)>),
    Array(Vec<Node<'a>>),
    String(String),
    Null,
    /// A number or a boolean.
    Other,
}

impl<'a> Node<'a> {
    /// Reads one value; what follows it is ignored.
    pub(crate) fn parse(text: &'a str) -> Result<Self, JsonError> {
        let mut lexer = Lexer::new(text);
        let token = lexer.require()?;
        Self::read(&mut lexer, token, text)
    }

    fn read(lexer: &mut Lexer<'a>, token: Token, text: &'a str) -> Result<Self, JsonError> {
        let start = match token {
            Token::Number | Token::True | Token::False | Token::Null => lexer.scalar.0,
            _ => lexer.position() - 1,
        };
        let shape = match token {
            Token::StartObject => Shape::Object(Self::members(lexer, text)?),
            Token::StartArray => Shape::Array(Self::elements(lexer, text)?),
            Token::String => Shape::String(lexer.value()?),
            Token::Null => Shape::Null,
            _ => Shape::Other,
        };
        Ok(Self {
            text: &text[start..lexer.position()],
            shape,
        })
    }

    fn members(lexer: &mut Lexer<'a>, text: &'a str) -> Result<Vec<(String, Self)>, JsonError> {
        let mut members = Vec::new();
        while lexer.require()? != Token::EndObject {
            let name = lexer.value()?;
            let token = lexer.require()?;
            members.push((name, Self::read(lexer, token, text)?));
        }
        Ok(members)
    }

    fn elements(lexer: &mut Lexer<'a>, text: &'a str) -> Result<Vec<Self>, JsonError> {
        let mut elements = Vec::new();
        loop {
            match lexer.require()? {
                Token::EndArray => return Ok(elements),
                token => elements.push(Self::read(lexer, token, text)?),
            }
        }
    }

    /// A member of an object; of a repeated name the last.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match &self.shape {
            Shape::Object(members) => members
                .iter()
                .rev()
                .find(|(n, _)| n == name)
                .map(|(_, node)| node),
            _ => None,
        }
    }

    /// The value as JSON without white space.
    pub(crate) fn compact(&self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let (mut quoted, mut escaped) = (false, false);
        for ch in self.text.chars() {
            if quoted || !ch.is_ascii_whitespace() {
                out.push(ch);
            }
            quoted ^= ch == '"' && !escaped;
            escaped = ch == '\\' && !escaped;
        }
        out
    }
}

/// Checks that a text is a sequence of JSON values, at least one.
pub(crate) fn check_stream(text: &str) -> Result<(), JsonError> {
    let mut lexer = Lexer::new(text);
    lexer.require()?;
    while lexer.next()?.is_some() {}
    Ok(())
}
