//! String literals: decoding and writing.

use super::JsonError;
use super::lexer::Lexer;
use super::message::describe;

impl Lexer<'_> {
    /// Reads a string up to its closing quote; the opening one is read already.
    pub(super) fn read_string(&mut self, kind: &str) -> Result<String, JsonError> {
        if let Some(text) = self.plain_string() {
            return Ok(text);
        }
        let mut units = Units::default();
        loop {
            let Some(ch) = self.peek_char() else {
                return Err(JsonError::end(unclosed(kind), self.pos));
            };
            self.pos += ch.len_utf8();
            match ch {
                '"' => return Ok(units.finish()),
                '\\' => self.escape(&mut units)?,
                '\0'..='\x1f' => return Err(self.control(ch, kind)),
                _ => units.push(ch),
            }
        }
    }

    /// The string, if it ends and has neither escapes nor control characters.
    fn plain_string(&mut self) -> Option<String> {
        let rest = self.text.get(self.pos..)?;
        let end = rest
            .bytes()
            .position(|b| matches!(b, b'"' | b'\\' | 0..=0x1f))?;
        if rest.as_bytes()[end] != b'"' {
            return None;
        }
        self.pos += end + 1;
        Some(rest[..end].to_string())
    }

    fn escape(&mut self, units: &mut Units) -> Result<(), JsonError> {
        let Some(ch) = self.peek_char() else {
            return Err(JsonError::end(" in character escape sequence", self.pos));
        };
        self.pos += ch.len_utf8();
        match ch {
            'u' => units.push_unit(self.hex4()?),
            _ => match simple_escape(ch) {
                Some(meant) => units.push(meant),
                None => {
                    let reason = format!("Unrecognized character escape {}", describe(ch));
                    return Err(JsonError::new(reason, self.pos));
                }
            },
        }
        Ok(())
    }

    fn hex4(&mut self) -> Result<u16, JsonError> {
        let mut value = 0u16;
        for _ in 0..4 {
            let Some(ch) = self.peek_char() else {
                return Err(JsonError::end(" in character escape sequence", self.pos));
            };
            self.pos += ch.len_utf8();
            let Some(digit) = ch.to_digit(16) else {
                let comment = "expected a hex-digit for character escape sequence";
                return Err(JsonError::unexpected(ch, comment, self.pos));
            };
            value = value << 4 | digit as u16;
        }
        Ok(value)
    }

    fn control(&self, ch: char, kind: &str) -> JsonError {
        let reason = format!(
            "Illegal unquoted character ({}): has to be escaped using backslash to be included in {kind}",
            describe(ch)
        );
        JsonError::new(reason, self.pos)
    }
}

fn unclosed(kind: &str) -> &'static str {
    match kind {
        "name" => " in field name",
        _ => ": was expecting closing quote for a string value",
    }
}

fn simple_escape(ch: char) -> Option<char> {
    Some(match ch {
        '"' | '\\' | '/' => ch,
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        _ => return None,
    })
}

/// Collects text from UTF-16 units; half of a surrogate pair becomes `?`, as it does in the
/// service when it writes the string out as UTF-8.
#[derive(Debug, Default)]
struct Units {
    text: String,
    high: Option<u16>,
}

impl Units {
    fn push(&mut self, ch: char) {
        self.flush();
        self.text.push(ch);
    }

    fn push_unit(&mut self, unit: u16) {
        match (self.high.take(), unit) {
            (Some(high), 0xDC00..=0xDFFF) => {
                let code =
                    0x10000 + ((u32::from(high) - 0xD800) << 10) + (u32::from(unit) - 0xDC00);
                self.text.push(char::from_u32(code).unwrap_or('?'));
                return;
            }
            (Some(_), _) => self.text.push('?'),
            (None, _) => {}
        }
        match unit {
            0xD800..=0xDBFF => self.high = Some(unit),
            _ => self
                .text
                .push(char::from_u32(u32::from(unit)).unwrap_or('?')),
        }
    }

    fn flush(&mut self) {
        if self.high.take().is_some() {
            self.text.push('?');
        }
    }

    fn finish(mut self) -> String {
        self.flush();
        self.text
    }
}

/// Resolves the escapes in the inside of a string literal; what is no escape stays as it is.
pub(crate) fn unescape(inside: &[u8]) -> Vec<u8> {
    let quoted = format!("{}\"", String::from_utf8_lossy(inside));
    match Lexer::new(&quoted).read_string("string value") {
        Ok(text) => text.into_bytes(),
        Err(_) => inside.to_vec(),
    }
}

/// Writes a string literal with as few escapes as JSON allows.
pub(crate) fn write_string(out: &mut String, text: &str) {
    out.push('"');
    for ch in text.chars() {
        match ch {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\0'..='\x1f' => out.push_str(&format!("\\u{:04x}", u32::from(ch))),
            _ => out.push(ch),
        }
    }
    out.push('"');
}
