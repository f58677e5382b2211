//! Parse, match and transform: no panic, and no disagreement between the ways to ask.
//!
//! The input is up to three texts with a zero byte between: a pattern, an event, and the template
//! of an input transformer. The cases of PATTERNS.md make good seeds.

#![no_main]

use coagent_pattern::transform::{Context, InputSettings, InputTransformer, TargetInput};
use coagent_pattern::{Event, Pattern, PatternSet, explain, validate_test_event};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(text) = std::str::from_utf8(data) else { return };
    let mut texts = text.splitn(3, '\0');
    let (pattern, event, template) = (texts.next(), texts.next(), texts.next());
    let pattern = pattern.map(Pattern::parse);
    if let Some(Err(error)) = &pattern {
        let _ = (error.to_string(), error.hint(), error.position());
    }
    let Some(event_text) = event else { return };
    let _ = validate_test_event(event_text);
    if let Some(Ok(pattern)) = &pattern {
        ask(pattern, event_text);
    }
    if let Some(template) = template {
        transform(template, event_text);
    }
});

fn ask(pattern: &Pattern, event_text: &str) {
    let printed = Pattern::parse(&pattern.to_string()).expect("what was printed is a pattern");
    assert_eq!(&printed, pattern);
    assert!(pattern.covers(pattern).is_yes());
    // As many as it takes to fill an index.
    let mut set = PatternSet::new();
    for key in 0..40 {
        set.insert(key, pattern.clone());
    }
    let from_bytes = set.matches_bytes(event_text.as_bytes());
    if let Ok(event) = Event::parse(event_text) {
        let verdict = pattern.matches(&event);
        assert_eq!(explain(pattern, &event).matched, verdict);
        let expected = if verdict { 40 } else { 0 };
        assert_eq!(set.matches(&event).len(), expected);
        assert_eq!(from_bytes.expect("an event is an event").len(), expected);
    }
    assert!((0..40).all(|key| set.remove(&key)) && set.is_empty());
}

fn transform(template: &str, event_text: &str) {
    let paths = [("a", "$.a"), ("b", "$.b[*].c"), ("c", "$.c[0]")];
    let settings = InputSettings {
        input_transformer: Some(InputTransformer {
            paths_map: paths.map(|(name, path)| (name.into(), path.into())).into(),
            template: template.into(),
        }),
        ..InputSettings::default()
    };
    let context = Context { rule_arn: "arn", rule_name: "rule", ingestion_time: "now" };
    if let Ok(input) = TargetInput::new("target", &settings) {
        let _ = input.apply(event_text, &context);
    }
}
