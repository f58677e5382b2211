//! What sends its dead letters to which queue.

use std::{collections::BTreeMap, fmt};

use serde::Serialize;

use crate::aws::holdings::Holdings;

/// What sends its dead letters to one queue, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Feeders {
    /// Rules whose targets have it as dead-letter queue.
    pub(crate) rules: Vec<String>,
    /// Functions whose failures go there.
    pub(crate) functions: Vec<String>,
    /// Queues that move there what was received too often.
    pub(crate) queues: Vec<String>,
}

impl fmt::Display for Feeders {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds = [
            ("rule", &self.rules),
            ("function", &self.functions),
            ("queue", &self.queues),
        ];
        let said = kinds
            .iter()
            .filter_map(|(kind, names)| match names.as_slice() {
                [] => None,
                [only] => Some(format!("{kind} {only}")),
                many => Some(format!("{} {kind}s", many.len())),
            });
        f.write_str(&said.collect::<Vec<_>>().join(", "))
    }
}

/// The dead-letter queues (and topics) of what a stack holds, by ARN, with what feeds each.
pub(crate) fn feeders(holdings: &Holdings) -> BTreeMap<String, Feeders> {
    let mut found: BTreeMap<String, Feeders> = BTreeMap::new();
    for routed in &holdings.rules {
        let mut arns: Vec<_> = routed
            .targets
            .iter()
            .filter_map(|target| target.dead_letter_queue.as_ref())
            .collect();
        arns.sort_unstable();
        arns.dedup();
        for arn in arns {
            let name = routed.rule.name.clone();
            found.entry(arn.clone()).or_default().rules.push(name);
        }
    }
    for function in &holdings.functions {
        if let Some(arn) = &function.dead_letter_target {
            let name = function.name.clone();
            found.entry(arn.clone()).or_default().functions.push(name);
        }
    }
    for queue in &holdings.queues {
        if let Some(arn) = &queue.dead_letter_queue {
            let name = queue.name.clone();
            found.entry(arn.clone()).or_default().queues.push(name);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aws::{
        eventbridge::{Rule, Target},
        holdings::Routed,
        lambda::Function,
    };

    #[test]
    fn a_rule_with_two_targets_at_one_queue_counts_once() {
        let target = || Target {
            dead_letter_queue: Some("dlq".into()),
            ..Target::default()
        };
        let rule = Rule {
            name: "r".into(),
            ..Rule::default()
        };
        let function = |name: &str| Function {
            name: name.into(),
            dead_letter_target: Some("dlq".into()),
            ..Function::default()
        };
        let holdings = Holdings {
            rules: vec![Routed {
                rule,
                targets: vec![target(), target()],
            }],
            functions: vec![function("f"), function("g")],
            queues: Vec::new(),
        };
        assert_eq!(feeders(&holdings)["dlq"].to_string(), "rule r, 2 functions");
    }
}
