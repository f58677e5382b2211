//! Walks an expression and tells of every name in it.

use crate::evaluate::{Frame, Truth, named_condition};
use crate::intrinsic::sub::{Piece, pieces};
use crate::intrinsic::{self, Call};
use crate::node::{Node, NodeKind};
use crate::position::Span;

/// A name in an expression. `live` is whether the conditions let it be evaluated.
#[derive(Clone, Copy, Debug)]
pub(in crate::bind) enum Mention<'a> {
    /// `Ref`, or `${Name}`; then `part` is the text to look for inside the span.
    Name {
        name: &'a str,
        span: Span,
        part: bool,
        live: bool,
    },
    /// `GetAtt`, or `${Name.Attribute}`; `attribute` is empty where functions make its name.
    Attribute {
        resource: &'a str,
        attribute: &'a str,
        span: Span,
        part: bool,
        live: bool,
    },
    Condition {
        name: &'a str,
        span: Span,
    },
    Mapping {
        name: &'a str,
        span: Span,
    },
}

pub(in crate::bind) struct Visitor<'f, 'a> {
    frame: Option<&'f Frame>,
    found: &'f mut dyn FnMut(Mention<'a>),
    conditions: bool,
}

impl<'f, 'a> Visitor<'f, 'a> {
    /// For properties: the branches of `Fn::If` are live as `frame` decides.
    pub(in crate::bind) fn new(
        frame: &'f Frame,
        found: &'f mut dyn FnMut(Mention<'a>),
    ) -> Visitor<'f, 'a> {
        Visitor {
            frame: Some(frame),
            found,
            conditions: false,
        }
    }

    /// For the `Conditions` section, where `Condition: Name` is an expression.
    pub(in crate::bind) fn in_conditions(found: &'f mut dyn FnMut(Mention<'a>)) -> Visitor<'f, 'a> {
        Visitor {
            frame: None,
            found,
            conditions: true,
        }
    }

    pub(in crate::bind) fn visit(&mut self, node: &'a Node, live: bool) {
        if self.conditions
            && let Some(name) = named_condition(node)
        {
            (self.found)(Mention::Condition {
                name,
                span: node.span(),
            });
            return;
        }
        match intrinsic::recognise(node) {
            Some(Ok(call)) => self.call(call, node, live),
            Some(Err(_)) => {}
            None => self.children(node, live),
        }
    }

    fn children(&mut self, node: &'a Node, live: bool) {
        match node.kind() {
            NodeKind::Scalar(_) => {}
            NodeKind::List(items) => items.iter().for_each(|item| self.visit(item, live)),
            NodeKind::Map(entries) => entries.iter().for_each(|e| self.visit(&e.value, live)),
        }
    }

    fn call(&mut self, call: Call<'a>, node: &'a Node, live: bool) {
        match call {
            Call::Ref(target) => {
                let name = target.text().unwrap_or_default();
                (self.found)(Mention::Name {
                    name,
                    span: node.span(),
                    part: false,
                    live,
                });
            }
            Call::GetAtt {
                resource,
                attribute,
            } => {
                let name = resource.text().unwrap_or_default();
                let span = node.span();
                (self.found)(Mention::Attribute {
                    resource: name,
                    attribute: attribute.text().unwrap_or_default(),
                    span,
                    part: false,
                    live,
                });
                self.visit(attribute, live);
            }
            Call::Sub {
                template,
                variables,
            } => self.sub(template, variables, live),
            Call::If {
                condition,
                then,
                otherwise,
            } => self.branches(condition, then, otherwise, live),
            Call::FindInMap { keys, fallback } => {
                if let Some(name) = keys[0].text() {
                    (self.found)(Mention::Mapping {
                        name,
                        span: keys[0].span(),
                    });
                }
                keys.into_iter()
                    .chain(fallback)
                    .for_each(|part| self.visit(part, live));
            }
            _ => self.children(node, live),
        }
    }

    fn branches(&mut self, condition: &'a Node, then: &'a Node, otherwise: &'a Node, live: bool) {
        let name = condition.text().unwrap_or_default();
        (self.found)(Mention::Condition {
            name,
            span: condition.span(),
        });
        let truth = self
            .frame
            .map_or(Truth::Unknown, |frame| frame.condition(name));
        self.visit(then, live && truth != Truth::False);
        self.visit(otherwise, live && truth != Truth::True);
    }

    fn sub(&mut self, template: &'a Node, variables: Option<&'a Node>, live: bool) {
        let span = template.span();
        for piece in pieces(template.text().unwrap_or_default()) {
            let Piece::Variable(name) = piece else {
                continue;
            };
            if variables.is_some_and(|map| map.get(name).is_some()) {
                continue;
            }
            (self.found)(match name.split_once('.') {
                Some((resource, attribute)) => Mention::Attribute {
                    resource,
                    attribute,
                    span,
                    part: true,
                    live,
                },
                None => Mention::Name {
                    name,
                    span,
                    part: true,
                    live,
                },
            });
        }
        if let Some(variables) = variables {
            self.children(variables, live);
        }
    }
}
