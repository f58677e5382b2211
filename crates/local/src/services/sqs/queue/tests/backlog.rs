//! A queue with more messages than its memory has room for.

use super::*;

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
        self.queue.messages.len()
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
    let mut queue = bench.disk.read(record, SMALL, 20);
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
    let restarted = bench.disk.read(bench.queue.record.clone(), SMALL, 6);
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
