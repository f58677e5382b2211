//! `{"numeric": [">", 0, "<=", 5]}`

use super::Parsed;
use crate::json::Token;
use crate::pattern::parse::Parser;
use crate::pattern::{Matcher, Number, NumericRange};

const TOO_MANY: &str = "Too many elements in numeric expression";

pub(super) fn parse(p: &mut Parser<'_>) -> Parsed {
    if p.token()? != Token::StartArray {
        return Err(p.refuse("Value of numeric must be an array."));
    }
    if p.token()? != Token::String {
        let text = p.value()?;
        return Err(p.refuse(format!("Invalid member in numeric match: {text}")));
    }
    let operator = p.value()?;
    let first = p.token()?;
    let range = range(p, &operator, first)?;
    expect(p, Token::EndObject, TOO_MANY)?;
    Ok(Matcher::Numeric(range))
}

fn range(p: &mut Parser<'_>, operator: &str, first: Token) -> Parsed<NumericRange> {
    let name = match operator {
        "=" => "equals",
        "<" | "<=" | ">" | ">=" => operator,
        _ => return Err(p.refuse(format!("Unrecognized numeric range operator: {operator}"))),
    };
    let written = bound(p, name, first)?;
    let closed = operator.ends_with('=');
    match operator {
        "=" => {
            expect(p, Token::EndArray, TOO_MANY)?;
            let number = comparable(p, written)?;
            Ok(NumericRange {
                lower: Some((number.clone(), true)),
                upper: Some((number, true)),
                equals: true,
            })
        }
        "<" | "<=" => {
            expect(p, Token::EndArray, TOO_MANY)?;
            let upper = Some((comparable(p, written)?, closed));
            Ok(NumericRange {
                lower: None,
                upper,
                equals: false,
            })
        }
        _ => above(p, written, closed),
    }
}

/// A lower bound is read; an upper one may follow.
fn above(p: &mut Parser<'_>, lower: Number, closed: bool) -> Parsed<NumericRange> {
    let upper = match p.token()? {
        Token::EndArray => None,
        Token::String => Some(upper(p)?),
        _ => {
            let text = p.value()?;
            return Err(p.refuse(format!("Bad value in numeric range: {text}")));
        }
    };
    let lower = comparable(p, lower)?;
    let upper = match upper {
        Some((number, closed)) => Some((comparable(p, number)?, closed)),
        None => None,
    };
    if upper
        .as_ref()
        .is_some_and(|(upper, _)| lower.value >= upper.value)
    {
        return Err(p.refuse("Bottom must be less than top"));
    }
    Ok(NumericRange {
        lower: Some((lower, closed)),
        upper,
        equals: false,
    })
}

fn upper(p: &mut Parser<'_>) -> Parsed<(Number, bool)> {
    let operator = p.value()?;
    if operator != "<" && operator != "<=" {
        return Err(p.refuse(format!("Bad numeric range operator: {operator}")));
    }
    let token = p.token()?;
    let number = bound(p, &operator, token)?;
    expect(
        p,
        Token::EndArray,
        "Too many terms in numeric range expression",
    )?;
    Ok((number, operator == "<="))
}

fn bound(p: &mut Parser<'_>, operator: &str, token: Token) -> Parsed<Number> {
    if !token.is_number() {
        return Err(p.refuse(format!("Value of {operator} must be numeric")));
    }
    Ok(Number::new(p.value()?))
}

fn comparable(p: &Parser<'_>, number: Number) -> Parsed<Number> {
    match number.value {
        Some(_) => Ok(number),
        None => Err(p.refuse(format!("Cannot compare number : {}", number.text))),
    }
}

fn expect(p: &mut Parser<'_>, token: Token, otherwise: &str) -> Parsed<()> {
    if p.token()? != token {
        return Err(p.refuse(otherwise));
    }
    Ok(())
}
