//! What is refused, and the way out that is told.

use super::*;

#[test]
fn a_queue_does_not_go_into_itself() {
    let queues = Queues::new();
    let ran = queues.world.run("dlq redrive dlq --to queue dlq --yes");
    assert_eq!(ran.code, 2, "{ran}");
    assert!(ran.stderr.contains("that is where they come from"), "{ran}");
    let own = queues.world.run("dlq redrive work --to queue dlq --yes");
    assert!(own.stderr.contains("its own dead-letter queue"), "{own}");
}
