//! What is wrong with a text that is not JSON, in the words of the service's parser.

/// A syntax error: the service's words, and how far the parser had read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct JsonError {
    pub(crate) reason: String,
    /// Byte offset that the parser had reached.
    pub(crate) at: usize,
    /// Byte offset at which the offending token starts.
    pub(crate) start: usize,
}

impl JsonError {
    pub(crate) fn new(reason: impl Into<String>, at: usize) -> Self {
        Self {
            reason: reason.into(),
            at,
            start: at,
        }
    }

    pub(crate) fn unexpected(ch: char, comment: &str, at: usize) -> Self {
        let reason = format!("Unexpected character ({}): {comment}", describe(ch));
        Self {
            start: at.saturating_sub(ch.len_utf8()),
            ..Self::new(reason, at)
        }
    }

    pub(crate) fn in_number(ch: char, comment: &str, at: usize) -> Self {
        let reason = format!(
            "Unexpected character ({}) in numeric value: {comment}",
            describe(ch)
        );
        Self::new(reason, at)
    }

    pub(crate) fn end(context: &str, at: usize) -> Self {
        Self::new(format!("Unexpected end-of-input{context}"), at)
    }

    pub(crate) fn unknown_token(token: &str, start: usize, at: usize) -> Self {
        let reason = format!("Unrecognized token '{token}': was expecting {VALUES}");
        Self {
            start,
            ..Self::new(reason, at)
        }
    }
}

pub(crate) const VALUES: &str =
    "(JSON String, Number, Array, Object or token 'null', 'true' or 'false')";

/// Describes a character as the service's parser does.
pub(super) fn describe(ch: char) -> String {
    let code = u32::from(ch);
    match code {
        0..=31 => format!("(CTRL-CHAR, code {code})"),
        256.. => format!("'{ch}' (code {code} / 0x{code:x})"),
        _ => format!("'{ch}' (code {code})"),
    }
}
