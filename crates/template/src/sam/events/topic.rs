//! `SNS`: a subscription, straight or through a queue that SAM makes.

use super::super::Expansion;
use super::super::make::{Make, get_att, plain, reference, text};
use super::{Event, generated_queue, send_statement};
use crate::node::Node;

pub(super) fn expand(expansion: &mut Expansion<'_>, event: &Event<'_>) -> Option<&'static str> {
    let queued = event.get("SqsSubscription");
    if queued.is_some_and(|node| node.text() != Some("false")) {
        through_queue(expansion, event, queued);
        return Some("service-role/AWSLambdaSQSQueueExecutionRole");
    }
    let subscription = subscription(event, event.function_arn(), "lambda");
    expansion.add(subscription.copy(&event.properties, &["RedrivePolicy"]));
    let permission = event.permission("sns.amazonaws.com");
    expansion.add(permission.rename(&event.properties, "Topic", "SourceArn"));
    None
}

fn subscription(event: &Event<'_>, endpoint: Node, protocol: &str) -> Make {
    event
        .make("", "AWS::SNS::Subscription")
        .set("Endpoint", endpoint)
        .set("Protocol", text(event.span(), protocol))
        .rename(&event.properties, "Topic", "TopicArn")
        .copy(
            &event.properties,
            &["Region", "FilterPolicy", "FilterPolicyScope"],
        )
}

/// The queue of `SqsSubscription` may be given (`QueueArn`, `QueueUrl`) or is made.
fn through_queue(expansion: &mut Expansion<'_>, event: &Event<'_>, queued: Option<&Node>) {
    let span = event.span();
    let id = format!("{}Queue", event.id());
    let topic = event
        .get("Topic")
        .cloned()
        .unwrap_or_else(|| text(span, ""));
    let principal = text(span, "*");
    let given = queued.and_then(|node| node.get("QueueArn")).cloned();
    let arn = match given {
        Some(arn) => {
            let statement = send_statement(span, principal, arn.clone(), topic);
            let url = queued.and_then(|node| node.get("QueueUrl")).cloned();
            let queues = super::super::make::list(span, url.into_iter().collect());
            let document = super::super::make::document(span, vec![statement]);
            let policy = event.make("QueuePolicy", "AWS::SQS::QueuePolicy");
            expansion.add(policy.set("PolicyDocument", document).set("Queues", queues));
            arn
        }
        None => {
            let queue = get_att(span, &id, "Arn");
            let statement = send_statement(span, principal, queue, topic);
            generated_queue(expansion, event.source, &id, statement, span)
        }
    };
    expansion.add(subscription(event, arn.clone(), "sqs"));
    let size = queued.and_then(|node| node.get("BatchSize")).cloned();
    let enabled = queued.and_then(|node| node.get("Enabled")).cloned();
    expansion.add(
        event
            .make("EventSourceMapping", "AWS::Lambda::EventSourceMapping")
            .set("EventSourceArn", arn)
            .set("FunctionName", reference(span, event.function))
            .set("BatchSize", size.unwrap_or_else(|| plain(span, "10")))
            .set("Enabled", enabled.unwrap_or_else(|| plain(span, "true"))),
    );
}
