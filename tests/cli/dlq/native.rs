//! The move tasks of SQS itself.

use super::*;

#[test]
fn sqs_moves_what_it_has_put_there_and_nothing_else() {
    let queues = Queues::new();
    queues.send("work", EVENT, &[]);
    // The second receive finds that it was received once, and moves it.
    for first in [true, false] {
        assert_eq!(queues.look("work"), first);
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
