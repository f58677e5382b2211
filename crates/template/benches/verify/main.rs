//! `coagent verify` without its command line: CPU time from a template's text to its findings.
//!
//! `cargo bench -p coagent-template --bench verify`, with `-- FILE…` for templates of your own. The
//! checks belong to the command line, but are compiled in here, so that the benchmark needs no AWS
//! SDK.

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
mod stopwatch;

use std::collections::BTreeMap;
use std::hint::black_box;
use std::io::Write;

use coagent_template::{Pseudo, Template, Wiring};
use plan::verify::{Catalogue, check};
use stopwatch::Stopwatch;

/// Runs of which the median is told.
const RUNS: usize = 15;
/// Services of the generated templates, and the events of their catalogues.
const SIZES: [(usize, usize); 7] = [
    (30, 30),
    (60, 30),
    (120, 30),
    (250, 30),
    (500, 30),
    (500, 60),
    (500, 120),
];

fn main() -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "resources   lines  rules  events  findings    parse     bind evaluate     wire    check     drop    total ms"
    )?;
    let files: Vec<String> = std::env::args()
        .skip(1)
        .filter(|argument| !argument.starts_with("--"))
        .collect();
    for file in &files {
        let text = std::fs::read_to_string(file)?;
        writeln!(out, "{}", line(&text, &Catalogue::default()))?;
    }
    for (services, events) in SIZES.into_iter().filter(|_| files.is_empty()) {
        let text = generated::template(services);
        writeln!(out, "{}", line(&text, &generated::catalogue(events)))?;
    }
    Ok(())
}

/// One template: how large it is, and the median of what each step costs.
fn line(text: &str, catalogue: &Catalogue) -> String {
    let (first, counts) = verified(text, catalogue);
    let mut runs = vec![first];
    runs.extend((1..RUNS).map(|_| verified(text, catalogue).0));
    let steps = (0..first.len()).map(|step| median(runs.iter().map(|run| run[step]).collect()));
    let steps: Vec<f64> = steps.collect();
    let times: String = steps.iter().map(|time| format!("{time:>9.2}")).collect();
    format!(
        "{:>9}{:>8}{:>7}{:>8}{:>10}{times}{:>12.2}",
        counts.resources,
        text.lines().count(),
        counts.rules,
        catalogue.events.len(),
        counts.findings,
        steps.iter().sum::<f64>(),
    )
}

struct Counts {
    resources: usize,
    rules: usize,
    findings: usize,
}

/// Milliseconds of each step, in the order of the table.
fn verified(text: &str, catalogue: &Catalogue) -> ([f64; 6], Counts) {
    let mut watch = Stopwatch::start();
    let template = Template::parse("bench.yaml", text).unwrap_or_else(|wrong| panic!("{wrong}"));
    let parse = watch.lap();
    let bound = template.bind_open(&BTreeMap::new(), &Pseudo::open());
    let bound = bound.unwrap_or_else(|wrong| panic!("{wrong}"));
    let bind = watch.lap();
    let model = bound.symbolic();
    let evaluate = watch.lap();
    let wiring = Wiring::from_model(&model);
    let wire = watch.lap();
    let findings = black_box(check(&wiring, catalogue));
    let checked = watch.lap();
    let counts = Counts {
        resources: model.resources.len(),
        rules: wiring.rules.len(),
        findings: findings.len(),
    };
    drop((findings, wiring, model, bound, template));
    ([parse, bind, evaluate, wire, checked, watch.lap()], counts)
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times[times.len() / 2]
}
