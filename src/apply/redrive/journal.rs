//! The journal as a file. What is written is on the disk before anything else happens.

use std::{
    fs::{File, OpenOptions, TryLockError},
    io::{self, BufRead, BufReader, Write},
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use crate::{
    error::{Doing, Error, Result},
    plan::redrive::journal::{Begun, Ledger, Record},
};

/// After this long the counts of SQS show what was done; it says about a minute.
const CONVERGED: Duration = Duration::from_secs(120);

/// Where a redrive writes them.
const PLACE: &str = "journals are in .coagent/redrive beside coagent.yaml";

/// A journal that this process alone writes to.
#[derive(Clone, Debug)]
pub(crate) struct Journal {
    /// Where it is.
    pub(crate) path: PathBuf,
    file: Arc<Lines>,
    /// How long ago it was last written to when it was opened; `None` when that is not known.
    idle: Option<Duration>,
}

/// A file that many write to at a time. One sync to the disk serves all who wrote before it.
#[derive(Debug)]
struct Lines {
    /// The file, and how often it was written to.
    written: Mutex<(File, u64)>,
    /// The same file, and how many of the writes are on the disk.
    synced: Mutex<(File, u64)>,
}

impl Lines {
    fn of(file: File) -> io::Result<Self> {
        Ok(Self {
            synced: Mutex::new((file.try_clone()?, 0)),
            written: Mutex::new((file, 0)),
        })
    }

    /// Writes, and says which write it was.
    fn append(&self, lines: &str) -> io::Result<u64> {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        written.0.write_all(lines.as_bytes())?;
        written.1 += 1;
        Ok(written.1)
    }

    /// Waits until a write is on the disk.
    fn settle(&self, write: u64) -> io::Result<()> {
        let mut synced = self.synced.lock().unwrap_or_else(PoisonError::into_inner);
        if synced.1 >= write {
            return Ok(());
        }
        let all = self
            .written
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .1;
        synced.0.sync_data()?;
        synced.1 = all;
        Ok(())
    }
}

impl Journal {
    /// A new journal in a directory, which is made when it is not there.
    pub(crate) fn create_in(dir: &Path, begun: &Begun) -> Result<Self> {
        let name = begun.at.strftime("%Y%m%dT%H%M%S.%6fZ").to_string();
        Self::create(&dir.join(format!("{name}.ndjson")), begun)
    }

    /// A new journal.
    pub(crate) fn create(path: &Path, begun: &Begun) -> Result<Self> {
        let doing = || format!("Failed to make the journal {}", path.display());
        let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty());
        let dir = dir.unwrap_or(Path::new("."));
        std::fs::create_dir_all(dir).doing(doing)?;
        let file = private().create_new(true).open(path).doing(doing)?;
        lock(&file, path)?;
        let journal = Self {
            path: path.to_owned(),
            file: Arc::new(Lines::of(file).doing(doing)?),
            idle: None,
        };
        journal.append(&lines(&[Record::Begun(begun.clone())])?)?;
        // The name of the file must be on the disk too.
        File::open(dir)
            .and_then(|dir| dir.sync_all())
            .doing(doing)?;
        Ok(journal)
    }

    /// A journal that is there, and what it says. A line that was being written when the process
    /// was stopped is cut off.
    pub(crate) fn open(path: &Path) -> Result<(Self, Ledger)> {
        let doing = || format!("Failed to read the journal {}", path.display());
        let mut file = private()
            .read(true)
            .open(path)
            .map_err(|cause| Error::usage(doing()).because(cause).hint(PLACE))?;
        lock(&file, path)?;
        let idle = idle(&file);
        let (ledger, whole) = read(&mut file, path)?;
        file.set_len(whole).doing(doing)?;
        let journal = Self {
            path: path.to_owned(),
            file: Arc::new(Lines::of(file).doing(doing)?),
            idle,
        };
        Ok((journal, ledger))
    }

    /// Whether what was done before it was opened is seen in the counts of SQS: at once in the
    /// local environment, on AWS after a minute (SQS developer guide, approximate metrics).
    pub(crate) fn is_settled(&self, local: bool) -> bool {
        local || self.idle.is_some_and(|idle| idle > CONVERGED)
    }

    /// Writes lines; they are on the disk when it returns.
    pub(crate) async fn write(&self, records: Vec<Record>) -> Result<()> {
        if records.is_empty() {
            return Ok(());
        }
        let lines = lines(&records)?;
        let journal = self.clone();
        let written = tokio::task::spawn_blocking(move || journal.append(&lines)).await;
        written.doing(|| format!("Failed to write the journal {}", self.path.display()))?
    }

    fn append(&self, lines: &str) -> Result<()> {
        let write = self.file.append(lines);
        write
            .and_then(|write| self.file.settle(write))
            .doing(|| format!("Failed to write the journal {}", self.path.display()))
    }

    /// Writes lines that may be lost with the power: what they say is also seen from the queue.
    pub(crate) fn note(&self, records: &[Record]) -> Result<()> {
        self.file
            .append(&lines(records)?)
            .map(drop)
            .doing(|| format!("Failed to write the journal {}", self.path.display()))
    }
}

fn idle(file: &File) -> Option<Duration> {
    file.metadata().ok()?.modified().ok()?.elapsed().ok()
}

/// Reads line by line: a journal can be larger than what is worth keeping of it. Also, where its
/// last whole line ends.
fn read(file: &mut File, path: &Path) -> Result<(Ledger, u64)> {
    let (mut ledger, mut whole, mut number) = (Ledger::default(), 0, 0);
    let at = |number: usize, wrong: String| {
        let error = Error::usage(format!("{}:{number}: {wrong}", path.display()));
        match number {
            1 => error.hint(PLACE),
            _ => error.hint("a crash tears only the last line, which is passed over: something else has changed this one")
                .hint("a new redrive instead may send again what the journal has as accepted"),
        }
    };
    let mut lines = BufReader::new(file);
    let mut line = String::new();
    loop {
        line.clear();
        let read = lines.read_line(&mut line);
        read.doing(|| format!("Failed to read the journal {}", path.display()))?;
        let Some(text) = line.strip_suffix('\n') else {
            break;
        };
        number += 1;
        ledger
            .line(text, number == 1)
            .map_err(|wrong| at(number, wrong))?;
        whole += line.len() as u64;
    }
    ledger.end().map_err(|wrong| at(1, wrong))?;
    Ok((ledger, whole))
}

fn lines(records: &[Record]) -> Result<String> {
    let mut lines = String::new();
    for record in records {
        let line = serde_json::to_string(record).doing(|| "Failed to write a record".into())?;
        lines.push_str(&line);
        lines.push('\n');
    }
    Ok(lines)
}

/// Journals hold what was in the messages: nobody else may read them.
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = OpenOptions::new();
    options.append(true).mode(0o600);
    options
}

/// The lock goes with the process, however it ends.
fn lock(file: &File, path: &Path) -> Result<()> {
    file.try_lock().map_err(|cause| match cause {
        TryLockError::WouldBlock => Error::usage(format!(
            "The journal {} is in use by another coagent",
            path.display()
        ))
        .hint("wait until that has ended"),
        TryLockError::Error(cause) => {
            Error::failed(format!("Failed to lock the journal {}", path.display())).because(cause)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{
        message::Outgoing,
        redrive::{Delivery, Destination, journal::VERSION},
    };

    fn begun() -> Begun {
        Begun {
            version: VERSION,
            queue: "arn".into(),
            ..Begun::default()
        }
    }

    fn planned(message: &str) -> Record {
        Record::Planned {
            message: message.into(),
            delivery: Delivery {
                destination: Destination::Queue { arn: "q".into() },
                content: Outgoing::default(),
            },
        }
    }

    #[tokio::test]
    async fn what_was_written_is_read_and_what_was_torn_is_cut_off() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::create_in(dir.path(), &begun()).unwrap();
        journal.write(vec![planned("a")]).await.unwrap();
        journal.append("{\"record\":\"sen").unwrap();
        let path = journal.path.clone();
        drop(journal);
        let (journal, ledger) = Journal::open(&path).unwrap();
        assert_eq!(ledger.messages.keys().collect::<Vec<_>>(), ["a"]);
        journal.write(vec![planned("b")]).await.unwrap();
        drop(journal);
        assert_eq!(Journal::open(&path).unwrap().1.messages.len(), 2);
    }

    #[test]
    fn a_journal_is_one_process_s_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let journal = Journal::create_in(dir.path(), &begun()).unwrap();
        let error = Journal::open(&journal.path).unwrap_err();
        assert!(error.message.contains("in use"), "{error:?}");
    }
}
