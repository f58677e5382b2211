//! Random patterns and events against a matcher written straight from PATTERNS.md.

mod crowd;
mod generate;
mod reference;
mod schemas;

use coagent_pattern::{Answer, Event, Pattern, PatternSet, Scratch, explain};
use crowd::{crowd, visitor};
use generate::{Json, Object, aimed, event, noise, pattern};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use reference::{is_beyond, matches};
use schemas::{schema, values};

fn parse(object: &Object) -> Option<Pattern> {
    Pattern::parse(&Json::Object(object.clone()).to_string()).ok()
}

/// How often a pattern matches what a schema allows, and how often the answer is for certain.
#[test]
fn the_schemas_meet_the_patterns() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut yes, mut no, mut unknown) = (0, 0, 0);
    for _ in 0..2000 {
        let pattern = schemas::pattern().new_tree(&mut runner).unwrap().current();
        let schema = schema().new_tree(&mut runner).unwrap().current();
        match parse(&pattern).map(|pattern| pattern.can_match_schema(&schema)) {
            Some(Answer::Yes) => yes += 1,
            Some(Answer::No(_)) => no += 1,
            Some(Answer::Unknown) => unknown += 1,
            None => {}
        }
    }
    assert!(
        yes > 100 && no > 400 && unknown < 200,
        "{yes} yes, {no} no, {unknown} unknown"
    );
}

/// The other properties mean nothing if nothing ever matches or everything is refused.
#[test]
fn the_generators_reach_every_verdict() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let (mut accepted, mut matched) = (0, 0);
    for _ in 0..2000 {
        let pattern = pattern().new_tree(&mut runner).unwrap().current();
        if let Some(parsed) = parse(&pattern) {
            accepted += 1;
            let aimed = Json::Object(aimed(&pattern, &mut (accepted..).step_by(3)));
            matched += usize::from(parsed.matches(&Event::parse(&aimed.to_string()).unwrap()));
        }
    }
    assert!(accepted > 600, "{accepted} of 2000 patterns accepted");
    assert!(
        matched > accepted / 4,
        "{matched} of {accepted} events matched"
    );
    assert!(
        matched < accepted * 9 / 10,
        "{matched} of {accepted} events matched"
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, ..ProptestConfig::default() })]

    #[test]
    fn a_pattern_agrees_with_the_reference(
        pattern in pattern(), event in event(), picks in prop::collection::vec(0..12usize, 8),
    ) {
        let Some(parsed) = parse(&pattern).filter(|_| !is_beyond(&pattern)) else { return Ok(()) };
        for event in [aimed(&pattern, &mut picks.into_iter()), event] {
            let text = Json::Object(event.clone()).to_string();
            let found = parsed.matches(&Event::parse(&text).unwrap());
            prop_assert_eq!(found, matches(&pattern, &event), "{} on {}", parsed, text);
        }
    }

    #[test]
    fn printing_and_parsing_are_inverse(pattern in pattern()) {
        let Some(parsed) = parse(&pattern) else { return Ok(()) };
        let printed = parsed.to_string();
        let again = Pattern::parse(&printed).unwrap();
        prop_assert_eq!(&again, &parsed);
        prop_assert_eq!(again.to_string(), printed);
    }

    #[test]
    fn an_explanation_has_the_verdict_and_a_reason_for_each_alternative(
        pattern in pattern(), event in event(),
    ) {
        let Some(parsed) = parse(&pattern) else { return Ok(()) };
        let event = Event::parse(&Json::Object(event).to_string()).unwrap();
        let explanation = explain(&parsed, &event);
        prop_assert_eq!(explanation.matched, parsed.matches(&event));
        let reasons = if explanation.matched { 0 } else { explanation.alternatives.min(20) };
        prop_assert_eq!(explanation.reasons.len(), reasons);
    }

    #[test]
    fn covering_is_never_wrong(
        wide in pattern(), narrow in pattern(), picks in prop::collection::vec(0..12usize, 8),
    ) {
        let event = aimed(&narrow, &mut picks.into_iter());
        let (Some(wide), Some(narrow)) = (parse(&wide), parse(&narrow)) else { return Ok(()) };
        prop_assert!(narrow.covers(&narrow).is_yes());
        let event = Event::parse(&Json::Object(event).to_string()).unwrap();
        if wide.covers(&narrow).is_yes() && narrow.matches(&event) {
            prop_assert!(wide.matches(&event), "{} should cover {}", wide, narrow);
        }
    }

    /// The schemas have so few values that all can be asked.
    #[test]
    fn what_a_schema_allows_to_match_is_never_wrong(pattern in schemas::pattern(), schema in schema()) {
        let Some(pattern) = parse(&pattern) else { return Ok(()) };
        let (values, complete) = values(&schema, &schema);
        let matching = values.iter().map(ToString::to_string)
            .find(|text| pattern.matches(&Event::parse(text).unwrap()));
        match (pattern.can_match_schema(&schema), matching) {
            (Answer::No(why), Some(event)) => {
                prop_assert!(false, "{} matches {}, of {}, but: {}", pattern, event, schema, why);
            }
            (Answer::Yes, None) => {
                prop_assert!(!complete, "{} matches nothing of {}", pattern, schema);
            }
            _ => {}
        }
    }

    /// `No` to `covers` comes with an event.
    #[test]
    fn what_is_not_covered_is_shown(wide in pattern(), narrow in pattern()) {
        let (Some(wide), Some(narrow)) = (parse(&wide), parse(&narrow)) else { return Ok(()) };
        let Answer::No(why) = wide.covers(&narrow) else { return Ok(()) };
        let event = why.strip_prefix("for example, it does not match ").unwrap();
        let event = Event::parse(event).unwrap();
        prop_assert!(narrow.matches(&event) && !wide.matches(&event), "{} {} {}", wide, narrow, why);
    }

    #[test]
    fn no_text_makes_anything_panic(text in noise()) {
        let _ = Pattern::parse(&text).map(|p| p.to_string());
        let _ = Event::parse(&text);
        let _ = coagent_pattern::validate_test_event(&text);
        let mut set = PatternSet::new();
        set.insert(0, Pattern::parse(r#"{"a":{"b":["x",1]},"c":[{"exists":false}]}"#).unwrap());
        let _ = set.matches_bytes(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 30, ..ProptestConfig::default() })]

    /// Enough patterns to fill indexes, added and removed in between.
    #[test]
    fn a_set_agrees_with_its_patterns(
        patterns in prop::collection::vec(pattern(), 1..100),
        removed in prop::collection::vec(any::<bool>(), 120),
        events in prop::collection::vec(event(), 1..4),
        picks in prop::collection::vec(0..12usize, 8),
    ) {
        let aimed = patterns.iter().take(4).map(|p| aimed(p, &mut picks.iter().copied()));
        let events: Vec<Object> = aimed.chain(events).collect();
        let patterns: Vec<Pattern> = patterns.iter().filter_map(parse).collect();
        let mut set = PatternSet::new();
        for (key, pattern) in patterns.iter().enumerate() {
            set.insert(key, pattern.clone());
        }
        check(&set, &patterns, |_| true, &events)?;
        for key in (0..patterns.len()).filter(|key| removed[*key]) {
            prop_assert!(set.remove(&key));
            prop_assert!(!set.remove(&key));
        }
        check(&set, &patterns, |key| !removed[key], &events)?;
        for key in (0..patterns.len()).filter(|key| removed[*key]) {
            set.insert(key, patterns[key].clone());
        }
        prop_assert_eq!(set.len(), patterns.len());
        check(&set, &patterns, |_| true, &events)?;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 150, ..ProptestConfig::default() })]

    #[test]
    fn a_set_agrees_with_a_crowd_of_patterns(
        patterns in crowd(),
        removed in prop::collection::vec(any::<bool>(), 90),
        events in prop::collection::vec(visitor(), 1..6),
    ) {
        let patterns: Vec<Pattern> = patterns.iter().filter_map(parse).collect();
        let mut set = PatternSet::new();
        for (key, pattern) in patterns.iter().enumerate() {
            set.insert(key, pattern.clone());
        }
        check(&set, &patterns, |_| true, &events)?;
        for key in (0..patterns.len()).filter(|key| removed[*key]) {
            prop_assert!(set.remove(&key));
        }
        check(&set, &patterns, |key| !removed[key], &events)?;
    }
}

fn check(
    set: &PatternSet<usize>,
    patterns: &[Pattern],
    is_in: impl Fn(usize) -> bool,
    events: &[Object],
) -> Result<(), TestCaseError> {
    let mut scratch = Scratch::new();
    for event in events {
        let text = Json::Object(event.clone()).to_string();
        let event = Event::parse(&text).expect("an event");
        let expected: Vec<usize> = (0..patterns.len())
            .filter(|key| is_in(*key) && patterns[*key].matches(&event))
            .collect();
        prop_assert_eq!(&set.matches(&event), &expected, "{}", text);
        prop_assert_eq!(
            &set.matches_bytes(text.as_bytes()).expect("an event"),
            &expected,
            "{}",
            text
        );
        let mut visited = Vec::new();
        set.visit_matches(&mut scratch, text.as_bytes(), |key| visited.push(*key))
            .expect("an event");
        visited.sort_unstable();
        prop_assert_eq!(&visited, &expected, "{}", text);
    }
    Ok(())
}
