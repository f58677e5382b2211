//! CPU time of this thread: other work on the machine does not count.

use rustix::time::{ClockId, clock_gettime};

pub(crate) struct Stopwatch(f64);

impl Stopwatch {
    pub(crate) fn start() -> Stopwatch {
        Stopwatch(cpu())
    }

    /// Milliseconds since the start or the last lap.
    pub(crate) fn lap(&mut self) -> f64 {
        let now = cpu();
        now - std::mem::replace(&mut self.0, now)
    }
}

fn cpu() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}
