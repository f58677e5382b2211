//! Parameters, dependencies, order, loops.

use crate::testing::{bind, bind_with, errors_of};

const PARAMETERS: &str = "Parameters:
  Env: {Type: String, AllowedValues: [dev, prod]}
  Size: {Type: Number, Default: 3, MinValue: 1, MaxValue: 5}
  Name: {Type: String, Default: abc, AllowedPattern: '[a-z]+', ConstraintDescription: lower case}
Resources: {Q: {Type: A::B::C}}
";

fn parameter_errors(given: &[(&str, &str)]) -> String {
    bind_with(PARAMETERS, given)
        .expect_err("refused")
        .to_string()
}

#[test]
fn a_missing_parameter_is_named_with_its_place_and_the_way_out() {
    assert_eq!(
        parameter_errors(&[]),
        "t.yaml:2:3: parameter `Env` needs a value: it has no default (give Env=VALUE)"
    );
}

#[test]
fn constraints_of_parameters() {
    let with = |key, value| parameter_errors(&[("Env", "dev"), (key, value)]);
    assert!(with("Env", "x").contains("cannot be `x`: allowed are dev, prod"));
    assert!(with("Size", "9").contains("the most is 5"));
    assert!(with("Size", "many").contains("must be a number"));
    assert!(with("Name", "ABC").contains("must match `[a-z]+` (lower case)"));
    assert!(with("Nmae", "a").contains("no parameter `Nmae` (did you mean `Name`?)"));
}

#[test]
fn resources_are_created_after_what_they_mention() {
    let bound = bind(
        "Resources:
  A: {Type: A::B::C, Properties: {X: !Sub '${B.Arn}'}}
  B: {Type: A::B::C, DependsOn: D}
  C: {Type: A::B::C, Properties: {X: !Join ['', [!Ref A, !GetAtt B.Arn]]}}
  D: {Type: A::B::C}
",
    );
    assert_eq!(bound.creation_order().expect("order"), ["D", "B", "A", "C"]);
    assert_eq!(bound.resource("C").expect("C").depends_on, ["A", "B"]);
}

#[test]
fn a_ring_is_named() {
    let text = "Resources:
  Start: {Type: A::B::C, Properties: {X: !Ref A}}
  A: {Type: A::B::C, Properties: {X: !Ref B}}
  B: {Type: A::B::C, DependsOn: A}
";
    let errors = errors_of(text);
    assert!(
        errors[0].starts_with("t.yaml:3:3: resources depend on each other: A → B → A"),
        "{errors:?}"
    );
}

#[test]
fn conditions_in_a_ring_are_named() {
    let errors = errors_of(
        "Conditions:
  A: !Not [!Condition B]
  B: !Not [!Condition A]
Resources: {Q: {Type: A::B::C}}",
    );
    assert_eq!(
        errors,
        ["t.yaml:2:3: conditions refer to each other: A → B → A"]
    );
}

#[test]
fn a_reference_to_what_is_not_created_needs_a_guard() {
    let text = |value: &str| {
        format!(
            "Conditions: {{No: !Equals [a, b]}}
Resources:
  Q: {{Type: A::B::C, Condition: 'No'}}
  R: {{Type: A::B::C, DependsOn: Q, Properties: {{X: {value}}}}}"
        )
    };
    assert!(
        errors_of(&text("!Ref Q"))[0].contains("`Q` is not created: its condition `No` is false")
    );
    assert_eq!(
        errors_of(&text("!If ['No', !Ref Q, x]")),
        Vec::<String>::new()
    );
}

#[test]
fn a_condition_cannot_ask_for_a_resource() {
    let errors = errors_of("Conditions: {C: !Equals [!Ref Q, x]}\nResources: {Q: {Type: A::B::C}}");
    assert!(
        errors[0].contains("a condition cannot depend on a resource"),
        "{errors:?}"
    );
}

#[test]
fn loops_are_written_out() {
    let bound = bind_with(
        "Transform: AWS::LanguageExtensions
Parameters: {Names: {Type: CommaDelimitedList, Default: 'a-1,b'}}
Resources:
  Fn::ForEach::Queues:
    - Name
    - !Ref Names
    - Queue&{Name}:
        Type: AWS::SQS::Queue
        Properties: {QueueName: !Sub 'q-${Name}', Plain: !Ref Name}
",
        &[],
    )
    .unwrap_or_else(|errors| panic!("{errors}"));
    let ids: Vec<_> = bound
        .resources()
        .iter()
        .map(|r| r.logical_id.as_str())
        .collect();
    assert_eq!(ids, ["Queuea1", "Queueb"]);
    let properties = bound
        .evaluate_properties("Queuea1", &crate::testing::Created)
        .expect("evaluates");
    assert_eq!(
        properties,
        serde_json::json!({"QueueName": "q-a-1", "Plain": "a-1"})
    );
}

#[test]
fn rules_assert_about_parameters() {
    let text =
        "Parameters: {Env: {Type: String, Default: prod}, Size: {Type: String, Default: small}}
Rules:
  Big:
    RuleCondition: !Equals [!Ref Env, prod]
    Assertions:
      - Assert: {'Fn::Contains': [[large], !Ref Size]}
        AssertDescription: production is large
Resources: {Q: {Type: A::B::C}}";
    assert!(errors_of(text)[0].contains("rule `Big` does not hold: production is large"));
    assert!(bind_with(text, &[("Size", "large")]).is_ok());
    assert!(bind_with(text, &[("Env", "dev")]).is_ok());
}

#[test]
fn policies_of_deletion() {
    use crate::DeletionPolicy;
    let bound = bind("Resources: {T: {Type: A::B::C, DeletionPolicy: Retain}}");
    assert_eq!(bound.resources()[0].deletion_policy, DeletionPolicy::Retain);
    let errors = errors_of("Resources: {T: {Type: A::B::C, DeletionPolicy: Retian}}");
    assert!(errors[0].contains("`Retian` is not a DeletionPolicy (did you mean `Retain`?)"));
}

#[test]
fn an_open_bind_leaves_parameters_without_values_open() {
    let template = crate::Template::parse("t.yaml", PARAMETERS).expect("parses");
    let bound = template
        .bind_open(&Default::default(), &crate::Pseudo::open())
        .expect("binds");
    assert_eq!(bound.parameter("Env"), Some(crate::token::opaque("Env")));
    assert_eq!(bound.parameter("Size").as_deref(), Some("3"));
}
