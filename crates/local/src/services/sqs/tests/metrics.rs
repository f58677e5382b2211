use std::collections::BTreeMap;

use super::*;
use crate::services::sqs::metrics::minute;

/// The metrics of a queue for the minute that ends now.
fn measured(bench: &Bench, name: &str) -> BTreeMap<String, f64> {
    let cell = bench.sqs.queue_of_arn(&arn(name)).unwrap();
    let data = minute(&cell, bench.core.clock.now_millis());
    data.into_iter()
        .map(|datum| (datum.name, datum.value))
        .collect()
}

#[tokio::test]
async fn what_a_redrive_policy_moves_was_not_sent() {
    let bench = Bench::new();
    let dead = bench.queue("dead", json!({})).await;
    let redrive = json!({"deadLetterTargetArn": arn("dead"), "maxReceiveCount": 1}).to_string();
    let live = json!({"VisibilityTimeout": "0", "RedrivePolicy": redrive});
    let live = bench.queue("live", live).await;
    bench.send(&live, "poison").await;
    bench.receive(&live).await;
    assert!(bench.receive(&live).await.is_empty());
    bench.send(&dead, "by hand").await;
    assert_eq!(measured(&bench, "live")["NumberOfMessagesSent"], 1.0);
    let dead = measured(&bench, "dead");
    assert_eq!(dead["NumberOfMessagesSent"], 1.0);
    assert_eq!(dead["ApproximateNumberOfMessagesVisible"], 2.0);
    assert!(!dead.contains_key("NumberOfDeduplicatedSentMessages"));
}

#[tokio::test]
async fn of_a_fifo_queue_duplicates_and_busy_groups_are_known() {
    let bench = Bench::new();
    let url = bench.queue("q.fifo", json!({"FifoQueue": "true"})).await;
    for (id, group) in [("1", "a"), ("1", "a"), ("2", "a"), ("3", "b")] {
        let message = json!({"QueueUrl": url, "MessageBody": "m", "MessageGroupId": group,
            "MessageDeduplicationId": id});
        bench.ok("SendMessage", message).await;
    }
    assert_eq!(bench.receive(&url).await.len(), 3);
    let measured = measured(&bench, "q.fifo");
    assert_eq!(measured["NumberOfMessagesSent"], 3.0);
    assert_eq!(measured["NumberOfDeduplicatedSentMessages"], 1.0);
    assert_eq!(
        measured["ApproximateNumberOfGroupsWithInflightMessages"],
        2.0
    );
}
