//! Taking named messages out of a queue: received and deleted one by one, so that what comes
//! meanwhile stays.

use futures_util::future::join_all;

use super::{
    held::Held,
    hidden::Hidden,
    peek::{self, QUIET},
};
use crate::{
    aws::{
        Aws,
        sqs::{BATCH, Queue},
    },
    error::Result,
    plan::{ids::Ids, seen::Seen},
};

/// Seconds that messages stay hidden when this process is stopped.
const HIDDEN: i32 = 120;
/// Batches at the same time.
const WORKERS: usize = 8;

/// What became of the messages.
#[derive(Debug, Default)]
pub(crate) struct Purged {
    /// Those that SQS acknowledged to have deleted.
    pub(crate) deleted: Ids,
    /// Those that it did not delete, and why.
    pub(crate) failed: Vec<(String, String)>,
    /// How many others were met, which stay.
    pub(crate) others: usize,
    /// What others have hidden.
    pub(crate) hidden: Option<Hidden>,
}

#[derive(Default)]
struct Work {
    purged: Purged,
    met: Seen,
    held: Held,
    quiet: u32,
}

/// Deletes the messages of these ids.
pub(crate) async fn purge(aws: &Aws, queue: &Queue, ids: &Ids) -> Result<Purged> {
    let work = tokio::sync::Mutex::new(Work::default());
    let workers = if queue.is_fifo() { 1 } else { WORKERS };
    let done = join_all((0..workers).map(|_| worker(aws, queue, ids, &work))).await;
    let work = work.into_inner();
    let shown = work.held.show(aws, &queue.url).await;
    done.into_iter().collect::<Result<Vec<()>>>()?;
    shown?;
    Ok(Purged {
        // What was deleted is said also when this cannot be asked.
        hidden: Hidden::of(aws, queue).await.ok(),
        ..work.purged
    })
}

async fn worker(
    aws: &Aws,
    queue: &Queue,
    ids: &Ids,
    work: &tokio::sync::Mutex<Work>,
) -> Result<()> {
    loop {
        {
            let work = work.lock().await;
            if work.quiet >= QUIET || work.purged.deleted.len() == ids.len() {
                return Ok(());
            }
        }
        let wait = peek::wait(aws);
        let received = aws.sqs().receive(&queue.url, HIDDEN, wait).await?;
        let mut meant = Vec::new();
        {
            let work = &mut *work.lock().await;
            let mut news = false;
            for message in received {
                let new = work.met.insert(&message.id);
                news |= new;
                if ids.contains(&message.id) {
                    meant.push((message.id, message.receipt));
                } else {
                    work.purged.others += usize::from(new);
                    work.held.add(&message.receipt)?;
                }
            }
            work.quiet = if news { 0 } else { work.quiet + 1 };
        }
        delete(aws, queue, &meant, work).await?;
    }
}

async fn delete(
    aws: &Aws,
    queue: &Queue,
    meant: &[(String, String)],
    work: &tokio::sync::Mutex<Work>,
) -> Result<()> {
    for batch in meant.chunks(BATCH) {
        let receipts: Vec<&str> = batch.iter().map(|(_, receipt)| receipt.as_str()).collect();
        let answers = aws.sqs().delete(&queue.url, &receipts).await?;
        let work = &mut *work.lock().await;
        for ((id, receipt), answer) in batch.iter().zip(answers) {
            match answer {
                Ok(_) => drop(work.purged.deleted.insert(id)),
                Err(reason) => {
                    work.purged.failed.push((id.clone(), reason));
                    work.held.add(receipt)?;
                }
            }
        }
    }
    Ok(())
}
