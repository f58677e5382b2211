//! The type of an unquoted scalar.

use serde_json::Number;

use crate::node::Scalar;
use crate::value::Kind;

/// Types a scalar as CloudFormation's YAML 1.1 does, except that numbers written in a way that
/// would lose digits (`012345678901`, `0x1f`, `1_000`, `12:30:45`) stay the text they are.
pub(crate) fn typed(scalar: &Scalar) -> Kind {
    if !scalar.plain {
        return Kind::String(scalar.text.clone());
    }
    match scalar.text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "yes" | "Yes" | "YES" | "on" | "On" | "ON" => Kind::Bool(true),
        "false" | "False" | "FALSE" | "no" | "No" | "NO" | "off" | "Off" | "OFF" => {
            Kind::Bool(false)
        }
        text => number(text).map_or_else(|| Kind::String(text.to_owned()), Kind::Number),
    }
}

fn number(text: &str) -> Option<Number> {
    let first = text.bytes().next()?;
    if !matches!(first, b'-' | b'+' | b'0'..=b'9') {
        return None;
    }
    let digits = text
        .strip_prefix('+')
        .filter(|rest| !rest.starts_with('-'))
        .unwrap_or(text);
    // JSON's grammar is exactly the one in which digits are not lost, but for the sign.
    serde_json::from_str(digits).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> Kind {
        typed(&Scalar {
            text: text.into(),
            plain: true,
        })
    }

    #[test]
    fn what_would_lose_digits_stays_text() {
        for text in [
            "012345678901",
            "0x1f",
            "1_000",
            "12:30:45",
            "2012-10-17",
            "0o14",
            ".5",
            "+-1",
        ] {
            assert_eq!(plain(text), Kind::String(text.into()), "{text}");
        }
    }

    #[test]
    fn plain_scalars_are_typed_and_quoted_ones_are_not() {
        assert_eq!(plain("30"), Kind::Number(30.into()));
        assert_eq!(plain("-1"), Kind::Number((-1).into()));
        assert_eq!(plain("yes"), Kind::Bool(true));
        assert_eq!(plain("~"), Kind::Null);
        let quoted = Scalar {
            text: "true".into(),
            plain: false,
        };
        assert_eq!(typed(&quoted), Kind::String("true".into()));
    }
}
