//! Patterns, rules and templates, judged without AWS.

use crate::common::World;

const EVENT: &str = r#"{"source":"bayon.coagent.user","detail-type":"User Created","detail":{}}"#;

#[test]
fn a_match_is_0_and_no_match_is_1_with_the_reason() {
    let world = World::new();
    world.write("event.json", EVENT);
    let matches = world.run_args(&[
        "pattern",
        "test",
        r#"{"source":[{"prefix":"bayon"}]}"#,
        "event.json",
    ]);
    assert_eq!(
        (matches.code, matches.stdout.as_str()),
        (0, "the event matches\n")
    );
    let other = world.run_args(&["pattern", "test", r#"{"source":["shop"]}"#, "event.json"]);
    assert_eq!(other.code, 1, "{other}");
    assert!(
        other
            .stdout
            .contains(r#"source is "bayon.coagent.user"; expected ["shop"]"#),
        "{other}"
    );
}

#[test]
fn an_invalid_pattern_is_shown_where_it_is_wrong() {
    let world = World::new();
    world.write(
        "pattern.json",
        "{\"source\":\n  [{\"prefx\": \"bayon\"}]}\n",
    );
    assert_ran!(world.run("pattern check pattern.json"));
    let valid = world.run_args(&["pattern", "check", r#"{"source":["a"]}"#]);
    assert_eq!(valid.code, 0, "{valid}");
}

#[test]
fn each_alternative_of_an_or_has_its_reason() {
    let world = World::new();
    let pattern = r#"{"$or":[{"source":["shop"]},{"detail":{"n":[{"numeric":[">",5]}]}}]}"#;
    let event = r#"{"source":"depot","detail":{"n":3}}"#;
    let ran = world.run_args(&["pattern", "test", pattern, event]);
    assert_eq!(ran.code, 1, "{ran}");
    assert_eq!(
        ran.stdout,
        "the event does not match: none of the 2 alternatives does\n  \
         1. source is \"depot\"; expected [\"shop\"]\n  \
         2. detail.n is 3; expected [{\"numeric\":[\">\",5]}]\n"
    );
}

#[test]
fn what_cannot_be_read_is_2_with_its_place() {
    let world = World::new();
    world.write("event.json", EVENT);
    world.write("broken.json", "{\"source\": }");
    let pattern = world.run_args(&["pattern", "test", r#"{"source":"a"}"#, "event.json"]);
    assert_eq!(pattern.code, 2, "{pattern}");
    assert!(
        pattern
            .stderr
            .contains(r#""source" must be an object or an array"#),
        "{pattern}"
    );
    let event = world.run_args(&["pattern", "test", r#"{"source":["a"]}"#, "broken.json"]);
    assert_eq!(event.code, 2, "{event}");
    assert!(event.stderr.contains("broken.json:1:"), "{event}");
    let ruled = world.run("rules test --event broken.json");
    assert_eq!(ruled.code, 2, "{ruled}");
}

#[test]
fn what_follows_a_pattern_is_a_warning() {
    let world = World::new();
    let ran = world.run_args(&["pattern", "check", r#"{"source":["a"]} x"#]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(
        ran.stdout
            .starts_with("The pattern is valid; it looks at source\nWarning: "),
        "{ran}"
    );
}

#[test]
fn what_the_service_refuses_as_too_complex_is_refused() {
    let world = World::new();
    let ran = world.run_args(&[
        "pattern",
        "check",
        r#"{"a":[{"wildcard":"*:*:*:*:*:e-b/*"}]}"#,
    ]);
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("Rule is too complex"), "{ran}");
}

#[test]
fn an_event_fires_the_rules_of_the_shipped_template() {
    let world = World::new();
    world.write("event.json", EVENT);
    let answer = world.json("rules test --event event.json");
    let rules = answer["rules"].as_array().expect("rules");
    let firing = rules.iter().filter(|rule| rule["fires"] == true);
    let mut firing: Vec<&str> = firing.filter_map(|rule| rule["rule"].as_str()).collect();
    firing.sort_unstable();
    assert_eq!(
        firing,
        [
            "bayon-coagent-life-event-processor-local",
            "bayon-coagent-notification-processor-local"
        ]
    );
    let named = world.run("rules test --event event.json --rule bayon-coagent-user-events-local");
    assert_eq!(named.code, 1, "{named}");
}

#[test]
fn a_rule_that_does_not_fire_says_why() {
    let world = World::new();
    world.write("event.json", r#"{"source":"shop","detail-type":"Sale"}"#);
    let rule = "bayon-coagent-notification-processor-local";
    let ran = world.run(&format!("rules test --event event.json --rule {rule}"));
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("is \"shop\"; expected "), "{ran}");
    assert_eq!(world.run("rules test --event event.json").code, 1);
    let unknown = world.run("rules test --event event.json --rule no-such-rule");
    assert_eq!(unknown.code, 2, "{unknown}");
    assert!(
        unknown.stderr.contains("There is no rule `no-such-rule`"),
        "{unknown}"
    );
}

#[test]
fn the_shipped_application_is_clean() {
    let world = World::new();
    let ran = world.run("verify");
    assert_eq!(ran.code, 0, "{ran}");
}

#[test]
fn a_rule_without_permission_is_a_finding_with_its_place() {
    let world = World::new();
    world.write(
        "t.yaml",
        "\
Resources:
  Inbox: {Type: AWS::SQS::Queue, Properties: {QueueName: inbox}}
  Orders:
    Type: AWS::Events::Rule
    Properties:
      EventPattern: {source: [shop]}
      Targets:
        - {Id: inbox, Arn: !GetAtt Inbox.Arn}
",
    );
    let ran = world.run("verify --template t.yaml");
    assert_eq!(ran.code, 1, "{ran}");
    assert!(ran.stdout.contains("\terror\tqueue-policy\t"), "{ran}");
    assert!(ran.stdout.starts_with("t.yaml:"), "{ran}");
}

#[test]
fn a_check_says_why_it_matters() {
    let world = World::new();
    let ran = world.ok("verify --explain queue-policy");
    assert!(
        ran.stdout.contains("why\t") && ran.stdout.contains("source\t"),
        "{ran}"
    );
    assert_eq!(world.run("verify --explain queue-polcy").code, 2);
}
