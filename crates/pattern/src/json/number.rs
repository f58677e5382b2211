//! Numbers, by the grammar of JSON.

use super::JsonError;
use super::lexer::{Lexer, Token};

impl Lexer<'_> {
    /// Reads a number whose first byte, a digit or a minus sign, is read already.
    pub(super) fn number(&mut self, first: u8) -> Result<Token, JsonError> {
        let start = self.pos - 1;
        let mut leading = first;
        if first == b'-' {
            leading = self.digit_after(
                "expected digit (0-9) to follow minus sign, for valid numeric value",
            )?;
        }
        if leading == b'0' && self.peek_byte().is_some_and(|b| b.is_ascii_digit()) {
            let reason = "Invalid numeric value: Leading zeroes not allowed";
            return Err(JsonError::new(reason, self.pos + 1));
        }
        self.digits();
        self.fraction()?;
        self.exponent()?;
        self.scalar = (start, self.pos);
        Ok(Token::Number)
    }

    fn fraction(&mut self) -> Result<(), JsonError> {
        if self.peek_byte() == Some(b'.') {
            self.pos += 1;
            self.digit_after("Decimal point not followed by a digit")?;
            self.digits();
        }
        Ok(())
    }

    fn exponent(&mut self) -> Result<(), JsonError> {
        if !matches!(self.peek_byte(), Some(b'e' | b'E')) {
            return Ok(());
        }
        self.pos += 1;
        if matches!(self.peek_byte(), Some(b'+' | b'-')) {
            self.pos += 1;
        }
        self.digit_after("Exponent indicator not followed by a digit")?;
        self.digits();
        Ok(())
    }

    fn digit_after(&mut self, comment: &str) -> Result<u8, JsonError> {
        match self.peek_byte() {
            Some(b) if b.is_ascii_digit() => {
                self.pos += 1;
                Ok(b)
            }
            Some(_) => {
                self.pos += 1;
                self.skip_to_boundary();
                Err(JsonError::in_number(self.char_before(), comment, self.pos))
            }
            None => Err(JsonError::end(" in a Number value", self.pos)),
        }
    }

    fn digits(&mut self) {
        while self.peek_byte().is_some_and(|b| b.is_ascii_digit()) {
            self.pos += 1;
        }
    }

    fn peek_byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.pos).copied()
    }
}
