//! Sending exported messages to a queue, with a journal like a redrive: begun again after a stop,
//! it knows which are there.

use std::{
    fs::File,
    io::{BufRead, BufReader},
    path::Path,
};

use futures_util::{StreamExt, TryStreamExt, stream};

use super::redrive::{Journal, Sender};
use crate::{
    aws::{
        Aws,
        sqs::{BATCH, Queue},
    },
    error::{Doing, Error, Result},
    plan::{
        exported::{Exported, again},
        redrive::{
            Delivery, Destination, Verdict,
            journal::{Ledger, Record, Step},
        },
    },
};

/// Batches at the same time; one for a FIFO queue, which keeps the order of the file.
const WORKERS: usize = 16;

/// What became of the lines.
#[derive(Debug, Default)]
pub(crate) struct Imported {
    /// Messages that the queue acknowledged now.
    pub(crate) accepted: u64,
    /// Messages that an earlier import of the file had brought there.
    pub(crate) before: u64,
    /// Of those accepted, which may be there twice: an earlier answer was lost.
    pub(crate) doubtful: u64,
    /// Messages that are not known to be there: id, whether nobody knows, and why.
    pub(crate) open: Vec<(String, bool, String)>,
}

/// A message of the file, on its way.
struct Parcel {
    id: String,
    delivery: Delivery,
    known: bool,
    doubted: bool,
}

/// Sends the messages of a file to a queue.
pub(crate) async fn import(
    aws: &Aws,
    queue: &Queue,
    file: &Path,
    journal: &Journal,
    ledger: &Ledger,
) -> Result<Imported> {
    let sender = Sender::new(aws);
    let mut parcels = read(file)?.map(|line| parcel(line?, queue, ledger));
    let batches = std::iter::from_fn(|| {
        let batch: Vec<_> = parcels.by_ref().take(BATCH).collect();
        (!batch.is_empty()).then(|| batch.into_iter().collect::<Result<Vec<_>>>())
    });
    let workers = if queue.is_fifo() { 1 } else { WORKERS };
    let sends = batches.map(|batch| async {
        let batch = batch?;
        let before = batch.iter().filter(|parcel| parcel.is_none()).count();
        let mut imported = send(&sender, journal, batch.into_iter().flatten().collect()).await?;
        imported.before = before as u64;
        Ok::<Imported, Error>(imported)
    });
    stream::iter(sends)
        .buffered(workers)
        .try_fold(Imported::default(), |mut all, one| async move {
            all.accepted += one.accepted;
            all.before += one.before;
            all.doubtful += one.doubtful;
            all.open.extend(one.open);
            Ok(all)
        })
        .await
}

/// Makes sure that every line can be read before any is sent; how many there are.
pub(crate) fn count(file: &Path) -> Result<usize> {
    let mut ids = crate::plan::ids::Ids::default();
    for (number, line) in read(file)?.enumerate() {
        let exported = line?;
        if !ids.insert(&exported.message.id) {
            let (path, number) = (file.display(), number + 1);
            let id = exported.message.id;
            return Err(Error::usage(format!(
                "{path}:{number}: message {id} is there twice"
            )));
        }
    }
    Ok(ids.len())
}

fn read(file: &Path) -> Result<impl Iterator<Item = Result<Exported>>> {
    let path = file.display().to_string();
    let opened = File::open(file)
        .map_err(|cause| Error::usage(format!("Failed to read {path}")).because(cause))?;
    let lines = BufReader::new(opened).lines().enumerate();
    Ok(lines.map(move |(index, line)| {
        let line = line.doing(|| format!("Failed to read {path}"))?;
        Exported::read(&line)
            .map_err(|wrong| Error::usage(format!("{path}:{}: {wrong}", index + 1)))
    }))
}

/// What is to be sent; `None` when it is there.
fn parcel(exported: Exported, queue: &Queue, ledger: &Ledger) -> Result<Option<Parcel>> {
    let message = exported.message;
    let tracked = ledger.messages.get(&message.id);
    let there = tracked.is_some_and(|tracked| tracked.step() == Step::Delete);
    if there || ledger.is_done(&message.id) {
        return Ok(None);
    }
    let arn = queue.arn.clone();
    let delivery = Delivery {
        content: again(&message, &arn),
        destination: Destination::Queue { arn },
    };
    Ok(Some(Parcel {
        id: message.id,
        delivery,
        known: tracked.is_some(),
        doubted: tracked.is_some_and(|tracked| tracked.is_doubted()),
    }))
}

async fn send(sender: &Sender<'_>, journal: &Journal, parcels: Vec<Parcel>) -> Result<Imported> {
    let before = |parcel: &Parcel| Record::before(&parcel.id, &parcel.delivery, parcel.known);
    journal
        .write(parcels.iter().flat_map(before).collect())
        .await?;
    let deliveries: Vec<&Delivery> = parcels.iter().map(|parcel| &parcel.delivery).collect();
    let verdicts = sender.send(&deliveries).await;
    let mut imported = Imported::default();
    let mut records = Vec::new();
    for (parcel, verdict) in parcels.into_iter().zip(verdicts) {
        records.push(Record::of(&parcel.id, &verdict));
        match verdict {
            Verdict::Accepted(_) => {
                imported.accepted += 1;
                imported.doubtful += u64::from(parcel.doubted);
                // There is nothing to be taken out of a queue: it is done.
                let message = parcel.id;
                records.push(Record::Deleted { message });
            }
            Verdict::Rejected(reason) => imported.open.push((parcel.id, false, reason)),
            Verdict::Uncertain(reason) => imported.open.push((parcel.id, true, reason)),
        }
    }
    journal.write(records).await?;
    Ok(imported)
}
