//! Every name must exist; what a resource mentions it depends on.

use super::{Mention, Visitor};
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::{Frame, Truth};
use crate::node::Node;
use crate::position::Span;
use crate::template::{Declaration, Template};

/// Reports names that do not exist and returns, by index, what each declaration depends on.
pub(in crate::bind) fn check(
    template: &Template,
    frame: &Frame,
    declarations: &[Declaration],
    outputs: &Node,
    reporter: &mut Reporter,
) -> Vec<Vec<usize>> {
    let mut checker = Checker {
        template,
        frame,
        declarations,
        reporter,
    };
    for entry in template.section("Conditions") {
        checker.conditions(&entry.value);
    }
    for entry in outputs.entries().unwrap_or_default() {
        checker.condition_of(&entry.value);
        let live = exists(frame, entry.value.get("Condition").and_then(Node::text));
        checker.expression(&entry.value, live, &mut |_| {});
    }
    declarations
        .iter()
        .map(|declaration| checker.declaration(declaration))
        .collect()
}

/// Whether something with this condition exists, or may.
pub(in crate::bind) fn exists(frame: &Frame, condition: Option<&str>) -> bool {
    condition.is_none_or(|name| frame.condition(name) != Truth::False)
}

struct Checker<'a> {
    template: &'a Template,
    frame: &'a Frame,
    declarations: &'a [Declaration],
    reporter: &'a mut Reporter,
}

impl Checker<'_> {
    fn declaration(&mut self, declaration: &Declaration) -> Vec<usize> {
        self.condition_of(&declaration.node);
        let condition = declaration
            .condition
            .as_ref()
            .map(|(name, _)| name.as_str());
        let live = exists(self.frame, condition);
        let mut needed = self.explicit(declaration);
        let attributes = ["Properties", "UpdatePolicy", "CreationPolicy"];
        for node in attributes
            .iter()
            .filter_map(|key| declaration.node.get(key))
        {
            self.expression(node, live, &mut |index| needed.push(index));
        }
        needed.sort_unstable();
        needed.dedup();
        needed
    }

    fn explicit(&mut self, declaration: &Declaration) -> Vec<usize> {
        let mut needed = Vec::new();
        for (name, span) in &declaration.depends_on {
            match self.frame.resources.get(name) {
                Some(index) => needed.push(*index),
                None => self.missing_resource(name, *span),
            }
        }
        needed
    }

    fn condition_of(&mut self, node: &Node) {
        if let Some(condition) = node.get("Condition")
            && let Some(name) = condition.text()
        {
            self.condition(name, condition.span());
        }
    }

    fn conditions(&mut self, node: &Node) {
        let mut mentions = Vec::new();
        Visitor::in_conditions(&mut |mention| mentions.push(mention)).visit(node, true);
        for mention in mentions {
            match mention {
                Mention::Attribute { span, .. } => self.resource_in_condition(span),
                Mention::Name { name, span, .. } if self.frame.resources.contains_key(name) => {
                    self.resource_in_condition(span);
                }
                // The evaluation of the conditions has reported the other names.
                Mention::Condition { name, span } => self.condition(name, span),
                Mention::Name { .. } | Mention::Mapping { .. } => {}
            }
        }
    }

    fn resource_in_condition(&mut self, span: Span) {
        let message = "a condition cannot depend on a resource";
        self.reporter.error(
            Problem::new("resource-in-condition", span, message)
                .hint("conditions are decided from parameters before anything is created"),
        );
    }

    fn expression(&mut self, node: &Node, live: bool, needs: &mut dyn FnMut(usize)) {
        let mut mentions = Vec::new();
        Visitor::new(self.frame, &mut |mention| mentions.push(mention)).visit(node, live);
        for mention in mentions {
            match mention {
                Mention::Name {
                    name,
                    span,
                    part,
                    live,
                } => {
                    if self.frame.name(name).is_none() && name != "AWS::NoValue" {
                        self.resource(
                            name,
                            Place {
                                span,
                                part,
                                live,
                                any: true,
                            },
                            needs,
                        );
                    }
                }
                Mention::Attribute {
                    resource,
                    span,
                    part,
                    live,
                    ..
                } => {
                    self.resource(
                        resource,
                        Place {
                            span,
                            part,
                            live,
                            any: false,
                        },
                        needs,
                    );
                }
                Mention::Condition { name, span } => self.condition(name, span),
                Mention::Mapping { name, span } => self.mapping(name, span),
            }
        }
    }

    fn resource(&mut self, name: &str, place: Place, needs: &mut dyn FnMut(usize)) {
        let Some(index) = self.frame.resources.get(name).copied() else {
            self.unknown(name, place);
            return;
        };
        let condition = self.declarations[index].condition.as_ref();
        let exists = exists(self.frame, condition.map(|(name, _)| name.as_str()));
        if !place.live {
            return;
        }
        if exists {
            needs(index);
        } else {
            let condition = condition.map_or("", |(name, _)| name);
            let message = format!("`{name}` is not created: its condition `{condition}` is false");
            let problem = Problem::new("conditional-reference", place.span, message)
                .hint("guard the reference with Fn::If on the same condition");
            self.report(problem, name, place.part);
        }
    }

    fn unknown(&mut self, name: &str, place: Place) {
        if self.frame.included {
            return;
        }
        let problem = if place.any {
            let message = format!("`{name}` is neither a parameter nor a resource");
            Problem::new("unknown-reference", place.span, message).suggest(name, self.frame.names())
        } else {
            let message = format!("`{name}` is not a resource of this template");
            let known = self.frame.resources.keys().map(String::as_str);
            Problem::new("unknown-resource", place.span, message).suggest(name, known)
        };
        self.report(problem, name, place.part);
    }

    fn report(&mut self, problem: Problem, name: &str, part: bool) {
        let problem = if part {
            self.template.narrow(problem, &format!("${{{name}"))
        } else {
            problem
        };
        self.reporter.error(problem);
    }

    fn missing_resource(&mut self, name: &str, span: Span) {
        self.unknown(
            name,
            Place {
                span,
                part: false,
                live: true,
                any: false,
            },
        );
    }

    fn condition(&mut self, name: &str, span: Span) {
        if !self.frame.conditions.contains_key(name) {
            let known = self.frame.conditions.keys().map(String::as_str);
            let message = format!("there is no condition `{name}`");
            let problem = Problem::new("unknown-condition", span, message);
            self.reporter.error(problem.suggest(name, known));
        }
    }

    fn mapping(&mut self, name: &str, span: Span) {
        if !self.frame.mappings.contains_key(name) {
            let known = self.frame.mappings.keys().map(String::as_str);
            let message = format!("no mapping `{name}`");
            let problem = Problem::new("unknown-mapping", span, message);
            self.reporter.error(problem.suggest(name, known));
        }
    }
}

/// Where a name stands and what it may be.
#[derive(Clone, Copy)]
struct Place {
    span: Span,
    part: bool,
    live: bool,
    /// Whether parameters are allowed too.
    any: bool,
}
