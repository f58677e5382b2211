//! What is refused is refused in EventBridge's own words, Jackson's position included: people
//! search for them.

use super::*;

/// Patterns, and why the service says that they are none.
const PATTERNS: [(&str, &str); 9] = [
    (
        r#"{"source":"shop"}"#,
        "\"source\" must be an object or an array\n at [Source: (String)\"{\"source\":\"shop\"}\"; line: 1, column: 12]",
    ),
    (
        r#"{"source":[]}"#,
        "Empty arrays are not allowed\n at [Source: (String)\"{\"source\":[]}\"; line: 1, column: 13]",
    ),
    (
        r#"{"detail":{}}"#,
        "Empty objects are not allowed\n at [Source: (String)\"{\"detail\":{}}\"; line: 1, column: 13]",
    ),
    (
        r#"{"a":[{"prefx":"x"}]}"#,
        "Unrecognized match type prefx\n at [Source: (String)\"{\"a\":[{\"prefx\":\"x\"}]}\"; line: 1, column: 17]",
    ),
    (
        r#"{"a":[{"numeric":["<",5,">",0]}]}"#,
        "Too many elements in numeric expression",
    ),
    (
        r#"{"a":[{"wildcard":"x**"}]}"#,
        "Consecutive wildcard characters at pos 2",
    ),
    (
        r#"{"a":[{"wildcard":"*:*:*:*:*:event-bus/*"}]}"#,
        "Rule is too complex - try using fewer wildcard characters or fewer repeating character sequences after a wildcard character",
    ),
    (
        r#"{"$or":[{"a":[1]}]}"#,
        "There must have at least 2 Objects in $or relationship.",
    ),
    (
        r#"{"$or":[{"prefix":[1]},{"b":[1]}]}"#,
        "prefix is Ruler reserved fieldName which cannot be used inside $or.",
    ),
];

const EVENT: &str = r#"{"id":"1","account":"1","source":"shop","time":"2026-11-21T00:00:00Z","region":"r","detail-type":"d"}"#;

#[tokio::test]
async fn a_pattern_is_refused_alike_by_a_test_and_by_a_rule() {
    let bench = Bench::new();
    for (pattern, why) in PATTERNS {
        let expected = format!("Event pattern is not valid. Reason: {why}");
        let test = json!({"EventPattern": pattern, "Event": EVENT});
        let rule = json!({"Name": "r", "EventPattern": pattern});
        for (operation, input) in [("TestEventPattern", test), ("PutRule", rule)] {
            let fault = bench.fault(operation, input).await;
            assert_eq!(fault.code, "InvalidEventPatternException", "{pattern}");
            assert!(fault.message.starts_with(&expected), "{operation}: {fault}");
        }
    }
}

#[tokio::test]
async fn an_event_that_cannot_be_tested_is_refused_without_a_reason() {
    let bench = Bench::new();
    for (event, message) in [
        ("[]", "Parameter Event is not valid."),
        (r#"{"id":"1"}"#, "Parameter Event is not valid."),
        (
            &EVENT.replace("2026-11-21T00:00:00Z", "today"),
            "Invalid time.",
        ),
    ] {
        let test = json!({"EventPattern": r#"{"source":["shop"]}"#, "Event": event});
        let fault = bench.fault("TestEventPattern", test).await;
        assert_eq!(
            (fault.code.as_ref(), fault.message.as_str()),
            ("ValidationException", message)
        );
    }
}

#[tokio::test]
async fn a_target_is_refused_by_its_id() {
    let bench = Bench::new();
    let rule = json!({"Name": "r", "EventPattern": r#"{"source":["shop"]}"#});
    bench.ok("PutRule", rule).await;
    let transformer = |paths: Value, template: &str| json!({"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}});
    let inputs = [
        (
            json!({"Input": "{"}),
            "JSON syntax error in input for target t: [Source: (String)\"{\"; line: 1, column: 2]",
        ),
        (
            json!({"InputPath": "detail"}),
            "InputPath for target t is invalid.",
        ),
        (
            json!({"InputPath": "$.detail['a']"}),
            "InputPath for target t is invalid.",
        ),
        (
            json!({"InputPath": "$", "Input": "{}"}),
            "Only one of Input, InputPath, or InputTransformer must be provided for target t.",
        ),
        (
            transformer(json!({"n": "$.detail.n"}), "{\"n\": <m>}"),
            "InputTemplate for target t contains invalid placeholder m.",
        ),
        (
            transformer(json!({"n": "$.detail.n"}), "got <n>"),
            "Invalid InputTemplate for target t : [Source: (String)\"got null\"; line: 1, column: 1].",
        ),
        (
            transformer(json!({"n": "$.detail.n"}), "{<n>: 1}"),
            "InputTemplate placeholder present as a JSON object key for target t.",
        ),
        (
            transformer(json!({}), "<aws.events.event.json>"),
            "InputTemplate for target t contains placeholder aws.events.event.json valid only for JSON template.",
        ),
    ];
    for (mut target, message) in inputs {
        target["Id"] = json!("t");
        target["Arn"] = json!("arn:aws:sqs:us-east-1:000000000000:q");
        let fault = bench
            .fault("PutTargets", json!({"Rule": "r", "Targets": [target]}))
            .await;
        assert_eq!(
            (fault.code.as_ref(), fault.message.as_str()),
            ("ValidationException", message)
        );
    }
}
