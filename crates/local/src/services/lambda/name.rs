//! The ways to name a function.

use super::fault::invalid;
use crate::{core::Core, fault::Fault};

/// The qualifier of the version that changes.
pub(crate) const LATEST: &str = "$LATEST";

/// A function, and which of its versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct FunctionName {
    pub(crate) name: String,
    /// A version number, an alias or `$LATEST`.
    pub(crate) qualifier: Option<String>,
    /// Region and account, as far as they are given.
    place: (Option<String>, Option<String>),
}

impl FunctionName {
    /// Reads `name`, `account:function:name` or the full ARN, each with `:qualifier` or without.
    ///
    /// # Errors
    /// `InvalidParameterValueException` for text that is none of these.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let parts: Vec<&str> = text.split(':').collect();
        let (place, named) = match parts.as_slice() {
            [
                "arn",
                "aws",
                "lambda",
                region,
                account,
                "function",
                rest @ ..,
            ] => ((Some(*region), Some(*account)), rest),
            [account, "function", rest @ ..] => ((None, Some(*account)), rest),
            rest => ((None, None), rest),
        };
        let (name, qualifier) = match named {
            [name] => (*name, None),
            [name, qualifier] => (*name, Some(*qualifier)),
            _ => return Err(malformed(text)),
        };
        if !is_name(name) || qualifier.is_some_and(|q| q != LATEST && !is_name(q)) {
            return Err(malformed(text));
        }
        Ok(Self {
            name: name.to_owned(),
            qualifier: qualifier.map(str::to_owned),
            place: (place.0.map(str::to_owned), place.1.map(str::to_owned)),
        })
    }

    /// Whether it may be a function of this account and Region.
    pub(crate) fn is_here(&self, core: &Core) -> bool {
        let (region, account) = &self.place;
        let fits = |given: &Option<String>, ours: &str| given.as_ref().is_none_or(|it| it == ours);
        fits(region, &core.region) && fits(account, &core.account)
    }

    /// Its ARN.
    pub(crate) fn arn(&self, core: &Core) -> String {
        let (region, account) = &self.place;
        let region = region.as_deref().unwrap_or(&core.region);
        let account = account.as_deref().unwrap_or(&core.account);
        format!("arn:aws:lambda:{region}:{account}:{}", self.resource())
    }

    /// The same with the qualifier that came as a member of its own.
    ///
    /// # Errors
    /// `InvalidParameterValueException` when the two disagree.
    pub(crate) fn qualified(text: &str, qualifier: Option<&str>) -> Result<Self, Fault> {
        let mut parsed = Self::parse(text)?;
        match (&parsed.qualifier, qualifier) {
            (Some(own), Some(given)) if own != given => Err(invalid(
                "The derived qualifier from the function name does not match the specified \
                 qualifier.",
            )),
            (None, Some(given)) => {
                parsed.qualifier = Some(given.to_owned());
                Ok(parsed)
            }
            _ => Ok(parsed),
        }
    }

    /// The qualifier, `$LATEST` without one.
    pub(crate) fn or_latest(&self) -> &str {
        self.qualifier.as_deref().unwrap_or(LATEST)
    }

    /// `function:name` or `function:name:qualifier`, as in the ARN.
    pub(crate) fn resource(&self) -> String {
        match &self.qualifier {
            Some(qualifier) => format!("function:{}:{qualifier}", self.name),
            None => format!("function:{}", self.name),
        }
    }
}

fn is_name(text: &str) -> bool {
    let allowed = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    !text.is_empty() && text.len() <= 64 + 64 && text.chars().all(allowed)
}

fn malformed(text: &str) -> Fault {
    invalid(format!(
        "`{text}` is not a function name: letters, digits, `-` and `_`, or the function's ARN"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> (String, Option<String>) {
        let name = FunctionName::parse(text).unwrap();
        (name.name, name.qualifier)
    }

    #[test]
    fn every_form_of_a_name_is_read() {
        let plain = ("notify".to_owned(), None);
        let live = ("notify".to_owned(), Some("live".to_owned()));
        assert_eq!(parsed("notify"), plain);
        assert_eq!(parsed("notify:live"), live);
        assert_eq!(parsed("000000000000:function:notify"), plain);
        assert_eq!(parsed("000000000000:function:notify:live"), live);
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:notify";
        assert_eq!(parsed(arn), plain);
        assert_eq!(parsed(&format!("{arn}:live")), live);
        assert_eq!(parsed("notify:$LATEST").1.as_deref(), Some(LATEST));
    }

    #[test]
    fn what_names_no_function_is_refused() {
        for text in [
            "",
            "a b",
            "a:",
            "arn:aws:sqs:us-east-1:0:q",
            "a:b:c",
            "../x",
        ] {
            assert!(FunctionName::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_function_elsewhere_is_not_here() {
        let core = Core::for_tests(std::env::temp_dir());
        let arn = "arn:aws:lambda:us-east-1:000000000000:function:notify";
        let is_here = |text: &str| FunctionName::parse(text).unwrap().is_here(&core);
        assert!(is_here("notify") && is_here(arn));
        let other = arn.replace("us-east-1", "eu-west-1");
        assert!(!is_here(&other) && !is_here("123456789012:function:notify"));
        assert_eq!(FunctionName::parse(&other).unwrap().arn(&core), other);
    }

    #[test]
    fn two_qualifiers_must_agree() {
        assert!(FunctionName::qualified("a:live", Some("live")).is_ok());
        assert!(FunctionName::qualified("a:live", Some("1")).is_err());
    }
}
