//! `{"anything-but": …}`

use super::Parsed;
use crate::error::PatternError;
use crate::json::Token;
use crate::pattern::parse::Parser;
use crate::pattern::{Excluded, Matcher, Number};
use crate::value::fold::Folded;
use crate::value::wildcard::Wildcard;

const TOO_MANY: &str = "Too many elements in numeric expression";

pub(super) fn parse(p: &mut Parser<'_>) -> Parsed {
    let token = p.token()?;
    let excluded = match token {
        Token::StartObject => nested(p)?,
        _ => plain(p, token)?,
    };
    close(p)?;
    Ok(Matcher::AnythingBut(excluded))
}

fn close(p: &mut Parser<'_>) -> Parsed<()> {
    if p.token()? != Token::EndObject {
        return Err(p.refuse(TOO_MANY));
    }
    Ok(())
}

fn plain(p: &mut Parser<'_>, token: Token) -> Parsed<Excluded> {
    match token {
        Token::String => Ok(Excluded::Strings(vec![p.value()?])),
        Token::Number => {
            let number = Number::new(p.value()?);
            if number.value.is_none() {
                return Err(p.refuse_without_place(cannot_compare(&number)));
            }
            Ok(Excluded::Numbers(vec![number]))
        }
        Token::StartArray => list(p),
        _ => Err(wrong_operand(p)),
    }
}

fn list(p: &mut Parser<'_>) -> Parsed<Excluded> {
    let (mut strings, mut numbers) = (Vec::new(), Vec::new());
    loop {
        match p.token()? {
            Token::EndArray => break,
            Token::String => strings.push(p.value()?),
            Token::Number => {
                let number = Number::new(p.value()?);
                if number.value.is_none() {
                    return Err(p.refuse(cannot_compare(&number)));
                }
                numbers.push(number);
            }
            _ => {
                let reason = "Inside anything but list, start|null|boolean is not supported.";
                return Err(p.refuse(reason));
            }
        }
    }
    match (strings.is_empty(), numbers.is_empty()) {
        (false, true) => Ok(Excluded::Strings(strings)),
        (true, false) => Ok(Excluded::Numbers(numbers)),
        _ => Err(p.refuse(
            "Inside anything but list, either all values are number or string, \
             mixed type is not supported",
        )),
    }
}

fn nested(p: &mut Parser<'_>) -> Parsed<Excluded> {
    if p.token()? != Token::Name {
        return Err(p.refuse("Anything-But expression name not found"));
    }
    let operator = p.value()?;
    let excluded = match operator.as_str() {
        "prefix" => Excluded::Prefixes(texts(p, AFFIX, true)?),
        "suffix" => Excluded::Suffixes(texts(p, AFFIX, true)?),
        "equals-ignore-case" => Excluded::Folds(
            texts(p, FOLD, false)?
                .iter()
                .map(|text| Folded::new(text))
                .collect(),
        ),
        "wildcard" => Excluded::Wildcards(wildcards(p)?),
        _ => return Err(p.refuse(format!("Unsupported anything-but pattern: {operator}"))),
    };
    close(p)?;
    Ok(excluded)
}

const AFFIX: &str = "prefix/suffix match pattern must be a string";
const FOLD: &str =
    "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.";

fn wildcards(p: &mut Parser<'_>) -> Parsed<Vec<Wildcard>> {
    texts(p, "wildcard match pattern must be a string", false)?
        .iter()
        .map(|text| Wildcard::parse(text).map_err(|reason| p.refuse(reason)))
        .collect()
}

/// A string or a list of strings.
fn texts(p: &mut Parser<'_>, otherwise: &str, refuse_empty: bool) -> Parsed<Vec<String>> {
    match p.token()? {
        Token::StartArray => {}
        Token::String => return Ok(vec![text(p, refuse_empty)?]),
        Token::Number => return Err(p.refuse(otherwise)),
        _ => return Err(wrong_operand(p)),
    }
    let mut texts = Vec::new();
    loop {
        match p.token()? {
            Token::EndArray => break,
            Token::String => texts.push(text(p, refuse_empty)?),
            _ => return Err(p.refuse(otherwise)),
        }
    }
    if texts.is_empty() {
        return Err(p.internal_failure("Empty arrays are not allowed"));
    }
    Ok(texts)
}

fn text(p: &mut Parser<'_>, refuse_empty: bool) -> Parsed<String> {
    let text = p.value()?;
    if refuse_empty && text.is_empty() {
        return Err(p.refuse("Null prefix/suffix not allowed"));
    }
    Ok(text)
}

fn wrong_operand(p: &Parser<'_>) -> PatternError {
    p.refuse("Value of anything-but must be an array or single string/number value.")
}

fn cannot_compare(number: &Number) -> String {
    format!("Cannot compare number : {}", number.text)
}
