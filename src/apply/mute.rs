//! Keeping alarms from acting for the time of a piece of work.
//!
//! What is muted is first written to a file on the disk. The file is locked by the process that
//! works; one that is not locked is of a process that was stopped, and the next command that comes
//! by restores its alarms.

use std::{
    fs::{self, File},
    io::Write,
    path::{Path, PathBuf},
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{
    aws::Aws,
    error::{Doing, Result},
};

/// Alarms that do not act until this is restored.
#[derive(Debug)]
pub(crate) struct Muted {
    path: PathBuf,
    /// Keeps the lock.
    _file: File,
    /// Their names.
    pub(crate) alarms: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Note {
    environment: String,
    alarms: Vec<String>,
}

impl Muted {
    /// Mutes alarms, all of which act now.
    pub(crate) async fn mute(
        aws: &Aws,
        dir: &Path,
        alarms: Vec<String>,
        now: Timestamp,
    ) -> Result<Self> {
        let path = dir.join(format!("{}.json", now.strftime("%Y%m%dT%H%M%S.%6fZ")));
        let doing = || format!("Failed to write {}", path.display());
        fs::create_dir_all(dir).doing(doing)?;
        let mut file = File::create_new(&path).doing(doing)?;
        file.lock().doing(doing)?;
        let note = Note {
            environment: aws.place.environment.clone(),
            alarms: alarms.clone(),
        };
        let text = serde_json::to_vec(&note).doing(doing)?;
        file.write_all(&text)
            .and_then(|()| file.sync_all())
            .and_then(|()| File::open(dir)?.sync_all())
            .doing(doing)?;
        let muted = Self {
            path: path.clone(),
            _file: file,
            alarms,
        };
        aws.cloudwatch().act(&muted.alarms, false).await?;
        Ok(muted)
    }

    /// Lets them act again.
    pub(crate) async fn restore(self, aws: &Aws) -> Result<()> {
        aws.cloudwatch().act(&self.alarms, true).await?;
        fs::remove_file(&self.path).doing(|| format!("Failed to remove {}", self.path.display()))
    }
}

/// Whether any command has alarms muted, or has left them so.
pub(crate) fn is_any(dir: &Path) -> bool {
    fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some())
}

/// Restores the alarms that stopped processes have left muted in this environment; their names.
pub(crate) async fn restore_left(aws: &Aws, dir: &Path) -> Result<Vec<String>> {
    let Ok(entries) = fs::read_dir(dir) else {
        return Ok(Vec::new());
    };
    let mut restored = Vec::new();
    for entry in entries.flatten() {
        if let Some(left) = left(&entry.path(), &aws.place.environment) {
            restored.extend(left.alarms.clone());
            left.restore(aws).await?;
        }
    }
    Ok(restored)
}

/// What a stopped process has left muted in an environment.
fn left(path: &Path, environment: &str) -> Option<Muted> {
    let file = File::open(path).ok()?;
    file.try_lock().ok()?;
    let note: Note = serde_json::from_slice(&fs::read(path).ok()?).ok()?;
    (note.environment == environment).then(|| Muted {
        path: path.to_owned(),
        _file: file,
        alarms: note.alarms,
    })
}
