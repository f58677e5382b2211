//! FIFO queues: what is redriven keeps its group and its order.

use aws_sdk_sqs::types::QueueAttributeName;

use super::{
    stub::{Order, Stub, Trouble},
    *,
};

const GROUPS: [&str; 3] = ["a", "b", "c"];
const EACH: usize = 6;

/// FIFO queues `work.fifo` and `dlq.fifo`, with messages of all groups in turn: a0, b0, c0, a1, …
fn full() -> Queues {
    let queues = Queues::none();
    let fifo = (QueueAttributeName::FifoQueue, "true".to_owned());
    queues.create("dlq.fifo", std::slice::from_ref(&fifo));
    let [policy] = queues::dead_letters_to("dlq.fifo");
    queues.create("work.fifo", &[policy, fifo]);
    let url = queues.url("dlq.fifo");
    for number in 0..EACH {
        for group in GROUPS {
            let body = format!("{group}{number}");
            let call = queues.client.send_message().queue_url(&url);
            let call = call.message_group_id(group).message_deduplication_id(&body);
            let sent = queues.runtime.block_on(call.message_body(body).send());
            sent.expect("sent");
        }
    }
    queues
}

/// The bodies of a queue by group, in order; the queue is empty then.
fn emptied(queues: &Queues, queue: &str) -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let url = queues.url(queue);
    loop {
        let messages = queues.receive(queue, 60);
        if messages.is_empty() {
            return groups;
        }
        for message in messages {
            let attributes = message.attributes().expect("attributes");
            let group = &attributes[&MessageSystemAttributeName::MessageGroupId];
            let body = message.body().expect("a body").to_owned();
            groups.entry(group.clone()).or_default().push(body);
            let call = queues.client.delete_message().queue_url(&url);
            let receipt = message.receipt_handle().expect("a receipt");
            let deleted = queues.runtime.block_on(call.receipt_handle(receipt).send());
            deleted.expect("deleted");
        }
    }
}

fn bodies(group: &str, numbers: std::ops::Range<usize>) -> (String, Vec<String>) {
    let bodies = numbers.map(|number| format!("{group}{number}")).collect();
    (group.to_owned(), bodies)
}

#[test]
fn groups_and_their_order_are_kept() {
    let queues = full();
    let answer = queues.redrive("dlq.fifo --yes");
    assert_eq!(
        (&answer["code"], &answer["counts"]["redriven"]),
        (&json!(0), &json!(18)),
        "{answer}"
    );
    let meant = GROUPS.map(|group| bodies(group, 0..EACH)).into();
    assert_eq!(emptied(&queues, "work.fifo"), meant);
    assert_eq!(emptied(&queues, "dlq.fifo"), BTreeMap::new());
}

/// The destination rejects one in the middle: nothing of its group overtakes it.
#[test]
fn behind_one_that_is_rejected_its_group_waits() {
    let queues = full();
    let b2 = |entry: &str| entry.contains("\"b2\"");
    let order = Order("SendMessageBatch", 0..1000, Trouble::Reject(b2));
    let _stub = Stub::before(&queues.world, vec![order]);
    let answer = queues.redrive("dlq.fifo --yes");
    assert_eq!(
        (&answer["code"], &answer["counts"]["redriven"]),
        (&json!(1), &json!(14)),
        "{answer}"
    );
    let meant = [
        bodies("a", 0..EACH),
        bodies("b", 0..2),
        bodies("c", 0..EACH),
    ];
    assert_eq!(emptied(&queues, "work.fifo"), meant.into());
    // Without the trouble the rest follows, in order.
    Stub::before(&queues.world, Vec::new());
    let rest = queues.redrive("dlq.fifo --yes");
    assert_eq!(
        (&rest["code"], &rest["counts"]["redriven"]),
        (&json!(0), &json!(4)),
        "{rest}"
    );
    assert_eq!(emptied(&queues, "work.fifo"), [bodies("b", 2..EACH)].into());
}

/// The answer to one in the middle is lost: when it is sent again, the queue knows it.
#[test]
fn what_is_sent_again_is_known_by_the_queue_and_not_doubled() {
    let queues = full();
    let order = Order("SendMessageBatch", 4..5, Trouble::CutAfter);
    let _stub = Stub::before(&queues.world, vec![order]);
    let answer = queues.redrive("dlq.fifo --yes");
    assert_eq!(
        (&answer["code"], &answer["counts"]["uncertain"]),
        (&json!(4), &json!(1)),
        "{answer}"
    );
    let journal = queues.journal().display().to_string();
    queues.redrive(&format!("dlq.fifo --resume {journal} --yes"));
    queues.redrive("dlq.fifo --yes");
    let meant = GROUPS.map(|group| bodies(group, 0..EACH)).into();
    assert_eq!(emptied(&queues, "work.fifo"), meant);
}
