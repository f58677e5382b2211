//! From text to [`Pattern`], with the checks in the service's order.

use super::branches::{self, Branch};
use super::operators;
use super::{Fields, Matcher, Member, Number, Pattern, machines};
use crate::error::PatternError;
use crate::json::{JsonError, Lexer, Token};
use crate::value::digits::DigitRange;
use crate::value::ip::Address;
use std::sync::Arc;

/// Longer texts are refused; the service takes 4,096 characters.
const MAX_BYTES: usize = 16 * 1024;

/// Objects nested deeper are refused. The service's parser goes to 1,000, more than the stack of a
/// thread holds here; within its 4,096 characters nobody comes near either.
const MAX_NESTING: usize = 200;

/// More combinations of `$or` branches are refused.
const MAX_BRANCHES: usize = 1000;

const OR: &str = "$or";

/// Names that cannot be fields inside `$or`.
const RESERVED: &[&str] = &[
    "exactly",
    "equals-ignore-case",
    "prefix",
    "suffix",
    "anything-but",
    "exists",
    "wildcard",
    "numeric",
    "cidr",
    "=",
    "<",
    "<=",
    ">",
    ">=",
    "regex",
    "not-wildcard",
    "not-equals-ignore-case",
    "date-after",
    "date-on-or-after",
    "date-before",
    "date-on-or-before",
    "in-date-range",
    "ip-address-in-range",
    "ip-address-not-in-range",
];

pub(super) fn parse(text: &str) -> Result<Pattern, PatternError> {
    if text.len() > MAX_BYTES {
        let reason = format!("Event pattern is longer than {MAX_BYTES} bytes");
        return Err(PatternError::new(reason, None, text));
    }
    let mut parser = Parser {
        lexer: Lexer::new(text),
        text,
        nesting: 0,
    };
    let fields = parser.document()?;
    let warnings = parser.warnings();
    let branches = check(&fields).map_err(|reason| PatternError::new(reason, None, text))?;
    Ok(Pattern {
        fields,
        branches,
        warnings,
    })
}

fn check(fields: &Fields) -> Result<Arc<[Branch]>, &'static str> {
    if branches::count(fields) > MAX_BRANCHES {
        return Err("Or operator is producing over 1000 rule combinations");
    }
    let mut branches = branches::expand(fields);
    machines::check(&mut branches)?;
    Ok(branches.into())
}

pub(super) struct Parser<'a> {
    pub(super) lexer: Lexer<'a>,
    text: &'a str,
    nesting: usize,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<Fields, PatternError> {
        if self.lexer.next().map_err(|e| self.syntax(e))? != Some(Token::StartObject) {
            return Err(self.refuse("Filter is not an object"));
        }
        self.object(false)
    }

    fn warnings(&self) -> Vec<String> {
        if self.lexer.at_end() {
            return Vec::new();
        }
        let at = crate::error::Source::new(self.text).position(self.lexer.position());
        vec![format!(
            "what follows the pattern's closing brace (line {}, column {}) is ignored; remove it",
            at.line, at.column
        )]
    }

    fn object(&mut self, inside_or: bool) -> Result<Fields, PatternError> {
        if self.nesting >= MAX_NESTING {
            let reason = format!("Event pattern is nested deeper than {MAX_NESTING} levels");
            return Err(self.refuse(reason));
        }
        self.nesting += 1;
        let fields = self.members(inside_or);
        self.nesting -= 1;
        fields
    }

    fn members(&mut self, inside_or: bool) -> Result<Fields, PatternError> {
        let mut fields = Fields::default();
        while self.token()? != Token::EndObject {
            let name = self.value()?;
            fields.0.push(self.member(name, inside_or)?);
        }
        if fields.0.is_empty() {
            return Err(self.refuse("Empty objects are not allowed"));
        }
        Ok(fields)
    }

    fn member(&mut self, name: String, inside_or: bool) -> Result<Member, PatternError> {
        if name == OR {
            return self.or().map(Member::Or);
        }
        if inside_or && RESERVED.contains(&name.as_str()) {
            let reason =
                format!("{name} is Ruler reserved fieldName which cannot be used inside {OR}.");
            return Err(self.refuse(reason));
        }
        match self.token()? {
            Token::StartObject => Ok(Member::Object(name, self.object(inside_or)?)),
            Token::StartArray => Ok(Member::Leaf(name, self.leaf()?.into())),
            _ => Err(self.refuse(format!("\"{name}\" must be an object or an array"))),
        }
    }

    fn or(&mut self) -> Result<Vec<Fields>, PatternError> {
        if self.token()? != Token::StartArray {
            return Err(self.refuse(format!("It must be an Array followed with {OR}.")));
        }
        let mut alternatives = Vec::new();
        loop {
            match self.token()? {
                Token::EndArray => break,
                Token::StartObject => alternatives.push(self.object(true)?),
                _ => {
                    let reason =
                        format!("Only JSON object is allowed in array of {OR} relationship.");
                    return Err(self.refuse(reason));
                }
            }
        }
        if alternatives.len() < 2 {
            let reason = format!("There must have at least 2 Objects in {OR} relationship.");
            return Err(self.refuse(reason));
        }
        Ok(alternatives)
    }

    fn leaf(&mut self) -> Result<Vec<Matcher>, PatternError> {
        let mut matchers = Vec::new();
        loop {
            let matcher = match self.token()? {
                Token::EndArray => break,
                Token::StartObject => operators::matcher(self)?,
                Token::String => literal(self.value()?),
                Token::Number => Matcher::Number(Number::new(self.value()?)),
                Token::True => Matcher::Bool(true),
                Token::False => Matcher::Bool(false),
                Token::Null => Matcher::Null,
                _ => {
                    let reason = "Match value must be String, number, true, false, or null";
                    return Err(self.refuse(reason));
                }
            };
            matchers.push(matcher);
        }
        if matchers.is_empty() {
            return Err(self.refuse("Empty arrays are not allowed"));
        }
        Ok(matchers)
    }

    pub(super) fn token(&mut self) -> Result<Token, PatternError> {
        self.lexer.require().map_err(|e| self.syntax(e))
    }

    pub(super) fn value(&mut self) -> Result<String, PatternError> {
        self.lexer.value().map_err(|e| self.syntax(e))
    }

    /// An error at the place that has been read up to.
    pub(super) fn refuse(&self, reason: impl Into<String>) -> PatternError {
        PatternError::new(reason, Some(self.lexer.position()), self.text)
    }

    /// An error for which the service gives no place.
    pub(super) fn refuse_without_place(&self, reason: impl Into<String>) -> PatternError {
        PatternError::new(reason, None, self.text)
    }

    /// A pattern at which the service itself breaks down.
    pub(super) fn internal_failure(&self, reason: &str) -> PatternError {
        PatternError::internal(reason, self.lexer.position(), self.text)
    }

    fn syntax(&self, error: JsonError) -> PatternError {
        PatternError::new(error.reason, Some(error.at), self.text)
    }
}

fn literal(text: String) -> Matcher {
    match Address::parse(&text) {
        Some(address) => Matcher::Ip(text, DigitRange::only(address.digits())),
        None => Matcher::String(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A thread of tests has 2 MiB of stack, as one of the server has.
    #[test]
    fn nesting_is_bounded() {
        for opener in ["{\"a\":", "{\"$or\":[", "{\"a\":{\"$or\":[{\"b\":[1]},"] {
            let refused = parse(&opener.repeat(MAX_NESTING + 1)).err().unwrap();
            assert!(refused.to_string().contains("nested deeper"), "{refused}");
        }
        let deepest = MAX_NESTING - 1;
        let nested = "{\"a\":".repeat(deepest) + "{\"a\":[1]}" + &"}".repeat(deepest);
        assert!(parse(&nested).is_ok());
    }
}
