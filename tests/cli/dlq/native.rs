//! The move tasks of SQS itself.

use super::*;

#[test]
fn sqs_moves_what_it_has_put_there_and_nothing_else() {
    let queues = Queues::new();
    queues.send("work", EVENT, &[]);
    // The second receive finds that it was received once, and moves it.
    for _ in 0..2 {
        let call = queues
            .client
            .receive_message()
            .queue_url(queues.url("work"));
        let received = queues.runtime.block_on(call.visibility_timeout(0).send());
        received.expect("received");
    }
    let refused = queues.world.run("dlq move-task start work --yes");
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused
            .stderr
            .contains("is no dead-letter queue of another"),
        "{refused}"
    );
    queues.world.ok("dlq redrive dlq --native --yes");
    crate::common::local::eventually("the move task ends", || {
        let tasks = queues.world.json("dlq move-task list dlq");
        (tasks["tasks"][0]["status"] == "COMPLETED").then_some(())
    });
    assert_eq!(queues.take("work").len(), 1);
    let none = queues.world.run("dlq move-task cancel dlq");
    assert_eq!(none.code, 2, "{none}");
}
