//! Match expressions: `{"operator": operand}`.

mod anything_but;
mod numeric;

use super::Matcher;
use super::parse::Parser;
use crate::error::PatternError;
use crate::json::Token;
use crate::value::cidr::Cidr;
use crate::value::fold::Folded;
use crate::value::wildcard::Wildcard;

type Parsed<T = Matcher> = Result<T, PatternError>;

/// Parses a match expression whose opening brace is read.
pub(super) fn matcher(p: &mut Parser<'_>) -> Parsed {
    if p.token()? != Token::Name {
        return Err(p.refuse("Match expression name not found"));
    }
    let operator = p.value()?;
    match operator.as_str() {
        "exactly" => Ok(Matcher::Exactly(one_string(
            p,
            "exact match pattern must be a string",
        )?)),
        "prefix" => affix(p, "prefix", "Prefix", Matcher::Prefix, Matcher::PrefixFold),
        "suffix" => affix(p, "suffix", "Suffix", Matcher::Suffix, Matcher::SuffixFold),
        "equals-ignore-case" => {
            let text = one_string(p, "equals-ignore-case match pattern must be a string")?;
            Ok(Matcher::EqualsFold(Folded::new(&text)))
        }
        "wildcard" => wildcard(p),
        "numeric" => numeric::parse(p),
        "anything-but" => anything_but::parse(p),
        "exists" => exists(p),
        "cidr" => cidr(p),
        _ => Err(p.refuse(format!("Unrecognized match type {operator}"))),
    }
}

fn one_string(p: &mut Parser<'_>, otherwise: &str) -> Parsed<String> {
    let text = string(p, otherwise)?;
    close(p)?;
    Ok(text)
}

fn string(p: &mut Parser<'_>, otherwise: &str) -> Parsed<String> {
    if p.token()? != Token::String {
        return Err(p.refuse(otherwise));
    }
    p.value()
}

fn close(p: &mut Parser<'_>) -> Parsed<()> {
    if p.token()? != Token::EndObject {
        return Err(p.refuse("Only one key allowed in match expression"));
    }
    Ok(())
}

fn affix(
    p: &mut Parser<'_>,
    name: &str,
    title: &str,
    plain: fn(String) -> Matcher,
    fold: fn(Folded) -> Matcher,
) -> Parsed {
    match p.token()? {
        Token::String => {
            let text = p.value()?;
            close(p)?;
            Ok(plain(text))
        }
        Token::StartObject => {
            if p.token()? != Token::Name {
                return Err(p.refuse(format!("{title} expression name not found")));
            }
            let inner = p.value()?;
            if inner != "equals-ignore-case" {
                return Err(p.refuse(format!("Unsupported {name} pattern: {inner}")));
            }
            let text = one_string(p, "equals-ignore-case match pattern must be a string")?;
            close(p)?;
            Ok(fold(Folded::new(&text)))
        }
        _ => Err(p.refuse(format!("{name} match pattern must be a string"))),
    }
}

fn wildcard(p: &mut Parser<'_>) -> Parsed {
    let text = string(p, "wildcard match pattern must be a string")?;
    let wildcard = Wildcard::parse(&text).map_err(|reason| p.refuse(reason))?;
    close(p)?;
    Ok(Matcher::Wildcard(wildcard))
}

fn exists(p: &mut Parser<'_>) -> Parsed {
    let wanted = match p.token()? {
        Token::True => true,
        Token::False => false,
        _ => return Err(p.refuse("exists match pattern must be either true or false.")),
    };
    close(p)?;
    Ok(Matcher::Exists(wanted))
}

fn cidr(p: &mut Parser<'_>) -> Parsed {
    // The service's own text names the wrong operator here.
    let text = string(p, "prefix match pattern must be a string")?;
    let cidr = Cidr::parse(&text).map_err(|reason| p.refuse_without_place(reason))?;
    close(p)?;
    Ok(Matcher::Cidr(cidr))
}
