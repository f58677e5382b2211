//! Holds the crate to the cases of PATTERNS.md.

use coagent_pattern::transform::{Context, InputSettings, TargetInput};
use coagent_pattern::{Event, Pattern, PatternSet, explain};

const SPECIFICATION: &str = include_str!("../PATTERNS.md");

const CONTEXT: Context<'_> = Context {
    rule_arn: "arn:r",
    rule_name: "r",
    ingestion_time: "2026-01-02T03:04:05.678Z",
};

/// A case: its line, its text, and the claims about it.
struct Case<'a> {
    line: usize,
    kind: &'a str,
    text: &'a str,
    claims: Vec<(&'a str, &'a str)>,
}

fn cases() -> Vec<Case<'static>> {
    let mut cases: Vec<Case<'_>> = Vec::new();
    let mut inside = false;
    for (number, line) in SPECIFICATION.lines().enumerate() {
        match line {
            "```cases" => inside = true,
            "```" => inside = false,
            _ if inside => {
                let (kind, text) = line.trim().split_once(' ').expect("a word and a text");
                let text = text.trim();
                match line.strip_prefix("  ") {
                    None => cases.push(Case {
                        line: number + 1,
                        kind,
                        text,
                        claims: Vec::new(),
                    }),
                    Some(_) => cases.last_mut().expect("a case").claims.push((kind, text)),
                }
            }
            _ => {}
        }
    }
    cases
}

fn check_all(kind: &str, at_least: usize, check: impl Fn(&Case<'_>) -> Result<(), String>) {
    let cases: Vec<Case<'_>> = cases()
        .into_iter()
        .filter(|case| case.kind == kind)
        .collect();
    assert!(
        cases.len() >= at_least,
        "only {} cases of {kind}",
        cases.len()
    );
    let wrong: Vec<String> = cases
        .iter()
        .filter_map(|case| {
            check(case)
                .err()
                .map(|why| format!("line {}: {why}", case.line))
        })
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn patterns_match_what_the_specification_says() {
    check_all("pattern", 60, |case| {
        let pattern = Pattern::parse(case.text).map_err(|e| e.to_string())?;
        let mut set = PatternSet::new();
        set.insert(0, pattern.clone());
        for (claim, text) in &case.claims {
            let expected = match *claim {
                "matches" => true,
                "misses" => false,
                other => return Err(format!("unknown claim {other}")),
            };
            let event = Event::parse(text).map_err(|e| e.to_string())?;
            let from_bytes = set
                .matches_bytes(text.as_bytes())
                .map_err(|e| e.to_string())?;
            let verdicts = [
                pattern.matches(&event),
                explain(&pattern, &event).matched,
                set.matches(&event) == [0],
                from_bytes == [0],
            ];
            if verdicts.contains(&!expected) {
                return Err(format!(
                    "{claim} {text}: alone, explained, set, bytes {verdicts:?}"
                ));
            }
        }
        Ok(())
    });
}

#[test]
fn patterns_are_refused_with_the_words_and_place_of_the_specification() {
    check_all("refused", 50, |case| {
        let Err(error) = Pattern::parse(case.text) else {
            return Err("accepted".into());
        };
        let place = error.position().map(|p| format!("{}:{}", p.line, p.column));
        let found = [("reason", Some(error.reason().to_string())), ("at", place)];
        for (claim, found) in found {
            let expected = case
                .claims
                .iter()
                .find(|(c, _)| *c == claim)
                .map(|(_, text)| *text);
            if expected != found.as_deref() {
                return Err(format!("{claim} is {found:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn inputs_are_what_the_specification_says() {
    check_all("input", 18, |case| {
        let settings: InputSettings = serde_json::from_str(case.text).map_err(|e| e.to_string())?;
        let input = TargetInput::new("t", &settings);
        let mut event = "";
        for (claim, text) in &case.claims {
            let text = text.replace("\\n", "\n");
            let right = match (*claim, &input) {
                ("refused", Err(error)) => error.to_string() == text,
                ("event", Ok(_)) => {
                    event = case
                        .claims
                        .iter()
                        .find(|(_, t)| *t == text)
                        .map_or("", |(_, t)| t);
                    true
                }
                ("body", Ok(input)) => input.apply(event, &CONTEXT).is_ok_and(|body| body == text),
                ("fails", Ok(input)) => input
                    .apply(event, &CONTEXT)
                    .is_err_and(|f| f.error_code == "INVALID_JSON" && f.body == text),
                _ => false,
            };
            if !right {
                let found = input.as_ref().map(|input| input.apply(event, &CONTEXT));
                return Err(format!("{claim} {text}: {found:?}"));
            }
        }
        Ok(())
    });
}

#[test]
fn bounds_are_where_the_specification_puts_them() {
    check_all("bound", 7, |case| {
        let (name, most) = case.text.split_once(' ').ok_or("a name and a number")?;
        let most: usize = most.parse().map_err(|_| "no number")?;
        of_size(name, most)?;
        let Err(reason) = of_size(name, most + 1) else {
            return Err(format!("{name} of {} is accepted", most + 1));
        };
        match case.claims.as_slice() {
            [("beyond", expected)] if !reason.contains(expected) => Err(reason),
            _ => Ok(()),
        }
    });
}

/// Something that is exactly as large as a bound allows, or too large; why it is refused.
fn of_size(bound: &str, size: usize) -> Result<(), String> {
    let pattern = |text: String| {
        let parsed = Pattern::parse(&text).map(drop);
        parsed.map_err(|error| error.reason().to_owned())
    };
    match bound {
        "pattern-bytes" => pattern(padded(r#"{"a":[1"#, "]}", size)),
        "pattern-nesting" => pattern(nested(r#"{"a":"#, "[1]", size)),
        "pattern-alternatives" => pattern(alternatives(size)),
        "event-bytes" => event(&padded(r#"{"a":1"#, "}", size)),
        "event-nesting" => event(&nested(r#"{"a":"#, "1", size)),
        "template-variables" => {
            let paths: Vec<String> = (0..size).map(|n| format!(r#""v{n}":"$.a""#)).collect();
            input(&paths.join(","), r#"\"x\""#)
        }
        "template-characters" => input("", &padded(r#"\"x\""#, "", size + 2)),
        other => Err(format!("unknown bound {other}")),
    }
}

fn padded(head: &str, tail: &str, size: usize) -> String {
    format!("{head}{}{tail}", " ".repeat(size - head.len() - tail.len()))
}

fn nested(open: &str, inner: &str, levels: usize) -> String {
    format!("{}{inner}{}", open.repeat(levels), "}".repeat(levels))
}

/// As many combinations as asked for, by the factors of the number.
fn alternatives(mut combinations: usize) -> String {
    let mut fields = Vec::new();
    for factor in 2.. {
        while combinations.is_multiple_of(factor) {
            combinations /= factor;
            let level = fields.len();
            let ways: Vec<String> = (0..factor)
                .map(|n| format!(r#"{{"f{level}":[{n}]}}"#))
                .collect();
            fields.push(format!(r#""l{level}":{{"$or":[{}]}}"#, ways.join(",")));
        }
        if combinations == 1 {
            break;
        }
    }
    format!("{{{}}}", fields.join(","))
}

fn event(text: &str) -> Result<(), String> {
    let mut set = PatternSet::new();
    set.insert(
        0,
        Pattern::parse(r#"{"a":[{"exists":true}]}"#).map_err(|e| e.to_string())?,
    );
    let from_bytes = set.matches_bytes(text.as_bytes());
    Event::parse(text).map_err(|error| error.to_string())?;
    from_bytes
        .map(drop)
        .map_err(|error| format!("from bytes: {error}"))
}

fn input(paths: &str, template: &str) -> Result<(), String> {
    let text = format!(
        r#"{{"InputTransformer":{{"InputPathsMap":{{{paths}}},"InputTemplate":"{template}"}}}}"#
    );
    let settings: InputSettings = serde_json::from_str(&text).map_err(|e| e.to_string())?;
    let accepted = TargetInput::new("t", &settings).map(drop);
    accepted.map_err(|error| error.to_string())
}
