//! Checks recorded verdicts: `cargo run -p coagent-pattern --example recorded -- FILE`
//!
//! Each line of FILE is `{"name", "pattern", "event", "expect", "error"?}` with the texts of the
//! pattern and the event; `expect` is `match`, `no-match` or `invalid-pattern`. Every verdict is
//! asked of the pattern alone, of a `PatternSet` that holds all patterns of the file, and of the
//! explanation. Exits 1 when one is wrong.

use coagent_pattern::{Event, Pattern, PatternSet, explain};
use std::collections::HashMap;
use std::process::ExitCode;

#[derive(serde::Deserialize)]
struct Case {
    name: String,
    pattern: String,
    event: String,
    expect: String,
    error: Option<String>,
}

#[allow(clippy::print_stdout)]
fn main() -> Result<ExitCode, Box<dyn std::error::Error>> {
    let file = std::env::args().nth(1).ok_or("usage: recorded FILE")?;
    let text = std::fs::read_to_string(&file)?;
    let cases: Vec<Case> = text
        .lines()
        .map(serde_json::from_str)
        .collect::<Result<_, _>>()?;
    let together = all_together(&cases);
    let mut wrong = 0;
    for case in &cases {
        if let Err(found) = check(case, &together) {
            wrong += 1;
            println!(
                "{}\n  pattern {}\n  event   {}\n  expected {} {}\n  found    {found}",
                case.name,
                case.pattern,
                case.event,
                case.expect,
                case.error.as_deref().unwrap_or_default()
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

fn all_together(cases: &[Case]) -> PatternSet<String> {
    let patterns: HashMap<&str, Pattern> = cases
        .iter()
        .filter_map(|case| Some((case.pattern.as_str(), Pattern::parse(&case.pattern).ok()?)))
        .collect();
    let mut set = PatternSet::new();
    for (text, pattern) in patterns {
        set.insert(text.to_string(), pattern);
    }
    set
}

fn check(case: &Case, together: &PatternSet<String>) -> Result<(), String> {
    let pattern = match Pattern::parse(&case.pattern) {
        Ok(pattern) => pattern,
        Err(error) => return check_refusal(case, &error.to_string()),
    };
    if case.expect == "invalid-pattern" {
        return Err("accepted".into());
    }
    let event = Event::parse(&case.event).map_err(|e| e.to_string())?;
    let expected = case.expect == "match";
    let verdicts = [
        ("alone", pattern.matches(&event)),
        ("in a set", together.matches(&event).contains(&case.pattern)),
        (
            "in a set, from bytes",
            together
                .matches_bytes(case.event.as_bytes())
                .map_err(|e| e.to_string())?
                .contains(&case.pattern),
        ),
        ("explained", explain(&pattern, &event).matched),
        (
            "printed and parsed",
            Pattern::parse(&pattern.to_string()).is_ok_and(|p| p.matches(&event)),
        ),
    ];
    match verdicts.iter().find(|(_, verdict)| *verdict != expected) {
        Some((how, verdict)) => Err(format!("{how}: {verdict}")),
        None => Ok(()),
    }
}

fn check_refusal(case: &Case, found: &str) -> Result<(), String> {
    let expected = case.error.as_deref().unwrap_or_default();
    let right = case.expect == "invalid-pattern"
        && (found == expected || found.starts_with(&format!("{expected}\n at [Source: ")));
    if right {
        Ok(())
    } else {
        Err(found.to_string())
    }
}
