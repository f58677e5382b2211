//! The token stream, with the read pointer of the service's parser.

use super::JsonError;
use crate::error::Source;

/// One token; texts are fetched with [`Lexer::text`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Token {
    StartObject,
    EndObject,
    StartArray,
    EndArray,
    Name,
    String,
    Number,
    True,
    False,
    Null,
}

impl Token {
    pub(crate) fn is_number(self) -> bool {
        self == Token::Number
    }
}

/// How deep objects and arrays may be nested; the service's parser has the same limit.
const MAX_DEPTH: usize = 1000;

#[derive(Debug)]
struct Scope {
    object: bool,
    opened_at: usize,
    entries: usize,
}

/// Reads one JSON value token by token, and leaves what follows it unread.
#[derive(Debug)]
pub(crate) struct Lexer<'a> {
    pub(super) text: &'a str,
    pub(super) pos: usize,
    scopes: Vec<Scope>,
    after_name: Option<Token>,
    current: Option<Token>,
    /// The string whose opening quote is read but whose text is not.
    open_string: bool,
    pub(crate) scalar: (usize, usize),
    decoded: Option<String>,
}

impl<'a> Lexer<'a> {
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            pos: 0,
            scopes: Vec::new(),
            after_name: None,
            current: None,
            open_string: false,
            scalar: (0, 0),
            decoded: None,
        }
    }

    /// How far the text has been read, in bytes.
    pub(crate) fn position(&self) -> usize {
        self.pos
    }

    /// The next token, or `None` at the end of the text outside every scope.
    pub(crate) fn next(&mut self) -> Result<Option<Token>, JsonError> {
        let token = match self.after_name.take() {
            Some(token) => {
                self.enter(token)?;
                Some(token)
            }
            None => self.advance()?,
        };
        self.current = token;
        Ok(token)
    }

    /// The next token; the end of the text is an error.
    pub(crate) fn require(&mut self) -> Result<Token, JsonError> {
        self.next()?.ok_or_else(|| JsonError::end("", self.pos))
    }

    /// The current token as text: names and strings decoded, everything else as written. To be
    /// asked for once a token.
    pub(crate) fn value(&mut self) -> Result<String, JsonError> {
        match self.current {
            Some(Token::String) => {
                self.finish_string()?;
                Ok(self.decoded.take().unwrap_or_default())
            }
            Some(Token::Name) => Ok(self.decoded.take().unwrap_or_default()),
            Some(Token::StartObject) => Ok("{".into()),
            Some(Token::EndObject) => Ok("}".into()),
            Some(Token::StartArray) => Ok("[".into()),
            Some(Token::EndArray) => Ok("]".into()),
            _ => Ok(self.text[self.scalar.0..self.scalar.1].to_string()),
        }
    }

    fn finish_string(&mut self) -> Result<(), JsonError> {
        if std::mem::take(&mut self.open_string) {
            self.decoded = Some(self.read_string("string value")?);
        }
        Ok(())
    }

    fn advance(&mut self) -> Result<Option<Token>, JsonError> {
        self.finish_string()?;
        let Some(mut ch) = self.next_visible() else {
            return self.end_of_input();
        };
        if ch == b']' || ch == b'}' {
            return self.leave(ch).map(Some);
        }
        if let Some(kind) = self.expects_comma() {
            ch = self.skip_comma(ch, kind)?;
        }
        self.count_entry();
        if self.scopes.last().is_some_and(|s| s.object) {
            return self.name(ch).map(Some);
        }
        let token = self.start_value(ch)?;
        self.enter(token)?;
        Ok(Some(token))
    }

    fn count_entry(&mut self) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.entries += 1;
        }
    }

    fn expects_comma(&self) -> Option<&'static str> {
        let scope = self.scopes.last()?;
        (scope.entries > 0).then_some(if scope.object { "Object" } else { "Array" })
    }

    fn skip_comma(&mut self, ch: u8, kind: &str) -> Result<u8, JsonError> {
        if ch != b',' {
            let comment = format!("was expecting comma to separate {kind} entries");
            return Err(JsonError::unexpected(
                self.char_before(),
                &comment,
                self.pos,
            ));
        }
        self.next_visible()
            .ok_or_else(|| JsonError::end(&format!(" within/between {kind} entries"), self.pos))
    }

    fn name(&mut self, ch: u8) -> Result<Token, JsonError> {
        if ch != b'"' {
            let comment = "was expecting double-quote to start field name";
            return Err(JsonError::unexpected(self.char_before(), comment, self.pos));
        }
        self.decoded = Some(self.read_string("name")?);
        match self.next_visible() {
            Some(b':') => {}
            Some(_) => {
                let comment = "was expecting a colon to separate field name and value";
                return Err(JsonError::unexpected(self.char_before(), comment, self.pos));
            }
            None => return self.end_of_input().map(|_| Token::Name),
        }
        let Some(ch) = self.next_visible() else {
            return Err(JsonError::end(" within/between Object entries", self.pos));
        };
        self.after_name = Some(self.start_value(ch)?);
        Ok(Token::Name)
    }

    fn start_value(&mut self, ch: u8) -> Result<Token, JsonError> {
        match ch {
            b'{' => Ok(Token::StartObject),
            b'[' => Ok(Token::StartArray),
            b'"' => {
                self.open_string = true;
                Ok(Token::String)
            }
            b'-' | b'0'..=b'9' => self.number(ch),
            b't' => self.literal("true", Token::True),
            b'f' => self.literal("false", Token::False),
            b'n' => self.literal("null", Token::Null),
            _ => Err(self.odd_value()),
        }
    }

    fn enter(&mut self, token: Token) -> Result<(), JsonError> {
        if !matches!(token, Token::StartObject | Token::StartArray) {
            return Ok(());
        }
        if self.scopes.len() >= MAX_DEPTH {
            let reason = format!(
                "Document nesting depth ({}) exceeds the maximum allowed ({MAX_DEPTH}, from \
                 `StreamReadConstraints.getMaxNestingDepth()`)",
                MAX_DEPTH + 1
            );
            return Err(JsonError::new(reason, self.pos));
        }
        let object = token == Token::StartObject;
        self.scopes.push(Scope {
            object,
            opened_at: self.pos - 1,
            entries: 0,
        });
        Ok(())
    }

    fn leave(&mut self, ch: u8) -> Result<Token, JsonError> {
        let closes_object = ch == b'}';
        match self.scopes.last() {
            Some(scope) if scope.object == closes_object => {
                self.scopes.pop();
                Ok(if closes_object {
                    Token::EndObject
                } else {
                    Token::EndArray
                })
            }
            Some(scope) => Err(self.wrong_close(ch, scope)),
            None => {
                let comment = format!("expected a valid value {}", super::message::VALUES);
                Err(JsonError::unexpected(char::from(ch), &comment, self.pos))
            }
        }
    }

    fn wrong_close(&self, ch: u8, scope: &Scope) -> JsonError {
        let (expected, kind) = if scope.object {
            ('}', "Object")
        } else {
            (']', "Array")
        };
        let start = Source::new(self.text).location(scope.opened_at);
        let reason = format!(
            "Unexpected close marker '{}': expected '{expected}' (for {kind} starting at {start})",
            char::from(ch)
        );
        JsonError::new(reason, self.pos)
    }

    fn end_of_input(&self) -> Result<Option<Token>, JsonError> {
        let Some(scope) = self.scopes.last() else {
            return Ok(None);
        };
        let kind = if scope.object { "Object" } else { "Array" };
        let start = Source::new(self.text).location(scope.opened_at);
        let context = format!(": expected close marker for {kind} (start marker at {start})");
        Err(JsonError::end(&context, self.pos))
    }

    /// Reads over white space and the first byte after it.
    fn next_visible(&mut self) -> Option<u8> {
        let bytes = self.text.as_bytes();
        while let Some(&ch) = bytes.get(self.pos) {
            self.pos += 1;
            if !matches!(ch, b' ' | b'\t' | b'\n' | b'\r') {
                self.skip_to_boundary();
                return Some(ch);
            }
        }
        None
    }

    /// The read pointer never rests inside a character.
    pub(super) fn skip_to_boundary(&mut self) {
        while !self.text.is_char_boundary(self.pos) {
            self.pos += 1;
        }
    }

    /// The character that was read last.
    pub(super) fn char_before(&self) -> char {
        self.text[..self.pos].chars().next_back().unwrap_or('\0')
    }

    /// Whether only white space follows.
    pub(crate) fn at_end(&self) -> bool {
        let rest = &self.text.as_bytes()[self.pos..];
        rest.iter()
            .all(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'\r'))
    }
}

#[cfg(test)]
mod tests {
    use crate::{Event, Pattern, PatternSet};

    /// Found by fuzzing: ASCII has more white space than JSON.
    #[test]
    fn a_form_feed_is_no_white_space() {
        let text = "{}\u{c}";
        assert!(Event::parse(text).is_err());
        assert!(
            PatternSet::<u8>::new()
                .matches_bytes(text.as_bytes())
                .is_err()
        );
        assert_eq!(
            Pattern::parse("{\"a\":[1]}\u{c}").map(|p| p.warnings().len()),
            Ok(1)
        );
    }
}
