//! What the value of a property depends on.

use super::Bound;
use super::references::{Mention, Visitor};
use crate::intrinsic::{self, Call};
use crate::node::{Node, NodeKind};
use crate::template::Declaration;

/// What an expression asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Dependence {
    /// The value of a parameter.
    Parameter(String),
    /// What `Ref` of a resource gives.
    Resource(String),
    /// What `Fn::GetAtt` of a resource gives: its logical id and the attribute's name.
    Attribute(String, String),
}

impl Bound {
    /// What the value at a place of a resource's properties depends on, each thing once. A place
    /// such as `["Targets", "0", "Arn"]` that is inside of what a function makes is the function's.
    pub fn dependences(&self, logical_id: &str, place: &[&str]) -> Vec<Dependence> {
        let properties = self
            .declaration(logical_id)
            .and_then(Declaration::properties);
        let mut found = Vec::new();
        if let Some(node) = properties.and_then(|properties| at(properties, place)) {
            let mut note = |mention: Mention<'_>| {
                let dependence = self.dependence(mention);
                found.extend(dependence.filter(|one| !found.contains(one)));
            };
            Visitor::new(&self.frame, &mut note).visit(node, true);
        }
        found
    }

    /// A property as it is written, functions and all.
    pub fn written(&self, logical_id: &str, property: &str) -> Option<serde_json::Value> {
        let properties = self.declaration(logical_id)?.properties()?;
        properties.get(property).map(Node::to_json)
    }

    fn dependence(&self, mention: Mention<'_>) -> Option<Dependence> {
        match mention {
            Mention::Name {
                name, live: true, ..
            } if self.frame.parameters.contains_key(name) => {
                Some(Dependence::Parameter(name.to_owned()))
            }
            Mention::Name {
                name, live: true, ..
            } if self.frame.resources.contains_key(name) => {
                Some(Dependence::Resource(name.to_owned()))
            }
            Mention::Attribute {
                resource,
                attribute,
                live: true,
                ..
            } => Some(Dependence::Attribute(
                resource.to_owned(),
                attribute.to_owned(),
            )),
            _ => None,
        }
    }
}

/// The node at a place, or the function that makes what is there.
fn at<'a>(node: &'a Node, place: &[&str]) -> Option<&'a Node> {
    let Some((step, rest)) = place.split_first() else {
        return Some(node);
    };
    if intrinsic::recognise(node).is_some() {
        return Some(node);
    }
    match node.kind() {
        NodeKind::Map(_) => at(node.get(step)?, rest),
        // What is left out moves the items behind it.
        NodeKind::List(items) if items.iter().any(may_be_left_out) => Some(node),
        NodeKind::List(items) => at(items.get(step.parse::<usize>().ok()?)?, rest),
        NodeKind::Scalar(_) => None,
    }
}

fn may_be_left_out(item: &Node) -> bool {
    match intrinsic::recognise(item) {
        Some(Ok(Call::If { .. })) => true,
        Some(Ok(Call::Ref(name))) => name.text() == Some("AWS::NoValue"),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use super::*;
    use crate::{Pseudo, Template};

    fn bound(properties: &str) -> Bound {
        let text = format!(
            "Parameters: {{Stage: {{Type: String, Default: dev}}, Kind: {{Type: String, Default: x}}}}
Conditions: {{IsLive: !Equals [!Ref Stage, live]}}
Mappings: {{Sizes: {{dev: {{delay: 1}}, live: {{delay: 9}}}}}}
Resources:
  Dead: {{Type: AWS::SQS::Queue}}
  Q: {{Type: AWS::SQS::Queue, Properties: {properties}}}
"
        );
        let template = Template::parse("t.yaml", &text).unwrap();
        template.bind(&BTreeMap::new(), &Pseudo::open()).unwrap()
    }

    fn parameter(name: &str) -> Dependence {
        Dependence::Parameter(name.to_owned())
    }

    fn arn_of_dead() -> Dependence {
        Dependence::Attribute("Dead".to_owned(), "Arn".to_owned())
    }

    #[test]
    fn names_are_told_apart_and_told_once() {
        let bound =
            bound("{QueueName: !Sub '${Stage}-${Dead}-${Dead.Arn}-${Stage}-${AWS::Region}'}");
        let found = bound.dependences("Q", &["QueueName"]);
        let dead = Dependence::Resource("Dead".to_owned());
        assert_eq!(found, [parameter("Stage"), dead, arn_of_dead()]);
        assert_eq!(bound.dependences("Q", &["DelaySeconds"]), []);
        assert_eq!(bound.dependences("Nothing", &["QueueName"]), []);
    }

    #[test]
    fn a_place_has_its_own() {
        let bound = bound(
            "{RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: !Ref Stage},
              Tags: [{Key: a, Value: b}, {Key: c, Value: !Ref Kind}]}",
        );
        let at = |place: &[&str]| bound.dependences("Q", place);
        let dead = ["RedrivePolicy", "deadLetterTargetArn"];
        assert_eq!(at(&dead), [arn_of_dead()]);
        assert_eq!(at(&["RedrivePolicy"]), [arn_of_dead(), parameter("Stage")]);
        assert_eq!(at(&["Tags", "0", "Value"]), []);
        assert_eq!(at(&["Tags", "1", "Value"]), [parameter("Kind")]);
    }

    #[test]
    fn inside_of_what_a_function_makes_all_of_it_counts_and_of_a_choice_what_is_chosen() {
        let bound = bound(
            "{DelaySeconds: !FindInMap [Sizes, !Ref Stage, delay],
              RedrivePolicy: !If [IsLive, {deadLetterTargetArn: !GetAtt Dead.Arn}, {deadLetterTargetArn: !Ref Kind}]}",
        );
        let at = |place: &[&str]| bound.dependences("Q", place);
        assert_eq!(at(&["DelaySeconds"]), [parameter("Stage")]);
        assert_eq!(
            at(&["RedrivePolicy", "deadLetterTargetArn"]),
            [parameter("Kind")]
        );
    }

    #[test]
    fn what_is_written_is_not_worked_out() {
        let bound = bound("{QueueName: !Ref Stage, DelaySeconds: 5}");
        let written = |name| bound.written("Q", name);
        assert_eq!(written("QueueName"), Some(json!({ "Ref": "Stage" })));
        assert_eq!(written("DelaySeconds"), Some(json!(5)));
        assert_eq!(written("FifoQueue"), None);
    }
}
