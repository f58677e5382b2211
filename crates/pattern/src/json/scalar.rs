//! Literals and whatever is not a value at all.

use super::JsonError;
use super::lexer::{Lexer, Token};
use super::message::VALUES;

/// The service's parser shows at most this much of a word it does not know.
const MAX_WORD: usize = 256;

impl Lexer<'_> {
    /// Reads the rest of `true`, `false` or `null`; its first letter is read already.
    pub(super) fn literal(&mut self, word: &str, token: Token) -> Result<Token, JsonError> {
        let start = self.pos - 1;
        let matched = common_prefix(&self.text.as_bytes()[start..], word.as_bytes());
        self.pos = start + matched;
        let follows_word = self.peek_char().is_some_and(is_word);
        if matched < word.len() || follows_word {
            return Err(self.unknown_word(start));
        }
        self.scalar = (start, self.pos);
        Ok(token)
    }

    /// The error for a byte that starts no value.
    pub(super) fn odd_value(&mut self) -> JsonError {
        let ch = self.char_before();
        if ch.is_alphabetic() || ch == '_' || ch == '$' {
            return self.unknown_word(self.pos - ch.len_utf8());
        }
        let comment = format!("expected a valid value {VALUES}");
        JsonError::unexpected(ch, &comment, self.pos)
    }

    fn unknown_word(&mut self, start: usize) -> JsonError {
        while let Some(ch) = self.peek_char().filter(|&ch| is_word(ch)) {
            self.pos += ch.len_utf8();
        }
        let word = &self.text[start..self.pos];
        match word.char_indices().nth(MAX_WORD) {
            Some((cut, _)) => {
                JsonError::unknown_token(&format!("{}...", &word[..cut]), start, self.pos)
            }
            None => JsonError::unknown_token(word, start, self.pos),
        }
    }

    pub(super) fn peek_char(&self) -> Option<char> {
        self.text.get(self.pos..)?.chars().next()
    }
}

fn common_prefix(text: &[u8], word: &[u8]) -> usize {
    text.iter().zip(word).take_while(|(a, b)| a == b).count()
}

fn is_word(ch: char) -> bool {
    ch.is_alphanumeric() || ch == '_' || ch == '$'
}
