//! SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>.

use coagent_template::Span;
use serde_json::{Value, json};

use super::super::answer::{Answer, fix};
use crate::{
    error::{Doing, Result},
    plan::{
        checks::word,
        verify::{self, Check, Finding, Silenced},
    },
};

/// One run with every check as a rule; silenced findings are results that are suppressed.
pub(in super::super) fn sarif(answer: &Answer) -> Result<String> {
    let silenced = answer.silenced.iter().map(suppressed);
    let results: Vec<Value> = answer.findings.iter().map(result).chain(silenced).collect();
    let document = json!({
        "$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "coagent",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": verify::checks().map(rule).collect::<Vec<_>>(),
            }},
            // Columns are characters, not the UTF-16 units that are SARIF's default.
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    let text = serde_json::to_string_pretty(&document);
    Ok(text.doing(|| "Failed to write SARIF".to_owned())? + "\n")
}

fn rule(check: &Check) -> Value {
    let sentence = |text: &str| json!({ "text": format!("{text}.") });
    json!({
        "id": check.id,
        "shortDescription": sentence(check.title),
        "fullDescription": { "text": check.why },
        "help": { "text": format!("{} Source: {}.", check.why, check.source) },
        "defaultConfiguration": { "level": word(check.severity) },
    })
}

fn result(finding: &Finding) -> Value {
    let mut text = finding.message.clone();
    if let Some(fix) = fix(finding) {
        text += &format!("\n{fix}");
    }
    let mut result = json!({
        "ruleId": finding.id,
        "level": word(finding.severity),
        "message": { "text": text },
    });
    if let Some(index) = verify::checks().position(|check| check.id == finding.id) {
        result["ruleIndex"] = index.into();
    }
    if let Some(location) = location(finding) {
        result["locations"] = json!([location]);
    }
    result
}

fn suppressed(silenced: &Silenced) -> Value {
    let mut result = result(&silenced.finding);
    result["suppressions"] = json!([{ "kind": "external", "justification": silenced.reason }]);
    result
}

fn location(finding: &Finding) -> Option<Value> {
    let mut location = json!({});
    if let Some(file) = &finding.file {
        let physical = &mut location["physicalLocation"];
        physical["artifactLocation"]["uri"] = uri(file).into();
        if let Some(span) = finding.span {
            physical["region"] = region(span);
        }
    }
    if let Some(name) = &finding.logical_id {
        location["logicalLocations"] = json!([{ "name": name, "kind": "resource" }]);
    }
    (location != json!({})).then_some(location)
}

fn region(span: Span) -> Value {
    let (start, end) = (span.start, span.end.max(span.start));
    json!({
        "startLine": start.line,
        "startColumn": start.column,
        "endLine": end.line,
        "endColumn": end.column,
    })
}

/// A path as a URI reference, with what such a one cannot hold in percent-encoding.
fn uri(path: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let slashed = path.replace('\\', "/");
    let encoded = slashed.bytes().map(|byte| match plain(byte) {
        true => char::from(byte).to_string(),
        false => format!("%{byte:02X}"),
    });
    encoded.collect()
}

#[cfg(test)]
pub(super) mod tests {
    use std::sync::Arc;

    use coagent_template::{Pos, Severity};

    use super::*;

    /// An answer with a finding whose texts every format must escape.
    pub(crate) fn answer() -> Answer {
        let pos = |column, offset| Pos {
            line: 2,
            column,
            offset,
        };
        let finding = Finding {
            id: "dlq-fifo",
            severity: Severity::Error,
            message: "queue `Dead` is 100% FIFO".into(),
            file: Some(Arc::from("a,b.yaml")),
            span: Some(Span {
                start: pos(3, 13),
                end: pos(7, 17),
            }),
            logical_id: Some("Dead".into()),
            fix: Some("remove\nFifoQueue".into()),
        };
        Answer {
            templates: vec!["a,b.yaml".into()],
            environment: None,
            not_seen: Default::default(),
            silenced: vec![Silenced {
                finding: finding.clone(),
                reason: "old".into(),
            }],
            findings: vec![finding],
        }
    }

    #[test]
    fn a_result_names_its_rule_and_place() {
        let text = sarif(&answer()).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let run = &document["runs"][0];
        let result = &run["results"][0];
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(run["tool"]["driver"]["rules"][index]["id"], "dlq-fifo");
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"]["uri"], "a%2Cb.yaml");
        let region = json!({ "startLine": 2, "startColumn": 3, "endLine": 2, "endColumn": 7 });
        assert_eq!(place["region"], region);
    }

    #[test]
    fn what_is_silenced_is_suppressed_with_the_reason() {
        let document: Value = serde_json::from_str(&sarif(&answer()).unwrap()).unwrap();
        let result = &document["runs"][0]["results"][1];
        assert_eq!(result["suppressions"][0]["justification"], "old");
    }
}
