//! A report as JSON: one document, or one line for each item of a stream.

use serde::Serialize;
use serde_json::Value;

use crate::error::{Doing, Error, Result};

/// One document, what `query` selects of it when there is one.
pub(crate) fn document(report: &impl Serialize, query: Option<&str>) -> Result<String> {
    let selected = select(report, query)?;
    let text = serde_json::to_string_pretty(&selected).doing(|| "Failed to write JSON".into())?;
    Ok(text + "\n")
}

/// One line, what `query` selects of the item when there is one.
pub(crate) fn line(item: &impl Serialize, query: Option<&str>) -> Result<String> {
    let selected = select(item, query)?;
    let text = serde_json::to_string(&selected).doing(|| "Failed to write JSON".into())?;
    Ok(text + "\n")
}

fn select(data: &impl Serialize, query: Option<&str>) -> Result<Value> {
    let value = serde_json::to_value(data).doing(|| "Failed to write JSON".into())?;
    let Some(query) = query else { return Ok(value) };
    let invalid = |cause: jmespath::JmespathError| {
        let text = format!("`--query {query}` is no valid JMESPath expression");
        let error = Error::usage(text).because(cause);
        match query.contains('`') {
            true => {
                error.hint("backquotes hold JSON; a text is in single quotes: [?state=='ALARM']")
            }
            false => error,
        }
    };
    let found = jmespath::compile(query)
        .and_then(|query| query.search(&value))
        .map_err(invalid)?;
    serde_json::to_value(&*found).doing(|| "Failed to write JSON".into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_query_selects_as_the_aws_cli_does() {
        let rules = json!({"rules": [{"name": "a", "on": true}, {"name": "b", "on": false}]});
        assert_eq!(line(&rules, Some("rules[?on].name")).unwrap(), "[\"a\"]\n");
    }

    #[test]
    fn a_broken_query_is_the_users_mistake() {
        let error = line(&json!({}), Some("rules[")).unwrap_err();
        assert_eq!(error.kind, crate::error::Kind::Usage);
        assert!(error.hints.is_empty());
    }

    #[test]
    fn a_text_in_backquotes_gets_the_right_quotes() {
        let error = line(&json!({}), Some("rules[?state==`ON`]")).unwrap_err();
        assert!(error.hints[0].contains("single quotes"), "{error:?}");
    }
}
