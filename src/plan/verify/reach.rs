//! From a target to the functions that it makes run.

use coagent_template::wiring::{Function, Node, Target};

use super::context::Context;

/// The functions that a target leads to: itself, through a queue, or through a topic.
pub(super) fn functions<'w>(context: &Context<'w>, target: &Target) -> Vec<&'w Function> {
    let mut found = Vec::new();
    if let Some(arn) = target.arn.get() {
        follow(context, arn, &mut found, 0);
    }
    found
}

/// Topics may lead to queues, queues to functions: three steps are the longest way.
fn follow<'w>(context: &Context<'w>, arn: &str, found: &mut Vec<&'w Function>, steps: u8) {
    match context.wiring.node(arn) {
        Some(Node::Function(function)) => found.push(function),
        Some(Node::Queue(queue)) => found.extend(fed_by(context, &queue.arn)),
        Some(Node::Topic(topic)) if steps < 3 => {
            let ends = topic.subscriptions.iter().filter_map(|s| s.endpoint.get());
            ends.for_each(|end| follow(context, end, found, steps + 1));
        }
        _ => {}
    }
}

/// The functions that take from a queue or stream.
pub(super) fn fed_by<'w>(
    context: &Context<'w>,
    source_arn: &str,
) -> impl Iterator<Item = &'w Function> {
    let mappings = context.mappings_of(source_arn).iter();
    mappings.filter_map(|mapping| context.wiring.function(mapping.function.get()?))
}
