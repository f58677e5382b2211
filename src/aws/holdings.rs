//! What a stack holds, asked of each service, much at a time.

use std::{collections::HashSet, future::Future};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::{
    Aws,
    cloudformation::{Stack, StackResource},
    eventbridge::{Rule, Target},
    lambda::Function,
    sqs::Queue,
};
use crate::error::{Error, Result};

/// Calls at the same time: below what AWS throttles.
const CALLS: usize = 8;

/// A rule with its targets.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Routed {
    /// The rule.
    pub(crate) rule: Rule,
    /// Where it leads.
    pub(crate) targets: Vec<Target>,
}

/// The rules, functions and queues of a stack as they are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Holdings {
    /// Rules with their targets.
    pub(crate) rules: Vec<Routed>,
    /// Functions.
    pub(crate) functions: Vec<Function>,
    /// Queues.
    pub(crate) queues: Vec<Queue>,
}

impl Holdings {
    /// Everything that dead letters are sent to, by ARN.
    pub(crate) fn dead_letter_arns(&self) -> HashSet<&str> {
        let targets = self.rules.iter().flat_map(|routed| &routed.targets);
        let of_targets = targets.filter_map(|target| target.dead_letter_queue.as_deref());
        let of_functions = self.functions.iter();
        let of_functions =
            of_functions.filter_map(|function| function.dead_letter_target.as_deref());
        let of_queues = self.queues.iter();
        let of_queues = of_queues.filter_map(|queue| queue.dead_letter_queue.as_deref());
        of_targets.chain(of_functions).chain(of_queues).collect()
    }
}

impl Aws {
    /// The stack of a name, which must be there; `environment` is named in the way out.
    pub(crate) async fn deployed(&self, stack: &str, environment: &str) -> Result<Stack> {
        let found = self.cloudformation().stack(stack).await?;
        found.ok_or_else(|| {
            Error::not_found(format!("There is no stack `{stack}` in {}", self.place))
                .hint(format!("coagent deploy --env {environment}"))
        })
    }

    /// The rules, functions and queues among the resources of a stack.
    pub(crate) async fn holdings(&self, resources: &[StackResource]) -> Result<Holdings> {
        let (rules, functions, queues) = tokio::try_join!(
            self.rules(resources),
            self.functions(resources),
            self.queues(resources),
        )?;
        Ok(Holdings {
            rules,
            functions,
            queues,
        })
    }

    /// The rules, functions and queues of the account in the Region.
    pub(crate) async fn everything(&self) -> Result<Holdings> {
        let (buses, functions, urls) = tokio::try_join!(
            async { self.eventbridge().buses().await },
            async { self.lambda().functions().await },
            async { self.sqs().urls().await },
        )?;
        let mut rules = Vec::new();
        for bus in buses {
            rules.extend(self.eventbridge().rules(&bus).await?);
        }
        let sqs = self.sqs();
        let queue = |url: String| {
            let sqs = sqs.clone();
            async move { sqs.queue(&url).await }
        };
        Ok(Holdings {
            rules: self.routed(rules).await?,
            functions,
            queues: each(urls, queue).await?,
        })
    }

    async fn rules(&self, resources: &[StackResource]) -> Result<Vec<Routed>> {
        let ids = names(resources, "AWS::Events::Rule");
        let mut buses: Vec<&str> = ids.iter().map(|id| bus_and_name(id).0).collect();
        buses.sort_unstable();
        buses.dedup();
        let mut found = Vec::new();
        for bus in buses {
            found.extend(self.eventbridge().rules(bus).await?);
        }
        let ours = |rule: &Rule| {
            ids.iter()
                .any(|id| bus_and_name(id) == (&rule.bus, &rule.name))
        };
        found.retain(ours);
        self.routed(found).await
    }

    /// Rules with the targets of each.
    pub(crate) async fn routed(&self, rules: Vec<Rule>) -> Result<Vec<Routed>> {
        each(rules, |rule| async move {
            let eventbridge = self.eventbridge();
            let targets = eventbridge.targets(&rule.bus, &rule.name).await?;
            Ok(Routed { rule, targets })
        })
        .await
    }

    /// The functions among the resources of a stack.
    pub(crate) async fn functions(&self, resources: &[StackResource]) -> Result<Vec<Function>> {
        let lambda = self.lambda();
        each(names(resources, "AWS::Lambda::Function"), |name| {
            let lambda = lambda.clone();
            async move { lambda.function(&name).await }
        })
        .await
    }

    async fn queues(&self, resources: &[StackResource]) -> Result<Vec<Queue>> {
        let sqs = self.sqs();
        each(names(resources, "AWS::SQS::Queue"), |url| {
            let sqs = sqs.clone();
            async move { sqs.queue(&url).await }
        })
        .await
    }
}

/// The physical ids of the resources of a type that are there.
pub(crate) fn names(resources: &[StackResource], kind: &str) -> Vec<String> {
    let there = |resource: &&StackResource| {
        resource.kind == kind
            && !resource.physical_id.is_empty()
            && resource.status != "DELETE_COMPLETE"
    };
    let names = resources.iter().filter(there);
    names.map(|resource| resource.physical_id.clone()).collect()
}

/// Does the same with each thing, several at a time, in order.
pub(crate) async fn each<T, O, F>(things: Vec<T>, work: impl Fn(T) -> F) -> Result<Vec<O>>
where
    F: Future<Output = Result<O>>,
{
    stream::iter(things.into_iter().map(work))
        .buffered(CALLS)
        .try_collect()
        .await
}

/// The physical id of a rule is its name on the default bus and `bus|name` on another.
pub(crate) fn bus_and_name(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or(("default", id))
}

/// The last part of an ARN: the name of what it stands for.
pub(crate) fn name_of(arn: &str) -> &str {
    arn.rsplit([':', '/']).next().unwrap_or(arn)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bus_of_a_rule_is_in_its_physical_id() {
        assert_eq!(bus_and_name("bus|rule"), ("bus", "rule"));
        assert_eq!(bus_and_name("rule"), ("default", "rule"));
    }

    #[test]
    fn dead_letters_come_from_targets_functions_and_queues() {
        let target = Target {
            dead_letter_queue: Some("a".into()),
            ..Target::default()
        };
        let function = Function {
            dead_letter_target: Some("b".into()),
            ..Function::default()
        };
        let queue = Queue {
            dead_letter_queue: Some("c".into()),
            ..Queue::default()
        };
        let holdings = Holdings {
            rules: vec![Routed {
                targets: vec![target],
                ..Routed::default()
            }],
            functions: vec![function],
            queues: vec![queue],
        };
        assert_eq!(holdings.dead_letter_arns(), HashSet::from(["a", "b", "c"]));
    }
}
