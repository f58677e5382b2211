//! `daemon.json` and the locks beside it.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::ErrorKind,
    net::{IpAddr, Ipv4Addr},
    path::PathBuf,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Daemon;
use crate::{
    error::{Doing, Error, Result},
    ui::Ui,
};

/// What a running local environment says about itself on disk.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Record {
    /// Its process.
    pub(crate) pid: u32,
    /// Its port.
    pub(crate) port: u16,
    /// Its URL.
    pub(crate) endpoint: String,
    /// When it started.
    pub(crate) started: Timestamp,
    /// The version of coagent that runs it.
    pub(crate) version: String,
    /// Bytes of a write that the end of the process before had cut off, and that were left out.
    #[serde(default)]
    pub(crate) cut_off: u64,
    /// The address that it listens on.
    #[serde(default = "loopback")]
    pub(crate) listen: IpAddr,
    /// Names that clients may ask for, beside those of loopback.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) hosts: Vec<String>,
}

fn loopback() -> IpAddr {
    Ipv4Addr::LOCALHOST.into()
}

impl Record {
    /// What whoever starts it ought to know about the state that it found.
    pub(crate) fn say_what_is_left_out(&self, ui: &Ui) {
        if self.cut_off > 0 {
            ui.status(format!(
                "The last {} bytes of its journal are a write that was cut off; it had not been \
                 acknowledged and is left out",
                self.cut_off
            ));
        }
    }
}

impl Daemon {
    fn record_file(&self) -> PathBuf {
        self.dir.join("daemon.json")
    }

    /// The record; `None` when there is none. One that cannot be read is half-written: none.
    pub(super) fn record(&self) -> Result<Option<Record>> {
        match fs::read(self.record_file()) {
            Ok(text) => Ok(serde_json::from_slice(&text).ok()),
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(Error::failed(format!(
                "Failed to read {}",
                self.record_file().display()
            ))
            .because(cause)),
        }
    }

    /// Writes the record so that nobody ever reads half of it.
    pub(super) fn write_record(&self, record: &Record) -> Result<()> {
        let doing = || format!("Failed to write {}", self.record_file().display());
        let text = serde_json::to_vec_pretty(record).doing(doing)?;
        self.replace("daemon.json", &text)
    }

    /// Writes a file so that whoever reads it, at whatever time, reads a whole one.
    pub(super) fn replace(&self, name: &str, content: &[u8]) -> Result<()> {
        let path = self.dir.join(name);
        let doing = || format!("Failed to write {}", path.display());
        let draft = self.dir.join(format!("{name}.new"));
        fs::write(&draft, content).doing(doing)?;
        fs::rename(&draft, &path).doing(doing)
    }

    /// Removes the record; that it is not there is fine.
    pub(super) fn remove_record(&self) {
        let _ = fs::remove_file(self.record_file());
    }

    /// Makes the directory, with a `.gitignore` so that state is never committed.
    pub(super) fn make_dir(&self) -> Result<()> {
        let doing = || format!("Failed to make {}", self.dir.display());
        fs::create_dir_all(&self.dir).doing(doing)?;
        let ignore = self.dir.with_file_name(".gitignore");
        if ignore.exists() {
            return Ok(());
        }
        fs::write(ignore, "*\n").doing(doing)
    }

    /// The lock of the process; `None` when a process holds it.
    pub(super) fn try_lock(&self) -> Result<Option<File>> {
        let file = self.open("lock")?;
        match file.try_lock() {
            Ok(()) => Ok(Some(file)),
            Err(TryLockError::WouldBlock) => Ok(None),
            Err(TryLockError::Error(cause)) => {
                Err(Error::failed(format!("Failed to lock {}", self.dir.display())).because(cause))
            }
        }
    }

    /// Waits until nobody else is starting or stopping it.
    pub(super) async fn turn(&self) -> Result<File> {
        let file = self.open("starting")?;
        let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
        let doing = || format!("Failed to lock {}", self.dir.display());
        locked.doing(doing)?.doing(doing)
    }

    fn open(&self, name: &str) -> Result<File> {
        let path = self.dir.join(name);
        let mut options = OpenOptions::new();
        options.create(true).truncate(false).write(true);
        options
            .open(&path)
            .doing(|| format!("Failed to open {}", path.display()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_read_back_and_half_of_one_is_none() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = Daemon::beside(dir.path());
        daemon.make_dir().unwrap();
        assert_eq!(daemon.record().unwrap(), None);
        let record = Record {
            pid: 7,
            port: 4566,
            endpoint: "http://127.0.0.1:4566".into(),
            started: "2026-01-02T03:04:05Z".parse().unwrap(),
            cut_off: 0,
            version: "0.1.0".into(),
            listen: loopback(),
            hosts: vec!["dev.lan".into()],
        };
        daemon.write_record(&record).unwrap();
        assert_eq!(daemon.record().unwrap(), Some(record));
        fs::write(daemon.record_file(), "{\"pid\":").unwrap();
        assert_eq!(daemon.record().unwrap(), None);
    }

    #[test]
    fn the_lock_is_held_once() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = Daemon::beside(dir.path());
        daemon.make_dir().unwrap();
        let held = daemon.try_lock().unwrap();
        assert!(held.is_some());
        assert!(daemon.try_lock().unwrap().is_none());
    }
}
