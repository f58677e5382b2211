//! What the system says of this process. Linux only.

use std::{fs, path::Path};

use crate::Outcome;

/// Seconds of user and system time.
pub fn cpu_seconds() -> Outcome<f64> {
    let stat = fs::read_to_string("/proc/self/stat")?;
    let fields = stat.rsplit_once(')').ok_or("no process name")?.1;
    let ticks = fields
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / 100.0)
}

/// Bytes that were handed to the file system.
pub fn written() -> Outcome<f64> {
    number("/proc/self/io", "wchar:")
}

/// The most megabytes that were resident.
pub fn peak_resident() -> Outcome<f64> {
    Ok(number("/proc/self/status", "VmHWM:")? / 1024.0)
}

fn number(file: &str, name: &str) -> Outcome<f64> {
    let text = fs::read_to_string(file)?;
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    let first = line.and_then(|line| line.split_whitespace().next());
    Ok(first
        .ok_or_else(|| format!("no {name} in {file}"))?
        .parse()?)
}

/// Bytes of all files below a directory.
pub fn size_of(directory: &Path) -> Outcome<f64> {
    let mut sum = 0.0;
    for entry in fs::read_dir(directory)? {
        let entry = entry?;
        let data = entry.metadata()?;
        sum += if data.is_dir() {
            size_of(&entry.path())?
        } else {
            data.len() as f64
        };
    }
    Ok(sum)
}
