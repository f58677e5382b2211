//! A queue with more messages than its memory has room for.

use super::*;
use crate::services::sqs::records::DELAYED;

const SMALL: Limits = Limits {
    shelf: 4,
    span: 3,
    looked_through: 8,
};

/// A queue with its disk; a span goes from memory as soon as it is written.
struct Bench {
    queue: Queue,
    disk: Records,
}

impl Bench {
    fn new(settings: Settings) -> Self {
        Self {
            queue: with_limits(settings, SMALL),
            disk: Records::default(),
        }
    }

    fn change<T>(&mut self, change: impl FnOnce(&mut Queue, &Records, &mut Batch) -> T) -> T {
        let mut batch = Batch::new();
        let outcome = change(&mut self.queue, &self.disk, &mut batch);
        self.disk.write(&batch);
        outcome
    }

    fn send(&mut self, draft: Draft, now: i64) {
        let span = self.change(|queue, _, batch| {
            queue.send(draft, now, batch);
            queue.set_aside(batch)
        });
        span.map(|span| self.queue.drop_from_memory(span));
    }

    fn send_all(&mut self, count: i64) {
        for n in 0..count {
            self.send(draft(&n.to_string()), n);
        }
    }

    /// What comes out in one receive, and is deleted.
    fn take(&mut self, max: usize, now: i64) -> Vec<String> {
        let found = self
            .change(|queue, disk, batch| queue.receive(max, 30, None, now, disk, batch).unwrap());
        for handed in &found.handed {
            let deleted = self.change(|queue, _, batch| queue.delete(handed.receipt, now, batch));
            assert_eq!(deleted, Ok(true));
        }
        found
            .handed
            .iter()
            .map(|handed| handed.id.to_string())
            .collect()
    }

    fn spans(&self) -> usize {
        self.disk.of(SPANS).count()
    }

    fn in_memory(&self) -> usize {
        self.queue.in_memory()
    }

    /// Sends messages with these delays, in seconds; their ids.
    fn send_delayed(&mut self, delays: impl IntoIterator<Item = u32>, now: i64) -> Vec<String> {
        let send = |delay| {
            let delayed = Draft {
                delay: Some(delay),
                ..draft("later")
            };
            let sent = self.change(|queue, _, batch| queue.send(delayed, now, batch));
            self.queue.cool([(sent.due, sent.seq)].into_iter());
            sent.id.to_string()
        };
        delays.into_iter().map(send).collect()
    }
}

#[test]
fn a_queue_that_nobody_reads_lies_on_disk_and_comes_out_in_its_order() {
    let mut bench = Bench::new(Settings::default());
    let drafts: Vec<Draft> = (0..18).map(|n| draft(&n.to_string())).collect();
    let ids: Vec<String> = drafts.iter().map(|draft| draft.id.to_string()).collect();
    for (now, draft) in drafts.into_iter().enumerate() {
        bench.send(draft, now as i64);
    }
    assert_eq!((bench.in_memory(), bench.spans()), (4, 4));
    assert_eq!(bench.queue.counts(18).visible, 18);
    assert_eq!(bench.queue.oldest(), Some(0));
    let mut out = bench.take(10, 18);
    assert_eq!(out.len(), 10, "as many as asked for");
    out.extend(bench.take(10, 18));
    assert_eq!(out, ids);
    assert_eq!(
        (bench.spans(), bench.queue.counts(18)),
        (0, Counts::default())
    );
}

#[test]
fn a_start_reads_what_is_to_be_in_memory_only() {
    let mut bench = Bench::new(Settings::default());
    bench.send_all(18);
    let record = bench.queue.record.clone();
    let mut queue = bench.disk.read(record, SMALL);
    assert_eq!((queue.messages.len(), queue.counts(20).visible), (4, 18));
    let handed = queue.receive(10, 30, None, 20, &bench.disk, &mut Batch::new());
    assert_eq!(handed.unwrap().handed.len(), 10);
}

#[test]
fn a_delayed_message_among_them_is_not_in_their_span() {
    let mut bench = Bench::new(Settings::default());
    bench.send_all(5);
    let delayed = Draft {
        delay: Some(5),
        ..draft("later")
    };
    bench.send(delayed, 5);
    bench.send_all(2);
    assert_eq!(bench.spans(), 1);
    let restarted = bench.disk.read(bench.queue.record.clone(), SMALL);
    for mut queue in [
        std::mem::replace(&mut bench.queue, queue(Settings::default())),
        restarted,
    ] {
        let counts = queue.counts(6);
        assert_eq!((counts.visible, counts.delayed), (7, 1));
        let mut all = |now| {
            let found = queue.receive(10, 30, None, now, &bench.disk, &mut Batch::new());
            found.unwrap().handed.len()
        };
        assert_eq!((all(6), all(6 * SECOND)), (7, 1));
    }
}

#[test]
fn messages_with_any_delays_lie_on_disk_and_come_out_as_their_delays_end() {
    let mut bench = Bench::new(Settings::default());
    let delays = (0..60_u32).map(|n| 1 + n * 37 % 60);
    let ids = bench.send_delayed(delays.clone(), 0);
    assert!(bench.in_memory() <= SMALL.shelf, "{}", bench.in_memory());
    let mut by_end: Vec<_> = delays.zip(ids).collect();
    by_end.sort();
    let mut ids: Vec<String> = by_end.into_iter().map(|(_, id)| id).collect();
    let counts = |bench: &mut Bench, now| {
        let counts = bench.queue.counts(now);
        (counts.visible, counts.delayed)
    };
    assert_eq!(counts(&mut bench, 31 * SECOND), (30, 30));
    assert_eq!(
        bench.queue.next_due(31 * SECOND),
        None,
        "is read when asked for"
    );
    let mut out: Vec<String> = Vec::new();
    for now in [31, 61, 61, 61, 61, 61] {
        out.extend(bench.take(10, now * SECOND));
        bench.queue = bench.disk.read(bench.queue.record.clone(), SMALL);
    }
    let first = &out[..10];
    assert!(first.iter().all(|id| ids[..30].contains(id)));
    out.sort();
    ids.sort();
    assert_eq!(out, ids, "each once");
    assert_eq!(counts(&mut bench, 61 * SECOND), (0, 0));
    assert_eq!(bench.disk.of(DELAYED).count(), 0);
}

/// As a queue with a delay of its own has them: nothing else is ever sent.
#[test]
fn messages_whose_delays_have_ended_do_not_fill_the_memory() {
    let settings = Settings {
        delay: 1,
        ..Settings::default()
    };
    let mut bench = Bench::new(settings);
    for second in 0..40 {
        bench.send_delayed([1, 1], second * SECOND);
        let counts = bench.queue.counts(second * SECOND);
        assert_eq!(counts.visible + counts.delayed, 2 * (second as usize + 1));
        assert!(bench.in_memory() <= 2 * SMALL.shelf);
    }
    let mut restarted = bench.disk.read(bench.queue.record.clone(), SMALL);
    assert_eq!(restarted.in_memory(), 0);
    assert_eq!(restarted.counts(100 * SECOND).visible, 80);
    let all = (0..8).flat_map(|_| bench.take(10, 100 * SECOND));
    assert_eq!(all.count(), 80);
}

#[test]
fn retention_and_a_purge_reach_what_is_delayed() {
    let settings = Settings {
        retention: 60,
        ..Settings::default()
    };
    let mut bench = Bench::new(settings);
    bench.send_delayed((0..20).map(|n| 1 + n), 0);
    let now = 70 * SECOND;
    let refused = bench.queue.expire(now, &Failing, &mut Batch::new());
    assert!(refused.is_err());
    let expired = bench.change(|queue, disk, batch| queue.expire(now, disk, batch).unwrap());
    let left = bench.queue.counts(now);
    assert_eq!(
        (expired.count + left.visible, left.delayed),
        (20, 0),
        "those that ended within the last minute stay a little longer"
    );
    assert!(bench.take(10, now).is_empty(), "and nobody sees them");
    bench.send_delayed(1..20, now);
    let refused = bench.queue.purge(now, &Failing, &mut Batch::new());
    assert!(refused.is_err() && bench.queue.counts(now).delayed == 19);
    bench.change(|queue, disk, batch| queue.purge(now, disk, batch).unwrap());
    assert_eq!(bench.queue.counts(100 * SECOND), Counts::default());
    assert_eq!(bench.disk.of(DELAYED).count(), 0);
}

#[test]
fn what_another_queue_counted_comes_back_from_disk() {
    let mut bench = Bench::new(Settings::default());
    bench.send_all(4);
    for _ in 0..3 {
        let origin = Origin {
            queue: "arn".into(),
            sent: None,
            receives: 3,
            first_received: Some(1),
        };
        let dead = Draft {
            origin: Some(origin),
            ..draft("dead")
        };
        bench.send(dead, 5);
    }
    bench.take(4, 5);
    let found = bench.change(|queue, disk, batch| queue.receive(3, 30, None, 6, disk, batch));
    let handed = found.unwrap().handed;
    assert!(
        handed
            .iter()
            .all(|handed| (handed.receives, handed.first_received) == (4, 1))
    );
}

#[test]
fn retention_ends_behind_the_shelf_too() {
    let settings = Settings {
        retention: 60,
        ..Settings::default()
    };
    let mut bench = Bench::new(settings);
    for n in 0..12 {
        bench.send(draft("x"), n * SECOND);
    }
    let now = 65 * SECOND;
    let expired = bench.change(|queue, disk, batch| queue.expire(now, disk, batch).unwrap());
    assert_eq!(
        (expired.count, expired.made.len()),
        (6, 1),
        "the second span has one that stays"
    );
    for span in expired.made {
        bench.queue.drop_from_memory(span);
    }
    let again = bench.change(|queue, disk, batch| queue.expire(now, disk, batch).unwrap());
    assert_eq!(again.count, 0);
    assert_eq!(bench.queue.counts(now).visible, 6);
    assert_eq!(bench.disk.of(MESSAGES).count(), 6);
    assert_eq!(bench.take(10, now).len(), 6);
}

#[test]
fn a_purge_reaches_behind_the_shelf() {
    let mut bench = Bench::new(Settings::default());
    bench.send_all(18);
    let refused = bench.queue.purge(20, &Failing, &mut Batch::new());
    assert_eq!(refused.unwrap_err().code, "InternalFailure");
    assert_eq!(
        bench.queue.counts(20).visible,
        18,
        "nothing is half deleted"
    );
    bench.change(|queue, disk, batch| queue.purge(21, disk, batch).unwrap());
    assert_eq!(bench.queue.counts(21), Counts::default());
    assert_eq!(bench.disk.of(MESSAGES).count() + bench.spans(), 0);
}

#[test]
fn a_disk_that_fails_loses_nothing() {
    let mut bench = Bench::new(Settings::default());
    bench.send_all(18);
    bench.take(4, 20);
    let mut batch = Batch::new();
    let failed = bench.queue.receive(1, 30, None, 20, &Failing, &mut batch);
    assert!(failed.is_err() && batch.is_empty());
    assert_eq!(bench.take(10, 20).len() + bench.take(10, 20).len(), 14);
}

#[test]
fn behind_a_closed_group_another_is_looked_for_among_so_many() {
    let mut bench = Bench::new(Settings {
        fifo: true,
        ..Settings::default()
    });
    for n in 0..20 {
        let group = if n == 7 || n == 19 { "open" } else { "closed" };
        bench.send(in_group(&n.to_string(), group), n);
    }
    let receive = |bench: &mut Bench| {
        let found = bench.change(|queue, disk, batch| queue.receive(1, 30, None, 20, disk, batch));
        found.unwrap().handed.pop()
    };
    assert_eq!(
        receive(&mut bench).unwrap().group.as_deref(),
        Some("closed")
    );
    let open = receive(&mut bench).unwrap();
    assert_eq!(open.group.as_deref(), Some("open"));
    bench.change(|queue, _, batch| queue.delete(open.receipt, 20, batch).unwrap());
    assert!(receive(&mut bench).is_none(), "the next is too far behind");
}
