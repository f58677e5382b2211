//! Asking AWS what there is.

use super::answer::{Answer, Queue, Rule};
use crate::{
    aws::{
        Aws,
        cloudformation::Stack,
        holdings::{Routed, name_of, names},
        sqs,
    },
    error::Result,
};

/// What the stack holds, asked of each service.
pub(super) async fn observe(aws: &Aws, stack: Stack) -> Result<Answer> {
    let resources = aws.cloudformation().resources(&stack.id).await?;
    let alarms = names(&resources, "AWS::CloudWatch::Alarm");
    let cloudwatch = aws.cloudwatch();
    let (holdings, alarms) =
        tokio::try_join!(aws.holdings(&resources), cloudwatch.alarms(&alarms))?;
    let dead = holdings.dead_letter_arns();
    let queue = |queue: &sqs::Queue| Queue {
        dead_letters: dead.contains(queue.arn.as_str()),
        queue: queue.clone(),
    };
    Ok(Answer {
        buses: names(&resources, "AWS::Events::EventBus"),
        rules: holdings.rules.iter().map(routes).collect(),
        queues: holdings.queues.iter().map(queue).collect(),
        functions: holdings.functions,
        stack,
        alarms,
    })
}

fn routes(routed: &Routed) -> Rule {
    let targets = routed.targets.iter();
    Rule {
        name: routed.rule.name.clone(),
        bus: routed.rule.bus.clone(),
        state: routed.rule.state.clone(),
        targets: targets
            .map(|target| name_of(&target.arn).to_owned())
            .collect(),
    }
}
