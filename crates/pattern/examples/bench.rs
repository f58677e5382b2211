//! Matches a file of rules against a file of events and prints one JSON line of figures:
//!
//! `cargo run --release -p coagent-pattern --example bench -- --rules FILE --events FILE
//! [--reps K] [--budget SECONDS] [--engine ours|quamina]`
//!
//! Rules are lines of `{"id", "pattern"}`, events one a line. Each pass reads all events, from
//! their text to the keys of the matching rules; the figure is CPU time of the thread.

use coagent_pattern::{Pattern, PatternSet, Scratch};
use quamina::Quamina;
use rustix::time::{ClockId, clock_gettime};
use serde_json::{Map, json};
use std::fs;
use std::time::Instant;

type Failure = Box<dyn std::error::Error>;

struct Options {
    rules: String,
    events: String,
    reps: usize,
    budget: f64,
    engine: String,
}

/// One of the engines in the row.
enum Engine {
    Ours(Box<PatternSet<u32>>, Scratch),
    Quamina(Box<Quamina<u32>>),
}

impl Engine {
    fn new(name: &str) -> Result<Self, String> {
        match name {
            "ours" => Ok(Self::Ours(Box::default(), Scratch::new())),
            "quamina" => Ok(Self::Quamina(Box::new(Quamina::new()))),
            _ => Err(format!("unknown engine {name}")),
        }
    }

    fn add(&mut self, id: u32, pattern: &str) -> Result<(), String> {
        match self {
            Self::Ours(set, _) => {
                set.insert(id, Pattern::parse(pattern).map_err(|e| e.to_string())?);
                Ok(())
            }
            Self::Quamina(engine) => engine.add_pattern(id, pattern).map_err(|e| e.to_string()),
        }
    }

    fn count(&mut self, event: &[u8], counts: &mut [u64]) -> Result<(), Failure> {
        match self {
            Self::Ours(set, scratch) => {
                set.visit_matches(scratch, event, |id| counts[*id as usize] += 1)?;
            }
            Self::Quamina(engine) => {
                let ids = engine.matches_for_event(event).map_err(|e| e.to_string())?;
                ids.iter().for_each(|id| counts[*id as usize] += 1);
            }
        }
        Ok(())
    }
}

fn main() -> Result<(), Failure> {
    let options = options()?;
    let events = fs::read(&options.events)?;
    let events: Vec<&[u8]> = events
        .split(|b| *b == b'\n')
        .filter(|line| !line.is_empty())
        .collect();
    let rules = rules(&options.rules)?;
    let before = memory_mb("VmRSS")?;
    let (start, thread) = (Instant::now(), cpu(ClockId::ThreadCPUTime));
    let mut engine = match build(&options.engine, &rules) {
        Ok(engine) => engine,
        Err(why) => return print(&json!({ "unsupported": why })),
    };
    let build_s = start.elapsed().as_secs_f64();
    let build_thread_s = cpu(ClockId::ThreadCPUTime) - thread;
    let heap_mb = memory_mb("VmRSS")? - before;
    let passes = passes(&options, &mut engine, &events, rules.len())?;
    let matches: u64 = passes.counts.iter().sum();
    let counts: Map<String, serde_json::Value> = rules
        .iter()
        .zip(&passes.counts)
        .take(if rules.len() <= 100 { 100 } else { 0 })
        .map(|(rule, count)| (rule.id.clone(), json!(count)))
        .collect();
    let changes = match &mut engine {
        Engine::Ours(set, _) => changes(set, &rules)?,
        Engine::Quamina(_) => json!(null),
    };
    print(&json!({
        "build_s": build_s, "build_thread_s": build_thread_s, "heap_mb": heap_mb,
        "thread_s": passes.thread_s, "process_s": passes.process_s, "wall_s": passes.wall_s,
        "rules": rules.len(), "events": events.len(), "matches": matches,
        "rss_mb": memory_mb("VmHWM")?, "changes": changes, "counts": counts,
    }))
}

#[allow(clippy::print_stdout)]
fn print(line: &serde_json::Value) -> Result<(), Failure> {
    println!("{line}");
    Ok(())
}

fn options() -> Result<Options, Failure> {
    let mut options = Options {
        rules: String::new(),
        events: String::new(),
        reps: 5,
        budget: f64::INFINITY,
        engine: "ours".into(),
    };
    let mut args = std::env::args().skip(1);
    while let Some(name) = args.next() {
        let value = args.next().ok_or("each option needs a value")?;
        match name.as_str() {
            "--rules" => options.rules = value,
            "--events" => options.events = value,
            "--reps" => options.reps = value.parse()?,
            "--budget" => options.budget = value.parse()?,
            "--engine" => options.engine = value,
            _ => return Err(format!("unknown option {name}").into()),
        }
    }
    Ok(options)
}

#[derive(serde::Deserialize)]
struct Rule {
    id: String,
    pattern: String,
}

fn rules(file: &str) -> Result<Vec<Rule>, Failure> {
    let text = fs::read_to_string(file)?;
    let lines = text.lines().filter(|line| !line.is_empty());
    Ok(lines.map(serde_json::from_str).collect::<Result<_, _>>()?)
}

/// Rules go by their place in the list.
fn build(engine: &str, rules: &[Rule]) -> Result<Engine, String> {
    let mut engine = Engine::new(engine)?;
    for (id, rule) in rules.iter().enumerate() {
        let added = engine.add(id as u32, &rule.pattern);
        added.map_err(|why| format!("{}: {why}", rule.id))?;
    }
    Ok(engine)
}

/// Microseconds of the thread to remove one rule and to add one: median and longest of many.
fn changes(set: &mut PatternSet<u32>, rules: &[Rule]) -> Result<serde_json::Value, Failure> {
    const MOST: usize = 2000;
    let (mut removing, mut adding) = (Vec::new(), Vec::new());
    for id in (0..rules.len()).step_by(rules.len().div_ceil(MOST).max(1)) {
        let pattern = Pattern::parse(&rules[id].pattern)?;
        let begun = cpu(ClockId::ThreadCPUTime);
        set.remove(&(id as u32));
        let removed = cpu(ClockId::ThreadCPUTime);
        set.insert(id as u32, pattern);
        removing.push(removed - begun);
        adding.push(cpu(ClockId::ThreadCPUTime) - removed);
    }
    let figures = |times: &mut Vec<f64>| {
        times.sort_by(f64::total_cmp);
        let at = |at: usize| times.get(at).map(|time| time * 1e6);
        json!([at(times.len() / 2), at(times.len().saturating_sub(1))])
    };
    Ok(json!({ "remove_us": figures(&mut removing), "add_us": figures(&mut adding) }))
}

#[derive(Default)]
struct Passes {
    counts: Vec<u64>,
    thread_s: Vec<f64>,
    process_s: Vec<f64>,
    wall_s: Vec<f64>,
}

fn passes(
    options: &Options,
    engine: &mut Engine,
    events: &[&[u8]],
    rules: usize,
) -> Result<Passes, Failure> {
    let mut passes = Passes::default();
    let begun = Instant::now();
    for _ in 0..options.reps {
        passes.counts = vec![0; rules];
        let (thread, process, wall) = (
            cpu(ClockId::ThreadCPUTime),
            cpu(ClockId::ProcessCPUTime),
            Instant::now(),
        );
        for event in events {
            engine.count(event, &mut passes.counts)?;
        }
        passes.thread_s.push(cpu(ClockId::ThreadCPUTime) - thread);
        passes
            .process_s
            .push(cpu(ClockId::ProcessCPUTime) - process);
        passes.wall_s.push(wall.elapsed().as_secs_f64());
        if begun.elapsed().as_secs_f64() > options.budget {
            break;
        }
    }
    Ok(passes)
}

fn cpu(clock: ClockId) -> f64 {
    let now = clock_gettime(clock);
    now.tv_sec as f64 + now.tv_nsec as f64 / 1e9
}

fn memory_mb(field: &str) -> Result<f64, Failure> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find(|line| line.starts_with(field))
        .ok_or("no memory figure")?;
    let kb: f64 = line.split_whitespace().nth(1).unwrap_or_default().parse()?;
    Ok(kb / 1024.0)
}
