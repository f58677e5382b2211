//! Appending to a file.

use std::{
    fs::{File, OpenOptions},
    io::{self, Write},
    os::unix::fs::OpenOptionsExt,
};

use crate::plan::{message::Outgoing, redrive::Verdict};

/// Writes a line of JSON for each; accepted when all are on the disk.
pub(super) fn append(path: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
    let why = |cause: io::Error| format!("{path}: {cause}");
    let mut options = OpenOptions::new();
    let options = options.create(true).append(true).mode(0o600);
    let verdict = match options.open(path) {
        Err(cause) => Verdict::Rejected(why(cause)),
        Ok(file) => match write(file, contents) {
            Ok(()) => Verdict::Accepted(None),
            // Some of the lines may be there.
            Err(cause) => Verdict::Uncertain(why(cause)),
        },
    };
    vec![verdict; contents.len()]
}

fn write(mut file: File, contents: &[&Outgoing]) -> io::Result<()> {
    let mut lines = String::new();
    for content in contents {
        lines.push_str(&serde_json::to_string(content)?);
        lines.push('\n');
    }
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}
