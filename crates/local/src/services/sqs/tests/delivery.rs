use super::*;
use crate::{principal::Source, services::sqs::Outgoing};

fn rule() -> Source {
    Source::new(
        "events.amazonaws.com",
        "arn:aws:events:us-east-1:000000000000:rule/r",
        "000000000000",
    )
}

#[tokio::test]
async fn a_service_needs_the_policy_and_the_account_does_not() {
    let bench = Bench::new();
    let url = bench.queue("q", json!({})).await;
    let message = || Outgoing::new("hello").with_attribute("RULE_ARN", "r");
    let refused = bench
        .sqs
        .deliver(&arn("q"), message(), Some(&rule()))
        .await
        .unwrap_err();
    assert_eq!(refused.code, "AccessDeniedException");
    bench.sqs.deliver(&arn("q"), message(), None).await.unwrap();
    let policy = json!({"Statement": [{"Effect": "Allow", "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage", "Resource": arn("q"),
        "Condition": {"ArnEquals": {"aws:SourceArn": rule().arn}}}]});
    bench
        .ok(
            "SetQueueAttributes",
            json!({"QueueUrl": url, "Attributes": {"Policy": policy.to_string()}}),
        )
        .await;
    let id = bench
        .sqs
        .deliver(&arn("q"), message(), Some(&rule()))
        .await
        .unwrap();
    let received = bench.receive(&url).await;
    assert!(
        received
            .iter()
            .any(|message| message["MessageId"] == id.as_str())
    );
    assert_eq!(
        received[0]["MessageAttributes"]["RULE_ARN"]["StringValue"],
        "r"
    );
}

#[tokio::test]
async fn a_queue_that_is_not_there_is_a_fault_for_all() {
    let bench = Bench::new();
    let fault = bench
        .sqs
        .deliver(&arn("q"), Outgoing::new("x"), None)
        .await
        .unwrap_err();
    assert_eq!(fault.code, "QueueDoesNotExist");
}

#[tokio::test]
async fn a_batch_has_a_result_for_each_message() {
    let bench = Bench::new();
    bench.queue("q.fifo", json!({"FifoQueue": "true"})).await;
    let good = Outgoing {
        group_id: Some("g".into()),
        dedup_id: Some("d".into()),
        ..Outgoing::new("x")
    };
    let outcome = bench
        .sqs
        .deliver_batch(&arn("q.fifo"), vec![Outgoing::new("y"), good], None)
        .await
        .unwrap();
    assert!(outcome[0].is_err() && outcome[1].is_ok());
}
