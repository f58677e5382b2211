//! How much memory a process has used.

/// The most memory that the process has had resident, in MB; `None` where the system does not say.
pub(super) fn peak(pid: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    parse(&status)
}

fn parse(status: &str) -> Option<u64> {
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.trim().trim_end_matches(" kB").parse().ok()?;
    Some(kilobytes.div_ceil(1024))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_high_water_mark_is_rounded_up_to_megabytes() {
        assert_eq!(
            parse("Name:\tx\nVmHWM:\t   36865 kB\nVmRSS:\t 1 kB\n"),
            Some(37)
        );
        assert_eq!(parse("Name:\tx\n"), None);
    }
}
