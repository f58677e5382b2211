//! Whatever the text, reading it does not panic, and what it says points into the text.

use std::collections::BTreeMap;

use coagent_template::{Diagnostics, Pseudo, Template, Wiring};
use proptest::prelude::*;

fn points_into(text: &str, diagnostics: &Diagnostics) {
    for diagnostic in diagnostics.iter() {
        let start = diagnostic.span.start;
        let offset = start.offset as usize;
        assert!(text.is_char_boundary(offset), "{diagnostic}");
        assert!(diagnostic.span.end >= start, "{diagnostic}");
        if offset > 0 {
            let before = &text[..offset];
            let line = before.matches('\n').count() as u32 + 1;
            let column = before.rsplit('\n').next().unwrap_or("").chars().count() as u32 + 1;
            assert_eq!((start.line, start.column), (line, column), "{diagnostic}");
        }
    }
}

fn read(text: &str) {
    let bound = Template::parse("t.yaml", text)
        .and_then(|template| template.bind_open(&BTreeMap::new(), &Pseudo::open()));
    match bound {
        Ok(bound) => {
            let _ = bound.creation_order();
            let wiring = Wiring::from_model(&bound.symbolic());
            let _ = wiring.edges();
        }
        Err(errors) => {
            assert!(!errors.is_empty());
            points_into(text, &errors);
        }
    }
}

/// Pieces that make template-like texts, correct and not.
const PIECES: &[&str] = &[
    "Resources:",
    "Parameters:",
    "Conditions:",
    "Outputs:",
    "Mappings:",
    "Globals:",
    "Transform:",
    "AWS::Serverless-2016-10-31",
    "\n",
    "\n  ",
    "\n    ",
    "\n      ",
    "\t",
    "- ",
    ": ",
    "Type: ",
    "AWS::Events::Rule",
    "AWS::SQS::Queue",
    "AWS::Serverless::Function",
    "Properties:",
    "EventPattern: ",
    "Targets: ",
    "Q: ",
    "R: ",
    "!Ref ",
    "!GetAtt ",
    "!Sub ",
    "!Join ",
    "!If ",
    "!Unknown ",
    "Fn::ForEach::L: ",
    "Fn::Sub: ",
    "${Q}",
    "${R.Arn}",
    "${",
    "}",
    "{",
    "[",
    "]",
    ",",
    "&a ",
    "*a",
    "<<: ",
    "'",
    "\"",
    "|",
    ">",
    "é",
    "😀",
    "# note",
    "Q.Arn",
    "1",
    "true",
    "null",
    "{{resolve:ssm:x}}",
    "---\n",
    "...",
    "Events: ",
    "Schedule",
    "Condition: ",
    "DependsOn: ",
    "Key: ",
    "x",
];

fn piece() -> impl Strategy<Value = &'static str> {
    prop::sample::select(PIECES)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_text_is_read_without_a_panic(text in any::<String>()) {
        read(&text);
    }

    #[test]
    fn template_like_texts_are_read_without_a_panic(pieces in prop::collection::vec(piece(), 0..60)) {
        read(&pieces.concat());
    }

    /// A value is found where it was put, whatever stands before it.
    #[test]
    fn a_wrong_reference_is_reported_where_it_stands(
        comment in "[ -~é😀]{0,20}",
        lines in 0usize..5,
        indent in 1usize..6,
        name in "[a-z]{1,8}",
    ) {
        let blank = format!("# {comment}\n").repeat(lines);
        let pad = " ".repeat(indent);
        let text = format!(
            "{blank}Resources:\n{pad}It:\n{pad}{pad}Type: A::B::C\n{pad}{pad}Properties:\n{pad}{pad}{pad}é{name}: [1, !Ref Missing{name}]\n"
        );
        let bound = Template::parse("t.yaml", &text)
            .and_then(|template| template.bind(&BTreeMap::new(), &Pseudo::open()));
        let errors = bound.expect_err("it does not exist");
        points_into(&text, &errors);
        let at = errors[0].span.range();
        prop_assert_eq!(&text[at], format!("!Ref Missing{name}"));
        prop_assert_eq!(errors[0].span.start.line as usize, lines + 5);
    }
}

#[test]
fn cut_off_anywhere_and_damaged_anywhere_a_real_template_is_read_without_a_panic() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../templates/notes.yaml");
    let text = std::fs::read_to_string(path).expect("shipped");
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    for at in starts.iter().step_by(997) {
        read(&text[..*at]);
        read(&format!("{}\t: [{}", &text[..*at], &text[*at..]));
    }
}
