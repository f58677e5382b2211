//! Copying messages out of a queue that keeps them.

use std::{
    fs::{File, OpenOptions},
    io::{BufWriter, Write},
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

use super::{hidden::Hidden, peek};
use crate::{
    aws::{Aws, sqs::Queue},
    error::{Doing, Error, Result},
    plan::{
        dead_letter::{self, Filter},
        exported::Exported,
        ids::Ids,
    },
};

/// What was copied.
#[derive(Debug, Default)]
pub(crate) struct Copied {
    /// The messages.
    pub(crate) ids: Ids,
    /// How many others were seen.
    pub(crate) others: usize,
    /// Whether all were seen.
    pub(crate) to_the_end: bool,
    /// What others have hidden, when all were seen.
    pub(crate) hidden: Option<Hidden>,
}

/// Gives each message that is meant to `write`, as a line; none is taken out of the queue.
pub(crate) async fn export(
    aws: &Aws,
    queue: &Queue,
    filter: &Filter,
    limit: usize,
    mut write: impl FnMut(&str) -> Result<()>,
) -> Result<Copied> {
    let mut copied = Copied::default();
    copied.to_the_end = peek::pass(aws, queue, |messages| {
        for message in messages {
            let letter = dead_letter::of(&message);
            if !filter.matches(&message, &letter) {
                copied.others += 1;
            } else if copied.ids.len() < limit && copied.ids.insert(&message.id) {
                let queue = queue.arn.clone();
                write(&Exported { queue, message }.line())?;
            }
        }
        Ok(copied.ids.len() < limit)
    })
    .await?;
    copied.hidden = peek::at_the_end(aws, queue, copied.to_the_end).await?;
    Ok(copied)
}

/// A new file for an export; nobody else may read what was in the messages.
pub(crate) struct NewFile<'p> {
    path: &'p Path,
    file: BufWriter<File>,
}

impl<'p> NewFile<'p> {
    /// Makes it; refuses one that is there.
    pub(crate) fn create(path: &'p Path) -> Result<Self> {
        let mut options = OpenOptions::new();
        let file = options.write(true).create_new(true).mode(0o600).open(path);
        let file = file.map_err(|cause| {
            Error::usage(format!("Failed to make the file {}", path.display()))
                .because(cause)
                .hint("choose a new file: what is there is not overwritten")
        })?;
        Ok(Self {
            path,
            file: BufWriter::new(file),
        })
    }

    /// Writes a line.
    pub(crate) fn write(&mut self, line: &str) -> Result<()> {
        let written = self.file.write_all(line.as_bytes());
        written.doing(|| format!("Failed to write {}", self.path.display()))
    }

    /// Makes sure that all is on the disk.
    pub(crate) fn finish(mut self) -> Result<()> {
        let synced = self
            .file
            .flush()
            .and_then(|()| self.file.get_ref().sync_all());
        synced.doing(|| format!("Failed to write {}", self.path.display()))
    }
}
