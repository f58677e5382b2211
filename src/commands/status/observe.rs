//! Asking AWS what there is, much at a time.

use std::{collections::HashSet, future::Future};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::answer::{Answer, Queue, Rule};
use crate::{
    aws::{
        Aws,
        cloudformation::{Stack, StackResource},
        eventbridge,
        lambda::Function,
        sqs,
    },
    error::Result,
};

/// Calls at the same time: below what AWS throttles.
const CALLS: usize = 8;

/// What the stack holds, asked of each service.
pub(super) async fn observe(aws: &Aws, stack: Stack) -> Result<Answer> {
    let resources = aws.cloudformation().resources(&stack.id).await?;
    let alarms = names(&resources, "AWS::CloudWatch::Alarm");
    let cloudwatch = aws.cloudwatch();
    let (rules, functions, queues, alarms) = tokio::try_join!(
        rules(aws, &resources),
        functions(aws, &resources),
        queues(aws, &resources),
        cloudwatch.alarms(&alarms),
    )?;
    let dead = dead_letter_arns(&rules, &functions, &queues);
    let queue = |queue: sqs::Queue| Queue {
        dead_letters: dead.contains(&queue.arn),
        queue,
    };
    Ok(Answer {
        buses: names(&resources, "AWS::Events::EventBus"),
        rules: rules.into_iter().map(routes).collect(),
        queues: queues.into_iter().map(queue).collect(),
        stack,
        functions,
        alarms,
    })
}

fn names(resources: &[StackResource], kind: &str) -> Vec<String> {
    let there =
        |resource: &&StackResource| resource.kind == kind && !resource.physical_id.is_empty();
    resources
        .iter()
        .filter(there)
        .map(|resource| resource.physical_id.clone())
        .collect()
}

/// Does the same with each thing, several at a time, in order.
async fn each<T, O, F>(things: Vec<T>, work: impl Fn(T) -> F) -> Result<Vec<O>>
where
    F: Future<Output = Result<O>>,
{
    stream::iter(things.into_iter().map(work))
        .buffered(CALLS)
        .try_collect()
        .await
}

/// A rule with its targets.
type Routed = (eventbridge::Rule, Vec<eventbridge::Target>);

async fn rules(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Routed>> {
    let eventbridge = aws.eventbridge();
    let ids = names(resources, "AWS::Events::Rule");
    let mut buses: Vec<&str> = ids.iter().map(|id| bus_and_name(id).0).collect();
    buses.sort_unstable();
    buses.dedup();
    let mut found = Vec::new();
    for bus in buses {
        found.extend(eventbridge.rules(bus).await?);
    }
    let ours = |rule: &eventbridge::Rule| {
        ids.iter()
            .any(|id| bus_and_name(id) == (&rule.bus, &rule.name))
    };
    found.retain(ours);
    each(found, |rule| {
        let eventbridge = eventbridge.clone();
        async move {
            let targets = eventbridge.targets(&rule.bus, &rule.name).await?;
            Ok((rule, targets))
        }
    })
    .await
}

async fn functions(aws: &Aws, resources: &[StackResource]) -> Result<Vec<Function>> {
    let lambda = aws.lambda();
    each(names(resources, "AWS::Lambda::Function"), |name| {
        let lambda = lambda.clone();
        async move { lambda.function(&name).await }
    })
    .await
}

async fn queues(aws: &Aws, resources: &[StackResource]) -> Result<Vec<sqs::Queue>> {
    let client = aws.sqs();
    each(names(resources, "AWS::SQS::Queue"), |url| {
        let client = client.clone();
        async move { client.queue(&url).await }
    })
    .await
}

fn routes((rule, targets): Routed) -> Rule {
    let names = targets.iter().map(|target| name_of(&target.arn).to_owned());
    Rule {
        name: rule.name,
        bus: rule.bus,
        state: rule.state,
        targets: names.collect(),
    }
}

/// Everything that dead letters are sent to, by ARN.
fn dead_letter_arns(
    rules: &[Routed],
    functions: &[Function],
    queues: &[sqs::Queue],
) -> HashSet<String> {
    let targets = rules.iter().flat_map(|(_, targets)| targets);
    let of_targets = targets.filter_map(|target| target.dead_letter_queue.clone());
    let of_functions = functions
        .iter()
        .filter_map(|function| function.dead_letter_target.clone());
    let of_queues = queues
        .iter()
        .filter_map(|queue| queue.dead_letter_queue.clone());
    of_targets.chain(of_functions).chain(of_queues).collect()
}

/// The physical id of a rule is its name on the default bus and `bus|name` on another.
fn bus_and_name(id: &str) -> (&str, &str) {
    id.split_once('|').unwrap_or(("default", id))
}

fn name_of(arn: &str) -> &str {
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
}
