//! What the clock has shown, so that it never goes back.
//!
//! A clock that runs faster than the machine's is ahead of it. After a restart it goes on from
//! there, at whatever speed: what was due stays due, and what came later stays younger.

use std::{fs, time::Duration};

use coagent_local::clock::Clock;
use jiff::Timestamp;

use super::Daemon;
use crate::error::Result;

/// How often it is noted.
const BEAT: Duration = Duration::from_secs(1);

/// The file that it is noted in.
const FILE: &str = "clock";

/// A clock at `speed` that shows `now`, or what was shown before when that is later.
pub(super) fn resume(daemon: &Daemon, now: Timestamp, speed: f64) -> Clock {
    Clock::at(noted(daemon).map_or(now, |shown| shown.max(now)), speed)
}

/// What it has shown, where that is noted.
pub(super) fn noted(daemon: &Daemon) -> Option<Timestamp> {
    let text = fs::read_to_string(daemon.dir.join(FILE)).ok()?;
    text.parse().ok()
}

/// Notes what the clock of another environment has shown, whose state comes here.
pub(super) fn restore(daemon: &Daemon, shown: Option<Timestamp>) -> Result<()> {
    match shown {
        Some(shown) => daemon.replace(FILE, shown.to_string().as_bytes()),
        None => {
            let _ = fs::remove_file(daemon.dir.join(FILE));
            Ok(())
        }
    }
}

/// Notes for as long as the process lives what the clock may show until the next note, which is
/// what counts after `kill -9`.
pub(super) async fn keep(daemon: &Daemon, clock: Clock) {
    loop {
        note(daemon, clock, (2 * BEAT).mul_f64(clock.speed()));
        tokio::time::sleep(BEAT).await;
    }
}

/// Notes what the clock shows, and `ahead` more; nothing when it is the machine's own. A note that
/// cannot be written costs no more than the note.
pub(super) fn note(daemon: &Daemon, clock: Clock, ahead: Duration) {
    let beat = i64::try_from(BEAT.as_millis()).unwrap_or(i64::MAX);
    if clock.now_millis() > clock.machine_millis().saturating_add(beat) {
        let shown = clock.now().saturating_add(ahead);
        let shown = shown.unwrap_or(Timestamp::MAX).to_string();
        let _ = daemon.replace(FILE, shown.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;

    use super::*;

    const STOPPED: f64 = 1e-9;

    fn daemon(dir: &tempfile::TempDir) -> Daemon {
        let daemon = Daemon::beside(dir.path());
        daemon.make_dir().unwrap();
        daemon
    }

    #[test]
    fn a_clock_that_was_ahead_goes_on_from_there() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = daemon(&dir);
        let ahead = Clock::system().now() + 48.hours();
        note(&daemon, Clock::at(ahead, STOPPED), Duration::ZERO);
        let now = Clock::system().now();
        assert_eq!(resume(&daemon, now, STOPPED).now(), ahead);
        let later = ahead + 1.hour();
        assert_eq!(resume(&daemon, later, STOPPED).now(), later);
    }

    #[test]
    fn the_machines_own_time_is_not_noted() {
        let dir = tempfile::tempdir().unwrap();
        let daemon = daemon(&dir);
        note(&daemon, Clock::system(), Duration::ZERO);
        assert!(!daemon.dir.join(FILE).exists());
    }
}
