//! What the AWS::LanguageExtensions transform adds to the language: loops, names that functions
//! make, and a few functions. Without the transform CloudFormation refuses them.

use super::{foreach, names};
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::Frame;
use crate::node::{Node, NodeKind};
use crate::position::Span;
use crate::template::Template;

pub(crate) const TRANSFORM: &str = "AWS::LanguageExtensions";

/// The template's tree with every loop written out and every computed name as text. What needs the
/// transform and does not have it is reported.
pub(super) fn expand(template: &Template, frame: &Frame, reporter: &mut Reporter) -> Node {
    let mut used = Vec::new();
    uses(&template.root, &mut used);
    if used.is_empty() {
        return template.root.clone();
    }
    if !template.transforms().contains(&TRANSFORM) {
        used.into_iter()
            .for_each(|used| reporter.error(undeclared(used)));
    }
    let root = foreach::expand(&template.root, frame, reporter);
    let template = Template {
        root,
        ..template.clone()
    };
    names::compute(&template, frame, reporter)
}

fn undeclared((what, span): (String, Span)) -> Problem {
    let message = format!("{what} needs the transform `{TRANSFORM}`");
    Problem::new("language-extensions", span, message)
        .hint(format!("add `Transform: {TRANSFORM}` to the template"))
}

/// What a tree uses of the transform. Metadata is not evaluated.
fn uses(node: &Node, found: &mut Vec<(String, Span)>) {
    match node.kind() {
        NodeKind::Scalar(_) => {}
        NodeKind::List(items) => items.iter().for_each(|item| uses(item, found)),
        NodeKind::Map(entries) => {
            for entry in entries.iter().filter(|entry| entry.key != "Metadata") {
                if let Some(what) = use_of(&entry.key, &entry.value) {
                    found.push((what, entry.key_span));
                }
                uses(&entry.value, found);
            }
        }
    }
}

fn use_of(key: &str, argument: &Node) -> Option<String> {
    if key != "Ref" && !key.starts_with("Fn::") {
        return None;
    }
    let is_added = matches!(key, "Fn::Length" | "Fn::ToJsonString") || foreach::is_loop(key);
    let has_default = || argument.items().is_some_and(|items| items.len() == 4);
    if is_added {
        Some(format!("`{key}`"))
    } else if names::is_computed(key, argument) {
        Some(format!("a name in `{key}` that a function makes"))
    } else if key == "Fn::FindInMap" && has_default() {
        Some("`DefaultValue` in `Fn::FindInMap`".to_owned())
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use crate::testing::{bind_with, errors_of};

    const COMPUTED: &str = "Transform: AWS::LanguageExtensions
Parameters: {Kind: {Type: String, Default: Main, AllowedValues: [Main, Spare]}}
Mappings: {Queues: {Main: {Id: QueueMain}}}
Conditions: {IsMain: !Equals [!Ref Kind, Main]}
Resources:
  QueueMain: {Type: AWS::SQS::Queue}
  QueueSpare: {Type: AWS::SQS::Queue}
  Reader:
    Type: A::B::C
    Properties:
      Sub: {Ref: {'Fn::Sub': 'Queue${Kind}'}}
      Attribute: {'Fn::GetAtt': [!Join ['', [Queue, !Ref Kind]], !Sub 'Arn']}
      If: {Ref: !If [IsMain, QueueMain, QueueSpare]}
      Map: {Ref: !FindInMap [Queues, !Ref Kind, Id, DefaultValue: QueueSpare]}
";

    fn properties(text: &str, kind: &str) -> serde_json::Value {
        let bound = bind_with(text, &[("Kind", kind)]);
        let bound = bound.unwrap_or_else(|errors| panic!("{errors}"));
        assert_eq!(
            bound.resource("Reader").expect("it").depends_on,
            [format!("Queue{kind}")]
        );
        let scope = &crate::testing::Created;
        bound
            .evaluate_properties("Reader", scope)
            .unwrap_or_else(|errors| panic!("{errors}"))
    }

    #[test]
    fn names_may_be_made_by_functions() {
        for kind in ["Main", "Spare"] {
            let name = format!("Queue{kind}-name");
            assert_eq!(
                properties(COMPUTED, kind),
                serde_json::json!({
                    "Sub": name,
                    "Attribute": format!("Queue{kind}.Arn"),
                    "If": name,
                    "Map": name,
                })
            );
        }
    }

    #[test]
    fn a_computed_name_must_exist() {
        let text = COMPUTED.replace("'Queue${Kind}'", "'Qeue${Kind}'");
        assert_eq!(
            errors_of(&text),
            [
                "t.yaml:11:12: `QeueMain` is neither a parameter nor a resource (did you mean `QueueMain`?)"
            ]
        );
    }

    #[test]
    fn a_name_of_an_open_parameter_is_unknown() {
        let text = COMPUTED.replace("Default: Main, ", "");
        let template = crate::Template::parse("t.yaml", &text).expect("parses");
        let bound = template.bind_open(&Default::default(), &crate::Pseudo::open());
        let model = bound.unwrap_or_else(|errors| panic!("{errors}")).symbolic();
        let reader = model.resource("Reader").expect("it");
        assert!(
            reader
                .get("Sub")
                .and_then(crate::Value::first_unknown)
                .is_some()
        );
    }

    /// Errors without the way out, which is the same for all.
    fn refusals(text: &str) -> Vec<String> {
        let errors = errors_of(text);
        let way_out = " (add `Transform: AWS::LanguageExtensions` to the template)";
        assert!(
            errors.iter().all(|error| error.ends_with(way_out)),
            "{errors:?}"
        );
        let errors = errors.iter().map(|error| error.replace(way_out, ""));
        errors.collect()
    }

    #[test]
    fn what_the_transform_adds_needs_the_transform() {
        let text = COMPUTED.replace("Transform: AWS::LanguageExtensions", "Description: x");
        assert_eq!(
            refusals(&text),
            [
                "t.yaml:11:13: a name in `Ref` that a function makes needs the transform `AWS::LanguageExtensions`",
                "t.yaml:12:19: a name in `Fn::GetAtt` that a function makes needs the transform `AWS::LanguageExtensions`",
                "t.yaml:13:12: a name in `Ref` that a function makes needs the transform `AWS::LanguageExtensions`",
                "t.yaml:14:13: a name in `Ref` that a function makes needs the transform `AWS::LanguageExtensions`",
                "t.yaml:14:18: `DefaultValue` in `Fn::FindInMap` needs the transform `AWS::LanguageExtensions`",
            ]
        );
        let text = "Resources:
  Fn::ForEach::Queues: [Name, [a, b], {'Queue${Name}': {Type: AWS::SQS::Queue}}]
";
        assert_eq!(
            refusals(text),
            ["t.yaml:2:3: `Fn::ForEach::Queues` needs the transform `AWS::LanguageExtensions`"]
        );
    }
}
