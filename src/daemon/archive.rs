//! The state of the local environment as one file: a zip of what it keeps, with a note of where it
//! comes from.

use std::{
    fs::{self, File},
    io::{self, BufReader, BufWriter, Read, Write},
    path::{Component, Path, PathBuf},
};

use serde::{Deserialize, Serialize};
use zip::{ZipArchive, ZipWriter, write::SimpleFileOptions};

use super::{Daemon, Observed, clock};
use crate::error::{Doing, Error, Result};

/// The note; by it a state is told from any other zip.
const NOTE: &str = "coagent-state.json";
/// The layout of the state. Another one is refused.
const LAYOUT: u32 = 1;

/// Where a state comes from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Note {
    /// How the state is laid out.
    layout: u32,
    /// The version of coagent that wrote it.
    pub(crate) version: String,
    /// When.
    pub(crate) exported: jiff::Timestamp,
    /// What its clock had shown, where that was ahead of the machine's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    clock: Option<jiff::Timestamp>,
}

/// Writes the state to `to`; the answer is how many files it has. The environment must not run, so
/// that nothing changes under the copy.
pub(crate) async fn export(daemon: &Daemon, to: &Path, now: jiff::Timestamp) -> Result<usize> {
    if !keeps_something(daemon) {
        return Err(Error::failed("The local environment keeps nothing"));
    }
    let _rest = at_rest(daemon, "exported").await?;
    let draft = draft_of(to);
    let note = Note {
        layout: LAYOUT,
        version: env!("CARGO_PKG_VERSION").to_owned(),
        exported: now,
        clock: clock::noted(daemon),
    };
    let written = pack(&daemon.state_dir(), &note, &draft);
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    let files = written?;
    fs::rename(&draft, to).doing(|| format!("Failed to write {}", to.display()))?;
    Ok(files)
}

/// Beside the file, so that it is only there when it is whole.
fn draft_of(to: &Path) -> PathBuf {
    let mut name = to.as_os_str().to_owned();
    name.push(".partial");
    name.into()
}

fn pack(state: &Path, note: &Note, to: &Path) -> Result<usize> {
    let doing = || format!("Failed to write {}", to.display());
    let mut zip = ZipWriter::new(BufWriter::new(File::create(to).doing(doing)?));
    zip.start_file(NOTE, options(0o644)).doing(doing)?;
    zip.write_all(&serde_json::to_vec_pretty(note).doing(doing)?)
        .doing(doing)?;
    let files = files(state).doing(|| format!("Failed to read {}", state.display()))?;
    for file in &files {
        add(&mut zip, state, file)?;
    }
    let file = zip.finish().doing(doing)?.into_inner().doing(doing)?;
    file.sync_all().doing(doing)?;
    Ok(files.len())
}

/// Whether there is a state that an import would replace.
pub(crate) fn keeps_something(daemon: &Daemon) -> bool {
    fs::read_dir(daemon.state_dir()).is_ok_and(|mut entries| entries.next().is_some())
}

/// Reads where a state comes from.
pub(crate) fn note(from: &Path) -> Result<Note> {
    let foreign = || {
        Error::usage(format!(
            "{} is not a state of the local environment",
            from.display()
        ))
        .hint("coagent local export FILE (writes one)")
    };
    let mut zip = match open(from) {
        Err(_) if from.is_file() => return Err(foreign()),
        zip => zip?,
    };
    let mut text = String::new();
    let mut file = zip.by_name(NOTE).map_err(|_| foreign())?;
    file.read_to_string(&mut text).map_err(|_| foreign())?;
    let note: Note = serde_json::from_str(&text).map_err(|_| foreign())?;
    if note.layout != LAYOUT {
        return Err(Error::usage(format!(
            "{} has layout {}, this coagent ({}) reads layout {LAYOUT}; coagent {} wrote it",
            from.display(),
            note.layout,
            env!("CARGO_PKG_VERSION"),
            note.version
        )));
    }
    Ok(note)
}

/// Replaces the state by the one in `from`: the whole of it, or nothing.
pub(crate) async fn import(daemon: &Daemon, from: &Path) -> Result<()> {
    let note = note(from)?;
    daemon.make_dir()?;
    let _rest = at_rest(daemon, "replaced").await?;
    let (state, draft) = (daemon.state_dir(), daemon.dir.join("state.new"));
    let doing = || format!("Failed to import {}", from.display());
    remove(&draft).doing(doing)?;
    if let Err(error) = unpack(from, &draft) {
        let _ = remove(&draft);
        return Err(error);
    }
    remove(&state).doing(doing)?;
    fs::rename(&draft, &state).doing(doing)?;
    daemon.remove_record();
    clock::restore(daemon, note.clock)
}

/// Refuses to go on while the environment runs; `what` is what was to be done to its state.
pub(crate) async fn refuse_running(daemon: &Daemon, what: &str) -> Result<()> {
    if daemon.dir.exists() {
        at_rest(daemon, what).await?;
    }
    Ok(())
}

/// Keeps it from being started while it is copied, by both its locks; it must not run.
async fn at_rest(daemon: &Daemon, what: &str) -> Result<(File, File)> {
    let turn = daemon.turn().await?;
    if let Observed::Running(record, _) = daemon.observe().await? {
        let message = format!(
            "The local environment runs (process {}): its state cannot be {what}",
            record.pid
        );
        return Err(Error::failed(message).hint("coagent local stop"));
    }
    match daemon.try_lock()? {
        Some(lock) => Ok((turn, lock)),
        None => Err(Error::failed(format!(
            "The local environment runs, but does not answer: its state cannot be {what}"
        ))
        .hint(format!("{} may say why", daemon.log_file().display()))),
    }
}

fn open(from: &Path) -> Result<ZipArchive<BufReader<File>>> {
    let doing = || format!("Failed to read {}", from.display());
    let file = File::open(from).doing(doing)?;
    ZipArchive::new(BufReader::new(file)).doing(doing)
}

fn unpack(from: &Path, to: &Path) -> Result<()> {
    let doing = || format!("Failed to import {}", from.display());
    let mut zip = open(from)?;
    for index in 0..zip.len() {
        let mut file = zip.by_index(index).doing(doing)?;
        let name = file.name().doing(doing)?.into_owned();
        if name == NOTE || file.is_dir() {
            continue;
        }
        let path = to.join(inside(from, &name)?);
        let mode = file.unix_mode();
        write(&mut file, &path, mode).doing(doing)?;
    }
    Ok(())
}

/// The name of a file that stays below where it is unpacked.
fn inside(from: &Path, name: &str) -> Result<PathBuf> {
    let path = PathBuf::from(name);
    let is_below = |part| matches!(part, Component::Normal(_));
    if path.components().all(is_below) {
        return Ok(path);
    }
    Err(Error::usage(format!(
        "{} has the file `{name}`, which is outside",
        from.display()
    )))
}

fn write(file: &mut impl Read, path: &Path, mode: Option<u32>) -> io::Result<()> {
    fs::create_dir_all(path.parent().unwrap_or(path))?;
    let mut out = File::create(path)?;
    io::copy(file, &mut out)?;
    #[cfg(unix)]
    if let Some(mode) = mode {
        use std::os::unix::fs::PermissionsExt;
        out.set_permissions(fs::Permissions::from_mode(mode & 0o777))?;
    }
    out.sync_all()
}

fn add(zip: &mut ZipWriter<BufWriter<File>>, root: &Path, path: &Path) -> Result<()> {
    let doing = || format!("Failed to export {}", path.display());
    let name = path
        .strip_prefix(root)
        .unwrap_or(path)
        .to_string_lossy()
        .replace('\\', "/");
    let mut file = File::open(path).doing(doing)?;
    zip.start_file(name, options(mode(&file))).doing(doing)?;
    io::copy(&mut file, zip).map(drop).doing(doing)
}

fn options(mode: u32) -> SimpleFileOptions {
    SimpleFileOptions::default()
        .unix_permissions(mode)
        .large_file(true)
}

#[cfg(unix)]
fn mode(file: &File) -> u32 {
    use std::os::unix::fs::PermissionsExt;
    file.metadata()
        .map_or(0o644, |metadata| metadata.permissions().mode())
}

#[cfg(not(unix))]
fn mode(_: &File) -> u32 {
    0o644
}

/// Every file below, in the order of names.
fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    let mut folders = vec![root.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(cause) if cause.kind() != io::ErrorKind::NotFound => Err(cause),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn daemon(root: &Path) -> Daemon {
        let daemon = Daemon::beside(root);
        daemon.make_dir().unwrap();
        fs::create_dir_all(daemon.state_dir().join("s3")).unwrap();
        daemon
    }

    #[tokio::test]
    async fn a_state_comes_back_as_it_was() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let from = daemon(here.path());
        fs::write(from.state_dir().join("s3/object"), b"bytes").unwrap();
        let file = here.path().join("state.zip");
        assert_eq!(
            export(&from, &file, jiff::Timestamp::UNIX_EPOCH)
                .await
                .unwrap(),
            1
        );
        let to = daemon(there.path());
        fs::write(to.state_dir().join("old"), b"x").unwrap();
        import(&to, &file).await.unwrap();
        assert_eq!(
            fs::read(to.state_dir().join("s3/object")).unwrap(),
            b"bytes"
        );
        assert!(
            !to.state_dir().join("old").exists(),
            "what was there is replaced"
        );
    }

    #[tokio::test]
    async fn what_is_no_state_is_refused_and_what_is_there_stays() {
        let root = tempfile::tempdir().unwrap();
        let daemon = daemon(root.path());
        fs::write(daemon.state_dir().join("old"), b"x").unwrap();
        let file = root.path().join("other.zip");
        let mut zip = ZipWriter::new(File::create(&file).unwrap());
        zip.start_file("a", options(0o644)).unwrap();
        zip.finish().unwrap();
        let error = import(&daemon, &file).await.unwrap_err();
        assert!(error.message.contains("other.zip"), "{}", error.message);
        assert!(daemon.state_dir().join("old").exists());
    }

    #[test]
    fn a_file_that_leads_out_of_the_state_is_refused_by_name() {
        let from = Path::new("state.zip");
        for name in ["../a", "/a", "s3/../../a"] {
            let error = inside(from, name).unwrap_err();
            assert!(error.message.contains(name), "{}", error.message);
        }
        assert_eq!(inside(from, "s3/a").unwrap(), Path::new("s3/a"));
    }

    #[tokio::test]
    async fn while_a_process_holds_it_nothing_is_copied() {
        let root = tempfile::tempdir().unwrap();
        let daemon = daemon(root.path());
        let _held = daemon.try_lock().unwrap();
        let file = root.path().join("state.zip");
        let now = jiff::Timestamp::UNIX_EPOCH;
        let error = export(&daemon, &file, now).await.unwrap_err();
        assert!(
            error.message.contains("does not answer"),
            "{}",
            error.message
        );
        assert!(!file.exists());
    }
}
