//! Appending to a file.

use std::{fs::OpenOptions, io::Write, os::unix::fs::OpenOptionsExt};

use crate::plan::{message::Outgoing, redrive::Verdict};

/// Writes a line of JSON for each; accepted when all are on the disk.
pub(super) fn append(path: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
    match write(path, contents) {
        Ok(()) => vec![Verdict::Accepted(None); contents.len()],
        // Some of the lines may be there.
        Err(cause) => vec![Verdict::Uncertain(format!("{path}: {cause}")); contents.len()],
    }
}

fn write(path: &str, contents: &[&Outgoing]) -> std::io::Result<()> {
    let mut lines = String::new();
    for content in contents {
        lines.push_str(&serde_json::to_string(content)?);
        lines.push('\n');
    }
    let mut options = OpenOptions::new();
    let options = options.create(true).append(true).mode(0o600);
    let mut file = options.open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}
