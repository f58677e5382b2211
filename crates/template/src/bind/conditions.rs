//! The `Conditions` section, each after those it mentions.

use std::collections::HashMap;

use super::references::{Mention, Visitor};
use super::scope::Nothing;
use crate::diagnostic::{Problem, Reporter};
use crate::evaluate::{Evaluator, Frame, Truth};
use crate::node::{Node, NodeEntry};
use crate::template::Template;

pub(super) fn decide(template: &Template, frame: &mut Frame, reporter: &mut Reporter) {
    let entries = template.section("Conditions");
    let by_name: HashMap<&str, &NodeEntry> = entries
        .iter()
        .map(|entry| (entry.key.as_str(), entry))
        .collect();
    let mut decider = Decider {
        by_name,
        underway: Vec::new(),
        frame,
        reporter,
    };
    for entry in entries {
        decider.decide(entry);
    }
}

struct Decider<'a> {
    by_name: HashMap<&'a str, &'a NodeEntry>,
    underway: Vec<&'a str>,
    frame: &'a mut Frame,
    reporter: &'a mut Reporter,
}

impl<'a> Decider<'a> {
    fn decide(&mut self, entry: &'a NodeEntry) {
        if self.frame.conditions.contains_key(&entry.key) {
            return;
        }
        if let Some(start) = self.underway.iter().position(|name| *name == entry.key) {
            self.report_ring(start, entry);
            return;
        }
        self.underway.push(&entry.key);
        for name in mentioned(&entry.value) {
            if let Some(needed) = self.by_name.get(name).copied() {
                self.decide(needed);
            }
        }
        self.underway.pop();
        let truth = self.evaluate(&entry.value);
        self.frame.conditions.insert(entry.key.clone(), truth);
    }

    fn report_ring(&mut self, start: usize, entry: &NodeEntry) {
        let ring = [&self.underway[start..], &[entry.key.as_str()]]
            .concat()
            .join(" → ");
        let message = format!("conditions refer to each other: {ring}");
        self.reporter
            .error(Problem::new("circular-condition", entry.key_span, message));
        self.frame
            .conditions
            .insert(entry.key.clone(), Truth::Unknown);
    }

    fn evaluate(&mut self, node: &Node) -> Truth {
        let mut evaluator = Evaluator::new(self.frame, &Nothing);
        let truth = evaluator.truth(node);
        for problem in evaluator.problems {
            self.reporter.error(problem);
        }
        truth
    }
}

/// The conditions that a condition mentions.
fn mentioned(node: &Node) -> Vec<&str> {
    let mut names = Vec::new();
    Visitor::in_conditions(&mut |mention| {
        if let Mention::Condition { name, .. } = mention {
            names.push(name);
        }
    })
    .visit(node, true);
    names
}
