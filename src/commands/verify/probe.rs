//! `--probe`: real events, followed to the processors that they should reach.
//!
//! Each event is of the catalogue, with sample values, and marked by a resource that says so.

mod answer;
mod stop;

use std::time::Duration;

use coagent_processors::catalogue::{self, EventType, Sampler};

use self::answer::{Probe, Probed};
use super::observe::observe;
use crate::{
    cli::Outcome,
    commands::publish,
    context::{Access, Context},
    error::{Error, Result},
    plan::{
        publish::Entry,
        verify::{Catalogue, Live, matrix},
    },
};

/// The resource of an event that is a probe.
const MARK: &str = "urn:coagent:probe";

/// Publishes the events, or all that some rule is for, and says where each came to.
pub(super) async fn probe(
    ctx: &Context,
    names: &[String],
    confirm: Option<&str>,
    timeout: Duration,
) -> Result<Outcome> {
    let (observed, _) = observe(ctx).await?;
    let live = observed.live();
    let events = chosen(names, &live)?;
    let bus = bus(&live)?;
    agree(ctx, &bus, events.len(), confirm)?;
    let aws = ctx.aws(Access::Read).await?;
    let entries = events
        .iter()
        .enumerate()
        .map(|(number, event)| entry(ctx, &bus, event, number));
    let sent = publish::sent(ctx, aws, &bus, entries.collect(), timeout).await?;
    let mut probes = Vec::new();
    for (event, published) in events.iter().zip(&sent.events) {
        probes.extend(stop::of(aws, &live, event.name(), published, &sent).await?);
    }
    let answer = Probed { bus, probes };
    ctx.ui.answer(&answer)?;
    Ok(if answer.probes.iter().all(Probe::is_well) {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// The events that are named, or all of the catalogue that a live rule matches.
fn chosen(names: &[String], live: &Live) -> Result<Vec<&'static EventType>> {
    if !names.is_empty() {
        return names.iter().map(|name| publish::event_type(name)).collect();
    }
    let ways = matrix(&live.wiring, &Catalogue::bundled());
    let routed = |event: &&EventType| {
        let mut ways = ways.iter();
        ways.any(|way| way.event == event.name() && way.rule.is_some())
    };
    let events: Vec<_> = catalogue::all().iter().filter(routed).collect();
    if events.is_empty() {
        let text =
            "No rule of the stack is for an event of the catalogue, so there is nothing to probe";
        return Err(Error::usage(text).hint("coagent verify --matrix"));
    }
    Ok(events)
}

fn bus(live: &Live) -> Result<String> {
    match live.wiring.buses.as_slice() {
        [bus] => Ok(bus.name.clone()),
        [] => Err(Error::not_found("The stack has no event bus to publish to")),
        [first, second, ..] => Err(Error::usage(format!(
            "The stack has several event buses, `{}`, `{}` …: a probe is for one",
            first.name, second.name
        ))
        .hint("coagent publish EVENT --bus NAME --wait")),
    }
}

/// The processors do their real work with a probe, so nobody sends one unasked outside the laptop.
fn agree(ctx: &Context, bus: &str, count: usize, confirm: Option<&str>) -> Result<()> {
    let environment = ctx.environment()?;
    let question = format!("{count} events will be published to `{bus}` and handled for real");
    if environment.protected {
        let question = format!(
            "{question}; the environment `{}` is protected",
            environment.name
        );
        return ctx.ui.confirm_name(&question, &environment.name, confirm);
    }
    if environment.is_local() {
        return Ok(());
    }
    ctx.ui.confirm(&format!("{question}. Go on?"))
}

fn entry(ctx: &Context, bus: &str, event: &EventType, number: usize) -> Entry {
    let seed = ctx.seed().wrapping_add(number as u64);
    let mut sampler = Sampler::new(seed, ctx.now());
    Entry {
        bus: bus.to_owned(),
        source: event.source().to_owned(),
        detail_type: event.detail_type().to_owned(),
        detail: event.sample(&mut sampler).to_string(),
        resources: vec![MARK.to_owned()],
        time: None,
    }
}
