//! `coagent verify` without its command line: CPU time from a template's text to its findings.
//!
//! `cargo bench -p coagent-template --bench verify`. The checks belong to the command line, but are
//! compiled in here, so that the benchmark needs no AWS SDK.

#![allow(
    dead_code,
    unused_imports,
    reason = "only what is measured is used of the checks"
)]

mod generated;
#[path = "../../../../src/plan"]
mod plan {
    pub(crate) mod verify;
}

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write;

use coagent_template::{Pseudo, Template, Wiring};
use plan::verify::{Catalogue, check};
use rustix::time::{ClockId, clock_gettime};

/// Runs of which the median is told.
const RUNS: usize = 15;

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "resources   lines  rules  events  findings  read ms  check ms  total ms"
    )?;
    for (services, events) in [
        (30, 30),
        (60, 30),
        (120, 30),
        (250, 30),
        (500, 30),
        (500, 60),
        (500, 120),
    ] {
        let text = generated::template(services);
        let catalogue = generated::catalogue(events);
        let found = findings(&wiring(&text), &catalogue);
        let read = median(|| drop(black_box(wiring(&text))));
        let wired = wiring(&text);
        let checked = median(|| {
            black_box(findings(&wired, &catalogue));
        });
        writeln!(
            out,
            "{:>9}{:>8}{services:>7}{events:>8}{found:>10}{read:>9.2}{checked:>10.2}{:>10.2}",
            services * generated::RESOURCES,
            text.lines().count(),
            read + checked,
        )?;
    }
    Ok(())
}

fn wiring(text: &str) -> Wiring {
    let template = Template::parse("bench.yaml", text).expect("the generated template parses");
    let bound = template.bind_open(&BTreeMap::new(), &Pseudo::open());
    Wiring::from_model(&bound.expect("the generated template binds").symbolic())
}

fn findings(wiring: &Wiring, catalogue: &Catalogue) -> usize {
    check(wiring, catalogue).len()
}

/// Milliseconds of CPU that this thread spends: other work on the machine does not count.
fn median(mut work: impl FnMut()) -> f64 {
    let mut times: Vec<f64> = (0..RUNS)
        .map(|_| {
            let before = cpu();
            work();
            cpu() - before
        })
        .collect();
    times.sort_by(f64::total_cmp);
    times[RUNS / 2]
}

fn cpu() -> f64 {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    now.tv_sec as f64 * 1e3 + now.tv_nsec as f64 / 1e6
}
