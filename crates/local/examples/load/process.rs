//! What the system says of the server's process. Linux only.

use std::{fs, path::Path, time::SystemTime};

use crate::client::Outcome;

/// Seconds of user and system time of a process; Linux counts in hundredths.
pub(crate) fn cpu_seconds(pid: u32) -> Outcome<f64> {
    let stat = fs::read_to_string(format!("/proc/{pid}/stat"))?;
    let fields = stat.rsplit_once(')').ok_or("no process name")?.1;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// Megabytes of memory that are resident.
pub(crate) fn resident(pid: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes.ok_or("no VmRSS")?.parse::<f64>()? / 1024.0)
}

/// Bytes of all files below a directory.
pub(crate) fn size_of(directory: &Path) -> Outcome<u64> {
    let mut sum = 0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        // What goes away meanwhile has no size.
        let Ok(data) = entry.metadata() else { continue };
        sum += if data.is_dir() {
            size_of(&entry.path()).unwrap_or_default()
        } else {
            data.len()
        };
    }
    Ok(sum)
}

/// Milliseconds since the epoch.
#[expect(
    clippy::disallowed_methods,
    reason = "a program of its own: the server checks the times of log events"
)]
pub(crate) fn now_millis() -> u128 {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    since.map_or(0, |since| since.as_millis())
}
