//! Conditions of statements.

use serde::Serialize;

use super::glob;
use crate::token;
use crate::truth::Truth;

/// One operator applied to one key.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Condition {
    /// The operator as written, for instance `ArnEquals` or `StringLikeIfExists`.
    pub operator: String,
    /// The key as written, for instance `aws:SourceArn`; compared without case.
    pub key: String,
    /// The values, of which one must match.
    pub values: Vec<String>,
    /// Whether some value could not be known.
    pub incomplete: bool,
}

/// An operator without its prefix and suffix.
struct Operator<'a> {
    name: &'a str,
    negated: bool,
    if_exists: bool,
    all_values: bool,
}

impl Condition {
    /// A condition of which nothing is known.
    pub(super) fn unknown() -> Condition {
        Condition {
            operator: String::new(),
            key: String::new(),
            values: vec![],
            incomplete: true,
        }
    }

    /// Whether the condition holds. Operators on dates, addresses and binary data are not decided.
    pub fn holds(&self, context: &[(&str, &str)]) -> Truth {
        let operator = Operator::read(&self.operator);
        if operator.name.is_empty() {
            return Truth::Unknown;
        }
        let present: Vec<&str> = self.found(context).collect();
        if operator.name == "Null" {
            return self.null(present.is_empty());
        }
        if present.is_empty() {
            // "If the key is not present, the values do not match": a negated operator then holds.
            return (operator.if_exists || operator.negated || operator.all_values).into();
        }
        let one = |actual: &str| {
            let truth = self.any_value(&operator, actual);
            if operator.negated {
                truth.negate()
            } else {
                truth
            }
        };
        if operator.all_values {
            present.into_iter().map(one).fold(Truth::True, Truth::and)
        } else {
            Truth::any(present.into_iter().map(one))
        }
    }

    pub(super) fn failure(&self, context: &[(&str, &str)]) -> String {
        let wanted: Vec<_> = self
            .values
            .iter()
            .map(|value| token::display(value))
            .collect();
        let found: Vec<_> = self.found(context).map(token::display).collect();
        let found = if found.is_empty() {
            "absent".to_owned()
        } else {
            found.join(", ")
        };
        format!(
            "{} {} wants {}, but it is {found}",
            self.operator,
            self.key,
            wanted.join(" or ")
        )
    }

    fn found<'c>(&self, context: &'c [(&str, &str)]) -> impl Iterator<Item = &'c str> {
        let matching = context
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(&self.key));
        matching.map(|(_, value)| *value)
    }

    fn null(&self, absent: bool) -> Truth {
        let wanted =
            |value: &String| value.eq_ignore_ascii_case(if absent { "true" } else { "false" });
        self.values.iter().any(wanted).into()
    }

    fn any_value(&self, operator: &Operator<'_>, actual: &str) -> Truth {
        let any = Truth::any(
            self.values
                .iter()
                .map(|wanted| operator.compare(wanted, actual)),
        );
        if self.incomplete {
            any.or(Truth::Unknown)
        } else {
            any
        }
    }
}

impl<'a> Operator<'a> {
    fn read(text: &'a str) -> Operator<'a> {
        let (prefix, rest) = text.split_once(':').unwrap_or(("", text));
        let (name, if_exists) = match rest.strip_suffix("IfExists") {
            Some(name) => (name, true),
            None => (rest, false),
        };
        let negated = name.contains("Not");
        Operator {
            name,
            negated,
            if_exists,
            all_values: prefix == "ForAllValues",
        }
    }

    /// Whether the values match, before negation.
    fn compare(&self, wanted: &str, actual: &str) -> Truth {
        match self.name {
            "StringEquals" | "StringNotEquals" => equal(wanted, actual),
            "StringEqualsIgnoreCase" | "StringNotEqualsIgnoreCase" => {
                equal(&wanted.to_lowercase(), &actual.to_lowercase())
            }
            "StringLike" | "StringNotLike" => glob::matches(wanted, actual),
            "ArnEquals" | "ArnLike" | "ArnNotEquals" | "ArnNotLike" => {
                glob::matches_arn(wanted, actual)
            }
            "Bool" => wanted.eq_ignore_ascii_case(actual).into(),
            name if name.starts_with("Numeric") => numeric(name, wanted, actual),
            _ => Truth::Unknown,
        }
    }
}

fn equal(wanted: &str, actual: &str) -> Truth {
    if wanted == actual {
        return Truth::True;
    }
    // Only tokens may stand for other text here: a star in StringEquals is a star.
    if !token::present(wanted) && !token::present(actual) {
        return Truth::False;
    }
    if wanted.contains(['*', '?']) || actual.contains(['*', '?']) {
        return Truth::Unknown;
    }
    glob::matches(wanted, actual)
}

fn numeric(operator: &str, wanted: &str, actual: &str) -> Truth {
    let (Ok(wanted), Ok(actual)) = (wanted.parse::<f64>(), actual.parse::<f64>()) else {
        return Truth::Unknown;
    };
    match operator {
        "NumericEquals" | "NumericNotEquals" => (actual == wanted).into(),
        "NumericLessThan" => (actual < wanted).into(),
        "NumericLessThanEquals" => (actual <= wanted).into(),
        "NumericGreaterThan" => (actual > wanted).into(),
        "NumericGreaterThanEquals" => (actual >= wanted).into(),
        _ => Truth::Unknown,
    }
}
