//! One matcher and one value.

use crate::generate::Json;
use std::net::IpAddr;

/// Whether a matcher holds for a value; `addresses` when the matchers of its path compare addresses.
pub(super) fn holds(matcher: &Json, value: &Json, addresses: bool) -> bool {
    let address = match value {
        Json::String(text) if addresses => text.parse::<IpAddr>().ok(),
        _ => None,
    };
    if let Json::Object(members) = matcher {
        let (operator, operand) = (members[0].0.as_str(), &members[0].1);
        return match (operator, value, address) {
            ("exists", ..) => *operand == Json::Bool(true),
            ("anything-but", _, Some(_)) => true,
            ("anything-but", ..) => !excluded(operand, value),
            ("cidr", _, Some(address)) => in_block(operand, &hex(address)),
            ("cidr", Json::Number(text), _) => {
                (addresses || comparable(text).is_none()) && in_block(operand, text)
            }
            ("numeric", Json::Number(text), _) => {
                comparable(text).is_some_and(|v| in_range(operand, v))
            }
            (_, Json::String(text), None) => operator_holds(operator, operand, text),
            _ => false,
        };
    }
    match (matcher, value, address) {
        (Json::String(wanted), _, Some(address)) => wanted
            .parse()
            .is_ok_and(|wanted: IpAddr| hex(address).starts_with(&hex(wanted))),
        (Json::String(wanted), Json::String(text), None) => {
            wanted == text && wanted.parse::<IpAddr>().is_err()
        }
        (Json::String(wanted), Json::Number(text), _) => {
            let wanted = wanted.parse::<IpAddr>().ok().map(hex);
            (addresses || comparable(text).is_none())
                && wanted.is_some_and(|w| text.starts_with(&w))
        }
        (Json::Number(wanted), Json::Number(text), _) => same_number(wanted, text),
        (Json::Bool(_) | Json::Null, ..) => matcher == value,
        _ => false,
    }
}

fn operator_holds(operator: &str, operand: &Json, text: &str) -> bool {
    let quoted = format!("\"{text}\"");
    match (operator, operand) {
        ("exactly", Json::String(wanted)) => wanted == text,
        ("prefix", Json::String(prefix)) => quoted.starts_with(&format!("\"{prefix}")),
        ("suffix", Json::String(suffix)) => quoted.ends_with(&format!("{suffix}\"")),
        ("prefix", Json::Object(inner)) => ends(&format!("\"{}", string(&inner[0].1)), &quoted)
            .iter()
            .any(|_| true),
        ("suffix", Json::Object(inner)) => {
            let wanted = format!("{}\"", string(&inner[0].1));
            (0..=quoted.len())
                .filter(|at| quoted.is_char_boundary(*at))
                .any(|at| ends(&wanted, &quoted[at..]).contains(&(quoted.len() - at)))
        }
        ("equals-ignore-case", Json::String(wanted)) => ends(wanted, text).contains(&text.len()),
        ("wildcard", Json::String(wildcard)) => wild(wildcard.as_bytes(), text.as_bytes()),
        _ => false,
    }
}

fn excluded(operand: &Json, value: &Json) -> bool {
    let list = |operand: &Json| match operand {
        Json::Array(items) => items.clone(),
        one => vec![one.clone()],
    };
    match (operand, value) {
        (Json::Object(members), Json::String(text)) => {
            list(&members[0].1).iter().any(|operand| operator_holds(&members[0].0, operand, text))
        }
        (Json::Object(_), _) => false,
        (_, Json::String(_)) => list(operand).contains(value),
        (_, Json::Number(text)) => list(operand)
            .iter()
            .any(|n| matches!(n, Json::Number(wanted) if comparable(text).is_some() && comparable(wanted) == comparable(text))),
        _ => false,
    }
}

fn string(json: &Json) -> &str {
    match json {
        Json::String(text) => text,
        _ => panic!("not accepted"),
    }
}

/// Where a match of `wanted`, ignoring case, from the start of `text` can end.
fn ends(wanted: &str, text: &str) -> Vec<usize> {
    let mut places = vec![0];
    for unit in wanted.encode_utf16() {
        let forms: Vec<String> = match char::from_u32(u32::from(unit)) {
            Some(ch) => vec![ch.to_lowercase().collect(), ch.to_uppercase().collect()],
            None => vec!["?".to_string()],
        };
        places = places
            .iter()
            .flat_map(|at| forms.iter().map(move |form| (*at, form)))
            .filter(|(at, form)| text[*at..].starts_with(form.as_str()))
            .map(|(at, form)| at + form.len())
            .collect();
    }
    places
}

fn wild(wildcard: &[u8], text: &[u8]) -> bool {
    match wildcard {
        [] => text.is_empty(),
        [b'*', rest @ ..] => (0..=text.len()).any(|at| wild(rest, &text[at..])),
        [b'\\', ch, rest @ ..] | [ch, rest @ ..] => {
            text.first() == Some(ch) && wild(rest, &text[1..])
        }
    }
}

/// The same number as its shortest decimal, by comparing decimals digit by digit.
pub(super) fn comparable(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    let normal = |text: &str| {
        let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let digits = format!("{whole}{fraction}")
            .trim_start_matches('-')
            .to_string();
        let exponent: i64 = exponent.parse::<i64>().expect("an exponent") - fraction.len() as i64;
        let trimmed = digits.trim_end_matches('0');
        let exponent = exponent + (digits.len() - trimmed.len()) as i64;
        let significant = trimmed.trim_start_matches('0').to_string();
        if significant.is_empty() {
            (String::new(), 0)
        } else {
            (significant, exponent)
        }
    };
    (value.is_finite() && normal(text) == normal(&format!("{value:e}"))).then_some(value)
}

fn same_number(wanted: &str, text: &str) -> bool {
    match (comparable(wanted), comparable(text)) {
        (Some(wanted), Some(value)) => wanted == value,
        (None, None) => wanted == text && !text.contains(['.', 'e']),
        _ => false,
    }
}

fn in_range(operand: &Json, value: f64) -> bool {
    let Json::Array(parts) = operand else {
        panic!("not accepted")
    };
    parts.chunks(2).all(|pair| {
        let Json::Number(bound) = &pair[1] else {
            panic!("not accepted")
        };
        let bound: f64 = bound.parse().expect("a number");
        match string(&pair[0]) {
            "=" => value == bound,
            "<" => value < bound,
            "<=" => value <= bound,
            ">" => value > bound,
            _ => value >= bound,
        }
    })
}

fn hex(address: IpAddr) -> String {
    let bytes = match address {
        IpAddr::V4(v4) => v4.octets().to_vec(),
        IpAddr::V6(v6) => v6.octets().to_vec(),
    };
    bytes.iter().map(|byte| format!("{byte:02X}")).collect()
}

/// Whether digits fall into a block. Shorter runs are certain only once they leave both ends.
fn in_block(operand: &Json, digits: &str) -> bool {
    let (address, bits) = string(operand).split_once('/').expect("a slash");
    let binary = |digits: &str| -> Option<String> {
        digits
            .chars()
            .map(|c| Some(format!("{:04b}", c.to_digit(16)?)))
            .collect()
    };
    let bits: usize = bits.parse().expect("bits");
    let full = binary(&hex(address.parse().expect("an address"))).expect("digits");
    if digits.chars().any(|c| !matches!(c, '0'..='9' | 'A'..='F')) && digits.len() < full.len() / 4
    {
        // Digits are read up to the first character that is none.
        let read: String = digits
            .chars()
            .take_while(|c| matches!(c, '0'..='9' | 'A'..='F'))
            .collect();
        return in_block(operand, &read);
    }
    let (low, high) = (
        format!("{}{}", &full[..bits], "0".repeat(full.len() - bits)),
        format!("{}{}", &full[..bits], "1".repeat(full.len() - bits)),
    );
    let to_hex = |binary: &str| -> String {
        (0..binary.len() / 4)
            .map(|i| {
                format!(
                    "{:X}",
                    u8::from_str_radix(&binary[i * 4..i * 4 + 4], 2).expect("digits")
                )
            })
            .collect()
    };
    let (low, high) = (to_hex(&low), to_hex(&high));
    let fork = low
        .bytes()
        .zip(high.bytes())
        .position(|(a, b)| a != b)
        .expect("digits");
    if digits.len() >= low.len() {
        let head = &digits[..low.len()];
        return low.as_str() <= head && head <= high.as_str();
    }
    // Shorter: certain when it has left the lower and the upper end after the fork.
    digits.len() > fork
        && digits[..fork] == low[..fork]
        && *digits > low[..digits.len()]
        && *digits < high[..digits.len()]
}
