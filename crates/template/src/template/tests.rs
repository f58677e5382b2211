//! What a template's text must be.

use crate::testing::errors_of;
use crate::{Severity, Template};

fn first_error(text: &str) -> String {
    errors_of(text).first().cloned().unwrap_or_default()
}

#[test]
fn text_that_is_no_template() {
    assert!(first_error("").contains("the template is empty"));
    assert_eq!(
        first_error("just words"),
        "t.yaml:1:1: a template is a map of sections, not a scalar"
    );
    assert!(first_error("Resources: {A: [").contains("not valid YAML"));
    assert!(first_error("Description: x").contains("no `Resources` section"));
    assert!(first_error("a: 1\n---\nb: 2").contains("a single YAML document"));
}

#[test]
fn a_tab_in_the_indentation_is_named_with_its_place() {
    let error = first_error("Resources:\n  Q:\n\tType: A::B::C\n");
    assert_eq!(
        error,
        "t.yaml:3:1: a tab is used for indentation (YAML is indented with spaces)"
    );
}

#[test]
fn the_last_of_duplicate_keys_counts_and_both_places_are_named() {
    let text = "Resources:\n  Q: {Type: A::B::C}\n  Q: {Type: A::B::D}\n";
    let template = Template::parse("t.yaml", text).expect("AWS takes it");
    assert_eq!(
        template.warnings().to_string(),
        "t.yaml:3:3: duplicate key `Q` (what is at 2:3 does not count)"
    );
    let bound = crate::testing::bind(text);
    assert_eq!(bound.resources().len(), 1);
    assert_eq!(bound.resources()[0].type_name, "A::B::D");
}

#[test]
fn an_unknown_attribute_of_a_serverless_resource_is_left_out() {
    let text = "Transform: AWS::Serverless-2016-10-31\nResources: {T: {Type: AWS::Serverless::SimpleTable, Description: x}}";
    let template = Template::parse("t.yaml", text).expect("AWS takes it");
    let warnings = template.warnings().to_string();
    assert!(
        warnings.contains("unknown attribute `Description`"),
        "{warnings}"
    );
    crate::testing::bind(text);
}

#[test]
fn a_lone_dash_in_a_flow_is_text() {
    let bound = crate::testing::bind(
        "Resources:
  A: {Type: A::B::C, Properties: {X: !Join [-, [a, -, 'b -, c', -]], Y: -}}
  B: {Type: A::B::C, Properties: {X: [-], Y: !Ref A}}
",
    );
    let properties = |id| {
        let scope = &crate::testing::Created;
        bound.evaluate_properties(id, scope).expect("properties")
    };
    let wanted = serde_json::json!({"X": "a---b -, c--", "Y": "-"});
    assert_eq!(properties("A"), wanted);
    let wanted = serde_json::json!({"X": ["-"], "Y": "A-name"});
    assert_eq!(properties("B"), wanted);
    let error = first_error("Resources: {Q: {Type: A::B::C, Properties: {X: [-, !Ref No]}}}");
    assert!(error.starts_with("t.yaml:1:52: `No` is neither"), "{error}");
}

#[test]
fn custom_resources_alone_have_a_version() {
    for kind in ["Custom::Thing", "AWS::CloudFormation::CustomResource"] {
        let text = format!("Resources: {{T: {{Type: '{kind}', Version: '1.0'}}}}");
        Template::parse("t.yaml", &text).expect("AWS takes it");
    }
    let error = first_error("Resources: {T: {Type: AWS::SQS::Queue, Version: '1.0'}}");
    assert!(error.contains("unknown attribute `Version`"), "{error}");
}

#[test]
fn unknown_sections_and_attributes_come_with_a_suggestion() {
    assert!(
        first_error("Resuorces: {}")
            .contains("`Resuorces` at the top of the template (did you mean `Resources`?)")
    );
    let error = first_error("Resources: {Q: {Type: A::B::C, Propertise: {}}}");
    assert!(
        error.contains("unknown attribute `Propertise` (did you mean `Properties`?)"),
        "{error}"
    );
    assert!(first_error("Resources: {Q: {}}").contains("resource `Q` has no `Type`"));
    assert!(
        first_error("Resources: {my-queue: {Type: A::B::C}}").contains("only letters and digits")
    );
}

#[test]
fn json_is_read_with_positions() {
    let text = "{\n\t\"Resources\": {\n\t\t\"Q\": {\"Type\": \"A::B::C\", \"Properties\": {\"X\": {\"Ref\": \"No\"}}}\n\t}\n}";
    let error = first_error(text);
    assert!(error.starts_with("t.yaml:3:48: `No` is neither"), "{error}");
}

#[test]
fn aliases_and_merge_keys() {
    let text = "Metadata: {Base: &base {A: 1, B: 2}}
Resources:
  Q: {Type: A::B::C, Properties: {<<: *base, B: 3}}
  R: {Type: A::B::C, Properties: *base}
";
    let bound = crate::testing::bind(text);
    let properties = |id| {
        bound
            .evaluate_properties(id, &crate::testing::Created)
            .expect("evaluates")
    };
    assert_eq!(properties("Q"), serde_json::json!({"B": 3, "A": 1}));
    assert_eq!(properties("R"), serde_json::json!({"A": 1, "B": 2}));
    assert!(first_error("Resources: *nothing").contains("alias `*nothing` has no anchor"));
    assert!(first_error("Resources: &a {X: *a}").contains("refers to its own parent"));
}

#[test]
fn expansion_is_bounded() {
    let mut text = String::from("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
    for level in 1..12 {
        let before = level - 1;
        let refs = vec![format!("*a{before}"); 10].join(", ");
        text.push_str(&format!("a{level}: &a{level} [{refs}]\n"));
    }
    assert!(first_error(&text).contains("aliases expand to more than"));
    assert!(first_error(&"[".repeat(5_000)).contains("t.yaml:1:"));
    let mut chain = String::from("a0: &a0 x\n");
    for level in 1..3_000 {
        chain.push_str(&format!("a{level}: &a{level} [*a{}]\n", level - 1));
    }
    assert!(first_error(&chain).contains("nested deeper than"));
}

#[test]
fn several_problems_are_reported_at_once_in_source_order() {
    let text = "Resources:\n  Q: {Type: A::B::C, Wrong: 1}\n  R: {Type: A::B::C, Properties: {X: !Nope x}}\n";
    let errors = errors_of(text);
    assert_eq!(errors.len(), 2, "{errors:?}");
    assert!(errors[0].starts_with("t.yaml:2:") && errors[1].starts_with("t.yaml:3:"));
}

#[test]
fn parameters_are_listed_as_declared() {
    let text = "Parameters:
  Env: {Type: String, Default: dev, AllowedValues: [dev, prod], NoEcho: true, Description: where}
  Net: {Type: 'List<AWS::EC2::Subnet::Id>'}
Resources: {Q: {Type: A::B::C}}";
    let template = Template::parse("t.yaml", text).expect("parses");
    let env = template.parameters().next().expect("Env");
    assert_eq!(
        (env.name.as_str(), env.default.as_deref()),
        ("Env", Some("dev"))
    );
    assert_eq!(env.allowed_values, ["dev", "prod"]);
    assert!(env.no_echo && env.description.as_deref() == Some("where"));
    assert_eq!((env.span.start.line, env.span.start.column), (2, 3));
    let error = first_error("Parameters: {E: {Type: Strin}}\nResources: {Q: {Type: A::B::C}}");
    assert!(
        error.contains("unknown type `Strin` (did you mean `String`?)"),
        "{error}"
    );
}

#[test]
fn a_diagnostic_is_plain_data() {
    let errors = Template::parse("a.yaml", "Resources: {Q: {}}").expect_err("no type");
    assert_eq!(
        (errors[0].severity, errors[0].code),
        (Severity::Error, "no-type")
    );
    assert_eq!(&*errors[0].file, "a.yaml");
}
