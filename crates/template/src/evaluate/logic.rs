//! Conditions: `Equals`, `And`, `Or`, `Not`, `If` and the functions of the `Rules` section.

use super::Evaluator;
use super::frame::comparable;
use crate::diagnostic::Problem;
use crate::intrinsic::{self, Call};
use crate::node::Node;
use crate::position::Span;
use crate::token;
use crate::truth::Truth;
use crate::value::{Kind, Value};

impl Evaluator<'_> {
    /// Whether a condition expression holds.
    pub(crate) fn truth(&mut self, node: &Node) -> Truth {
        if let Some(name) = named_condition(node) {
            return self.frame.condition(name);
        }
        match intrinsic::recognise(node) {
            Some(Ok(call)) => self.truth_of(call, node.span()),
            Some(Err(problem)) => {
                self.problems.push(problem);
                Truth::Unknown
            }
            None => self.literal_truth(node),
        }
    }

    pub(super) fn truth_of(&mut self, call: Call<'_>, span: Span) -> Truth {
        match call {
            Call::And(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .fold(Truth::True, Truth::and),
            Call::Or(parts) => parts
                .iter()
                .map(|part| self.truth(part))
                .fold(Truth::False, Truth::or),
            Call::Not(part) => self.truth(part).negate(),
            Call::Equals(left, right) => {
                let (left, right) = (self.value(left), self.value(right));
                equal(left.as_ref(), right.as_ref())
            }
            Call::Contains { items, value } => self.any_equal(items, value),
            Call::EachMemberEquals { items, value } => self.each_equal(items, value),
            Call::EachMemberIn { items, allowed } => self.each_in(items, allowed),
            other => {
                let kind = self.call(other, span);
                self.boolean(kind, span)
            }
        }
    }

    fn literal_truth(&mut self, node: &Node) -> Truth {
        let kind = self.value(node).map(|value| value.kind);
        self.boolean(kind, node.span())
    }

    fn boolean(&mut self, kind: Option<Kind>, span: Span) -> Truth {
        let value = kind.map(|kind| Value { span, kind });
        match value {
            Some(value) if value.is_unknown() => Truth::Unknown,
            Some(value) if value.as_bool().is_some() => (value.as_bool() == Some(true)).into(),
            Some(Value {
                kind: Kind::String(text),
                ..
            }) if token::present(&text) => Truth::Unknown,
            _ => {
                let message = "a condition must be true or false";
                self.problems
                    .push(Problem::new("not-a-condition", span, message));
                Truth::Unknown
            }
        }
    }

    /// `Fn::If`. When the condition is not known the result is, if both ways give the same.
    pub(super) fn choose(
        &mut self,
        condition: &Node,
        then: &Node,
        otherwise: &Node,
    ) -> Option<Kind> {
        let name = condition.text().unwrap_or_default();
        match self.frame.condition(name) {
            Truth::True => self.value(then).map(|value| value.kind),
            Truth::False => self.value(otherwise).map(|value| value.kind),
            Truth::Unknown => {
                let (then, otherwise) = (self.value(then), self.value(otherwise));
                if equal(then.as_ref(), otherwise.as_ref()) == Truth::True {
                    return then.map(|value| value.kind);
                }
                Some(Kind::Unknown(
                    format!("depends on the condition `{name}`").into(),
                ))
            }
        }
    }

    fn any_equal(&mut self, items: &Node, value: &Node) -> Truth {
        let value = self.value(value);
        let Ok(items) = self.list(items, "Fn::Contains looks into a list") else {
            return Truth::Unknown;
        };
        items
            .iter()
            .map(|item| equal(Some(item), value.as_ref()))
            .fold(Truth::False, Truth::or)
    }

    fn each_equal(&mut self, items: &Node, value: &Node) -> Truth {
        let value = self.value(value);
        let Ok(items) = self.list(items, "Fn::EachMemberEquals looks into a list") else {
            return Truth::Unknown;
        };
        items
            .iter()
            .map(|item| equal(Some(item), value.as_ref()))
            .fold(Truth::True, Truth::and)
    }

    fn each_in(&mut self, items: &Node, allowed: &Node) -> Truth {
        const ROLE: &str = "Fn::EachMemberIn compares lists";
        let (Ok(items), Ok(allowed)) = (self.list(items, ROLE), self.list(allowed, ROLE)) else {
            return Truth::Unknown;
        };
        let is_allowed = |item: &Value| {
            let matches = allowed.iter().map(|one| equal(Some(one), Some(item)));
            matches.fold(Truth::False, Truth::or)
        };
        items.iter().map(is_allowed).fold(Truth::True, Truth::and)
    }
}

/// The name in `Condition: Name`, where conditions are expected.
pub(crate) fn named_condition(node: &Node) -> Option<&str> {
    match node.entries()? {
        [only] if only.key == "Condition" => only.value.text(),
        _ => None,
    }
}

fn equal(left: Option<&Value>, right: Option<&Value>) -> Truth {
    let (Some(left), Some(right)) = (left, right) else {
        return (left.is_none() && right.is_none()).into();
    };
    let (Some(a), Some(b)) = (comparable(left), comparable(right)) else {
        return Truth::Unknown;
    };
    if a == b {
        return Truth::True;
    }
    if token::present(&a) || token::present(&b) {
        Truth::Unknown
    } else {
        Truth::False
    }
}
