//! Checks recorded transformations: `cargo run -p coagent-pattern --example transforms -- FILE`
//!
//! Each line of FILE is `{"name", "target_input", "context", "event", "expect", "body"?, "error"?}`;
//! `expect` is `target`, `dlq` or `rejected`. Exits 1 when one is wrong.

use coagent_pattern::transform::{Context, InputSettings, TargetInput};
use serde_json::Value;
use std::process::ExitCode;

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    target_input: InputSettings,
    context: Value,
    event: String,
    expect: String,
    body: Option<String>,
    error: Option<String>,
    compare: Option<String>,
}

#[allow(clippy::print_stdout)]
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: transforms FILE")?;
    let text = std::fs::read_to_string(&file)?;
    let cases: Vec<Case> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let mut wrong = 0;
    for case in &cases {
        if let Err(found) = check(case) {
            wrong += 1;
            println!(
                "{}\n  expected {} {:?} {:?}\n  found    {found}",
                case.name, case.expect, case.body, case.error
            );
        }
    }
    println!("{} of {} right", cases.len() - wrong, cases.len());
    Ok(if wrong == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn check(case: &Case) -> Result<(), String> {
    let (found, body) = match TargetInput::new("target", &case.target_input) {
        Err(error) => ("rejected", format!("ValidationException: {error}")),
        Ok(input) => match input.apply(&case.event, &context(&case.context)) {
            Ok(body) => ("target", body),
            Err(failure) => ("dlq", failure.body),
        },
    };
    let expected = if found == "rejected" {
        &case.error
    } else {
        &case.body
    };
    let right = found == case.expect && expected.as_ref().is_none_or(|e| same(case, e, &body));
    if right {
        Ok(())
    } else {
        Err(format!("{found} {body}"))
    }
}

fn same(case: &Case, expected: &str, found: &str) -> bool {
    let json = |text: &str| serde_json::from_str::<Value>(text).ok();
    match case.compare.as_deref() {
        Some("json") => json(expected) == json(found),
        _ => expected == found,
    }
}

fn context(context: &Value) -> Context<'_> {
    let text = |name: &str| {
        context
            .get(name)
            .and_then(Value::as_str)
            .unwrap_or_default()
    };
    Context {
        rule_arn: text("rule_arn"),
        rule_name: text("rule_name"),
        ingestion_time: text("ingestion_time"),
    }
}
