//! One test per intrinsic function: what it gives, and what it says when it does not apply.

use serde_json::json;

use crate::testing::{Created, bind, bind_with, evaluate};

fn gives(expression: &str, expected: serde_json::Value) {
    match evaluate(expression) {
        Ok(value) => assert_eq!(value, expected, "{expression}"),
        Err(errors) => panic!("{expression}: {errors}"),
    }
}

fn refuses(expression: &str, message: &str) {
    let errors = evaluate(expression).expect_err(expression).to_string();
    assert!(errors.contains(message), "{expression}: {errors}");
    assert!(errors.starts_with("t.yaml:15:"), "{expression}: {errors}");
}

#[test]
fn data_is_typed_as_written() {
    gives(
        "{A: [1, '1', true, x], B: 1.5}",
        json!({"A": [1, "1", true, "x"], "B": 1.5}),
    );
    gives("012345678901", json!("012345678901"));
}

#[test]
fn reference() {
    gives("!Ref Env", json!("dev"));
    gives("{Ref: Queue}", json!("Queue-name"));
    gives("!Ref AWS::Region", json!("eu-west-1"));
    gives("!Ref Zones", json!(["a", "b", "c"]));
    refuses(
        "!Ref Queu",
        "`Queu` is neither a parameter nor a resource (did you mean `Queue`?)",
    );
}

#[test]
fn no_value_removes_what_it_stands_for() {
    gives(
        "{A: 1, B: !Ref AWS::NoValue, C: [x, !Ref AWS::NoValue]}",
        json!({"A": 1, "C": ["x"]}),
    );
    gives("!If [No, x, !Ref AWS::NoValue]", json!(null));
}

#[test]
fn get_att() {
    gives("!GetAtt Queue.Arn", json!("Queue.Arn"));
    gives("{Fn::GetAtt: [Queue, !Ref Env]}", json!("Queue.dev"));
    gives("{Fn::GetAtt: Queue.Arn}", json!("Queue.Arn"));
    gives("!GetAtt Queue.Nested.Arn", json!("Queue.Nested.Arn"));
    refuses(
        "!GetAtt Qeue.Arn",
        "`Qeue` is not a resource of this template (did you mean `Queue`?)",
    );
    refuses("!GetAtt Env.Arn", "`Env` is not a resource");
}

#[test]
fn sub() {
    gives(
        "!Sub '${Env}-${Queue.Arn}-${!Kept}-${AWS::Partition}'",
        json!("dev-Queue.Arn-${Kept}-aws"),
    );
    gives(
        "!Sub ['${A}/${Env}', {A: !Ref Queue}]",
        json!("Queue-name/dev"),
    );
    gives("!Sub ['${Env}', {Env: mine}]", json!("mine"));
    refuses("!Sub 'a ${Queu}'", "`Queu` is neither");
    refuses("!Sub '${Zones}'", "`${Zones}` is not text");
    refuses("!Sub '${not a name}'", "is not a variable name");
}

#[test]
fn a_variable_of_sub_is_reported_where_it_stands() {
    let errors = evaluate("!Sub 'a ${Queu}'")
        .expect_err("unknown")
        .to_string();
    assert!(errors.starts_with("t.yaml:15:18: "), "{errors}");
}

#[test]
fn join() {
    gives("!Join ['-', [a, 1, !Ref Env]]", json!("a-1-dev"));
    gives("!Join [',', !Ref Zones]", json!("a,b,c"));
    refuses("!Join ['-', [[a]]]", "joins text");
    refuses("!Join ['-', a]", "takes a list");
}

#[test]
fn select_and_split() {
    gives("!Select [1, [a, b]]", json!("b"));
    gives(
        "!Select ['5', !Split [':', 'arn:aws:sqs:r:1:name']]",
        json!("name"),
    );
    refuses("!Select [2, [a, b]]", "has no item 2: the list has 2");
}

#[test]
fn conditions() {
    gives("!If ['Yes', a, b]", json!("a"));
    gives("!If ['No', a, b]", json!("b"));
    gives("!If ['No', !GetAtt Queue.Missing, b]", json!("b"));
    refuses("!If [Maybe, a, b]", "there is no condition `Maybe`");
}

#[test]
fn find_in_map() {
    gives("!FindInMap [Sizes, !Ref Env, Small]", json!(1));
    gives("!FindInMap [Sizes, dev, List]", json!(["x", "y"]));
    gives(
        "!FindInMap [Sizes, prod, Small, {DefaultValue: 9}]",
        json!(9),
    );
    refuses(
        "!FindInMap [Sizes, prod, Small]",
        "mapping `Sizes` has no key `prod`",
    );
    refuses(
        "!FindInMap [Sizes, dev, Smal]",
        "no key `Smal` (did you mean `Small`?)",
    );
    refuses(
        "!FindInMap [Size, dev, Small]",
        "no mapping `Size` (did you mean `Sizes`?)",
    );
}

#[test]
fn import_value() {
    gives("!ImportValue shared", json!("imported"));
    gives(
        "{Fn::ImportValue: !Sub 'shar${E}'}"
            .replace("${E}", "ed")
            .as_str(),
        json!("imported"),
    );
    refuses("!ImportValue other", "export `other` of another stack");
}

#[test]
fn base64_length_and_json() {
    gives("!Base64 hello", json!("aGVsbG8="));
    gives("{Fn::Length: !Ref Zones}", json!(3));
    gives(
        "{Fn::ToJsonString: {A: [1, !Ref Env]}}",
        json!("{\"A\":[1,\"dev\"]}"),
    );
}

#[test]
fn addresses_and_zones() {
    gives(
        "!Select [1, !Cidr [10.0.0.0/16, 2, 8]]",
        json!("10.0.1.0/24"),
    );
    gives(
        "!GetAZs ''",
        json!(["eu-west-1a", "eu-west-1b", "eu-west-1c"]),
    );
    refuses("!Cidr [nonsense, 1, 1]", "not an address block");
}

#[test]
fn dynamic_references_and_transforms_are_not_available() {
    refuses(
        "'{{resolve:ssm:/name}}'",
        "not available: dynamic reference `{{resolve:ssm:/name}}`",
    );
    refuses("{Fn::Transform: {Name: AWS::Include}}", "not available");
}

#[test]
fn logic_of_conditions() {
    let text = |condition: &str| {
        format!(
            "Parameters: {{E: {{Type: String}}}}
Conditions:
  Is: {condition}
Resources: {{Q: {{Type: A::B::C, Condition: Is}}}}"
        )
    };
    for (condition, expected) in [
        ("!Equals [!Ref E, a]", true),
        ("!Equals [1, '1']", true),
        ("!Not [!Equals [!Ref E, a]]", false),
        ("!And [!Equals [!Ref E, a], !Equals [b, c]]", false),
        ("!Or [!Equals [!Ref E, a], !Equals [b, c]]", true),
    ] {
        let bound = bind_with(&text(condition), &[("E", "a")]).expect(condition);
        assert_eq!(bound.condition("Is"), Some(expected), "{condition}");
        assert_eq!(
            bound.resources().len(),
            usize::from(expected),
            "{condition}"
        );
    }
}

#[test]
fn outputs_follow_their_condition() {
    let bound = bind(
        "Conditions: {No: !Equals [a, b]}
Resources: {Q: {Type: AWS::SQS::Queue}}
Outputs:
  Url: {Value: !Ref Q, Description: The queue, Export: {Name: !Sub '${AWS::StackName}-q'}}
  Gone: {Value: x, Condition: 'No'}",
    );
    let outputs = bound.outputs(&Created).expect("outputs");
    assert_eq!(outputs.len(), 1);
    assert_eq!(
        (outputs[0].name.as_str(), outputs[0].value.as_str()),
        ("Url", "Q-name")
    );
    assert_eq!(outputs[0].export_name.as_deref(), Some("app-q"));
}

#[test]
fn an_output_is_text() {
    let text =
        |value: &str| format!("Resources: {{Q: {{Type: A::B::C}}}}\nOutputs: {{O: {value}}}");
    let bound = bind(&text("{Value: [a]}"));
    let errors = bound.outputs(&Created).expect_err("a list").to_string();
    assert_eq!(errors, "t.yaml:2:22: an output must be text");
    let errors = bind_with(&text("{Description: x}"), &[])
        .expect_err("no value")
        .to_string();
    assert_eq!(errors, "t.yaml:2:11: output `O` has no `Value`");
}
