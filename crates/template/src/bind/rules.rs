//! The `Rules` section: assertions about parameters.

use super::scope::Nothing;
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::{Evaluator, Frame, Truth};
use crate::node::{Node, NodeEntry};
use crate::template::Template;

/// Reports every assertion that fails; what asks AWS about live resources is left to AWS.
pub(super) fn check(template: &Template, frame: &Frame, reporter: &mut Reporter) {
    for rule in template.section("Rules") {
        let applies = rule
            .value
            .get("RuleCondition")
            .map(|node| truth(node, frame, reporter));
        if applies.unwrap_or(Truth::True) == Truth::True {
            let assertions = rule
                .value
                .get("Assertions")
                .and_then(Node::items)
                .unwrap_or_default();
            assertions
                .iter()
                .for_each(|assertion| check_one(rule, assertion, frame, reporter));
        }
    }
}

fn check_one(rule: &NodeEntry, assertion: &Node, frame: &Frame, reporter: &mut Reporter) {
    let Some(asserted) = assertion.get("Assert") else {
        return;
    };
    if truth(asserted, frame, reporter) != Truth::False {
        return;
    }
    let description = assertion.get("AssertDescription").and_then(Node::text);
    let message = match description {
        Some(text) => format!("rule `{}` does not hold: {text}", rule.key),
        None => format!("rule `{}` does not hold", rule.key),
    };
    reporter.error(Problem::new("rule-assertion", asserted.span(), message));
}

fn truth(node: &Node, frame: &Frame, reporter: &mut Reporter) -> Truth {
    let mut evaluator = Evaluator::new(frame, &Nothing);
    let truth = evaluator.truth(node);
    evaluator
        .problems
        .into_iter()
        .for_each(|problem| reporter.error(problem));
    truth
}
