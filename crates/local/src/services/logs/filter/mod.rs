//! The filter pattern language: terms for text, conditions for JSON and for columns.
//!
//! After "Filter pattern syntax" of the CloudWatch Logs User Guide.

mod columns;
mod condition;
mod parse;
mod regular;
mod selector;
mod term;

use std::collections::BTreeMap;

use serde_json::Value;

use columns::Columns;
use condition::Condition;
use selector::Selector;
use term::Terms;

/// A filter pattern.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Pattern {
    /// Everything passes.
    Everything,
    Text(Terms),
    Json(Condition),
    Columns(Columns),
}

impl Pattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// What is wrong, and where.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        let text = text.trim();
        match text.chars().next() {
            None => Ok(Self::Everything),
            Some('{') => parse::json(text).map(Self::Json),
            Some('[') => columns::parse(text).map(Self::Columns),
            Some(_) => term::parse(text).map(Self::Text),
        }
    }

    /// Whether the text of an event passes.
    pub(super) fn matches(&self, message: &str) -> bool {
        match self {
            Self::Everything => true,
            Self::Text(terms) => terms.match_text(message),
            Self::Json(condition) => serde_json::from_str::<Value>(message.trim())
                .is_ok_and(|document| condition.holds(&document)),
            Self::Columns(columns) => columns.match_text(message),
        }
    }

    /// The words of an event by the names of their columns: `$name` → word.
    pub(super) fn extracted(&self, message: &str) -> BTreeMap<String, String> {
        let Self::Columns(columns) = self else {
            return BTreeMap::new();
        };
        let document = columns.document(message).unwrap_or_default();
        let members = document.as_object().into_iter().flatten();
        let word =
            |(name, word): (&String, &Value)| Some((format!("${name}"), word.as_str()?.to_owned()));
        members.filter_map(word).collect()
    }

    /// Reads what selects a value of an event: a column by its name, or a place in the document.
    pub(super) fn selector(&self, text: &str) -> Option<Selector> {
        match self {
            Self::Columns(_) => Selector::column(text),
            _ => Selector::parse(text),
        }
    }

    /// What selectors find their values in: the words of an event by the names of their columns,
    /// or the document that it is.
    pub(super) fn document(&self, message: &str) -> Value {
        let found = match self {
            Self::Columns(columns) => columns.document(message),
            _ => serde_json::from_str(message.trim()).ok(),
        };
        found.unwrap_or(Value::Null)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(pattern: &str, passes: &[&str], fails: &[&str]) {
        let parsed = Pattern::parse(pattern).unwrap();
        for message in passes {
            assert!(parsed.matches(message), "{pattern} should match {message}");
        }
        for message in fails {
            assert!(
                !parsed.matches(message),
                "{pattern} should not match {message}"
            );
        }
    }

    #[test]
    fn nothing_asked_everything_passes() {
        check("", &["", "x", "{}"], &[]);
    }

    #[test]
    fn all_terms_must_be_there_and_case_matters() {
        check(
            "ERROR memory",
            &["memory ERROR"],
            &["ERROR", "error memory"],
        );
    }

    #[test]
    fn a_phrase_keeps_its_spaces_and_its_quotes() {
        check(
            "\"out of memory\"",
            &["x out of memory y"],
            &["out memory of"],
        );
        check(r#""say \"hi\"""#, &[r#"say "hi""#], &["say hi"]);
    }

    #[test]
    fn excluded_terms_must_not_be_there() {
        check("ERROR -timeout", &["ERROR x"], &["ERROR timeout"]);
        check("-\"a b\"", &["ab"], &["a b"]);
    }

    #[test]
    fn any_of_the_optional_terms_is_enough() {
        check("?ERROR ?WARN", &["ERROR", "a WARN"], &["INFO"]);
    }

    #[test]
    fn optional_terms_beside_others_are_ignored_as_on_aws() {
        check("?ERROR INFO", &["INFO"], &["ERROR"]);
    }

    #[test]
    fn json_fields_are_compared() {
        check(
            "{ $.level = \"ERROR\" }",
            &[r#"{"level":"ERROR"}"#],
            &[r#"{"level":"INFO"}"#, "ERROR"],
        );
        check("{ $.level = ERROR }", &[r#"{"level":"ERROR"}"#], &["{}"]);
        check(
            "{ $.a.b[1] >= 4.5 }",
            &[r#"{"a":{"b":[0,5]}}"#],
            &[r#"{"a":{"b":[9,4]}}"#],
        );
        check(
            "{ $.latency = * }",
            &[
                r#"{"latency":50}"#,
                r#"{"latency":"slow"}"#,
                r#"{"latency":true}"#,
            ],
            &[r#"{"other":50}"#, r#"{"latency":null}"#],
        );
        check("{ $.a != 1 }", &[r#"{"a":2}"#], &[r#"{"a":1}"#]);
        check(
            "{ $.user = \"ann*\" }",
            &[r#"{"user":"anna"}"#],
            &[r#"{"user":"joanna"}"#],
        );
    }

    #[test]
    fn json_conditions_combine_and_nest() {
        let pattern = "{ ($.a = 1 || $.a = 2) && $.b = true }";
        check(
            pattern,
            &[r#"{"a":2,"b":true}"#],
            &[r#"{"a":2,"b":false}"#, r#"{"a":3,"b":true}"#],
        );
        check(
            "{ $.a = 1 || $.a = 2 && $.b = 3 }",
            &[r#"{"a":1}"#],
            &[r#"{"a":2}"#],
        );
    }

    #[test]
    fn absence_null_and_truth_can_be_asked_for() {
        check("{ $.a NOT EXISTS }", &["{}"], &[r#"{"a":null}"#]);
        check("{ $.a IS NULL }", &[r#"{"a":null}"#], &["{}", r#"{"a":1}"#]);
        check("{ $.a IS TRUE }", &[r#"{"a":true}"#], &[r#"{"a":false}"#]);
        check("{ $.a IS FALSE }", &[r#"{"a":false}"#], &["{}"]);
    }

    #[test]
    fn names_with_other_characters_are_in_brackets() {
        check(
            "{ $.detail['detail-type'] = \"x\" }",
            &[r#"{"detail":{"detail-type":"x"}}"#],
            &["{}"],
        );
        check("{ $.['a.b'] = 1 }", &[r#"{"a.b":1}"#], &[]);
    }

    #[test]
    fn what_cannot_be_read_is_refused_with_its_place() {
        for pattern in [
            "{ $.a = }",
            "{ $.a }",
            "{ a = 1 }",
            "{ $.a = 1",
            "\"open",
            "{ $.a = 1 } x",
        ] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(error.contains("character"), "{pattern}: {error}");
        }
    }

    #[test]
    fn regular_expressions_match_any_part() {
        check("%ERR|WARN%", &["a WARNING", "ERR"], &["INFO"]);
        check("%^a b$% -%c%", &["a b"], &["xa b", "a b c"]);
        check(
            r"{ $.ip = %127\.0\.0\.[1-3]% }",
            &[r#"{"ip":"127.0.0.2"}"#],
            &[r#"{"ip":"127.0.0.9"}"#],
        );
        check(r"[ip != %^10\.%, ...]", &["127.0.0.1 x"], &["10.0.0.1 x"]);
        check("100%", &["at 100%"], &["at 100"]);
    }

    #[test]
    fn a_column_selects_in_patterns_of_columns_only() {
        let selects = |pattern, text| Pattern::parse(pattern).unwrap().selector(text).is_some();
        assert!(selects("[a, b]", "$a") && !selects("[a, b]", "$.a"));
        assert!(selects("{ $.a = 1 }", "$.a") && !selects("{ $.a = 1 }", "$a"));
    }

    #[test]
    fn a_regular_expression_that_cannot_be_read_is_named() {
        for pattern in ["%[%", "%(a|b)%", "{ $.a = %[% }", "{ $.a = %x }"] {
            let error = Pattern::parse(pattern).unwrap_err();
            assert!(
                error.contains('%') || error.contains("character"),
                "{pattern}: {error}"
            );
        }
    }

    proptest::proptest! {
        #[test]
        fn no_text_breaks_the_parser(text in "\\PC*", message in "\\PC*") {
            if let Ok(pattern) = Pattern::parse(&text) {
                pattern.matches(&message);
            }
        }

        #[test]
        fn no_conditions_break_the_parser(text in "[{}$.a-c=!<>&|()*\" 0-9\\[\\]ISNOTEXULR]{0,40}") {
            let _ = Pattern::parse(&format!("{{{text}}}"));
        }
    }
}
