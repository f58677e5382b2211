//! `--probe`: real events, followed to the processors that they should reach.
//!
//! Each event is of the catalogue, with sample values, and marked by a resource that says so.

mod answer;
mod stop;

use std::time::Duration;

use coagent_processors::catalogue::{self, EventType, Sampler};
use coagent_template::wiring::{Bus, Rule};

use self::answer::{Probe, Probed};
use super::observe::observe;
use crate::{
    cli::Outcome,
    commands::publish,
    context::{Access, Context},
    error::{Error, Result},
    plan::{
        publish::Entry,
        verify::{Catalogue, Live, Row, matrix},
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
    let named: Result<Vec<_>> = names.iter().map(|name| publish::event_type(name)).collect();
    let named = named?;
    let (observed, _) = observe(ctx).await?;
    let live = observed.live();
    let events = chosen(named, &live)?;
    let ways = ways(&live, &events)?;
    let count = ways.iter().map(|(_, events)| events.len()).sum();
    let buses: Vec<&str> = ways.iter().map(|(bus, _)| bus.as_str()).collect();
    agree(ctx, &buses.join("`, `"), count, confirm)?;
    let aws = ctx.aws(Access::Read).await?;
    let mut probes = Vec::new();
    for (bus, events) in &ways {
        let entries = events.iter().enumerate();
        let entries = entries.map(|(number, event)| entry(ctx, bus, event, number));
        let sent = publish::sent(ctx, aws, bus, entries.collect(), timeout).await?;
        for (event, published) in events.iter().zip(&sent.events) {
            let mut found = stop::of(aws, &live, event.name(), published, &sent).await?;
            for reason in found.iter_mut().filter_map(|probe| probe.stopped.as_mut()) {
                *reason = ctx.ui.to_paste(reason);
            }
            probes.extend(found);
        }
    }
    let answer = Probed {
        bus: buses.join(", "),
        probes,
    };
    ctx.ui.answer(&answer)?;
    Ok(if answer.probes.iter().all(Probe::is_well) {
        Outcome::Done
    } else {
        Outcome::Findings
    })
}

/// The events that are named, or all of the catalogue that a live rule matches.
fn chosen(named: Vec<&'static EventType>, live: &Live) -> Result<Vec<&'static EventType>> {
    if !named.is_empty() {
        return Ok(named);
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

/// A bus and the events to publish to it.
type Way = (String, Vec<&'static EventType>);

/// Each event goes to the buses that have a rule for it, but not where one of them forwards it to;
/// one that no rule is for goes to the first bus.
fn ways(live: &Live, events: &[&'static EventType]) -> Result<Vec<Way>> {
    let buses = &live.wiring.buses;
    let first = buses
        .first()
        .ok_or_else(|| Error::not_found("The stack has no event bus to publish to"))?;
    let routing = Routing::new(live);
    let mut found: Vec<Way> = Vec::new();
    for event in events {
        let with_rule: Vec<&Bus> = buses
            .iter()
            .filter(|bus| routing.rules(bus, event).next().is_some())
            .collect();
        let sources = with_rule.iter().filter(|bus| {
            let mut others = with_rule.iter().filter(|other| other.name != bus.name);
            !others.any(|other| routing.forwards(other, bus, event))
        });
        let mut sources: Vec<&Bus> = sources.copied().collect();
        if sources.is_empty() {
            sources.push(with_rule.first().copied().unwrap_or(first));
        }
        for bus in sources {
            match found.iter_mut().find(|(name, _)| *name == bus.name) {
                Some((_, events)) => events.push(event),
                None => found.push((bus.name.clone(), vec![event])),
            }
        }
    }
    Ok(found)
}

/// Which live rule is for which event.
struct Routing<'l> {
    live: &'l Live,
    ways: Vec<Row>,
}

impl<'l> Routing<'l> {
    fn new(live: &'l Live) -> Self {
        let ways = matrix(&live.wiring, &Catalogue::bundled());
        Self { live, ways }
    }

    /// The rules of a bus for an event.
    fn rules(&self, bus: &'l Bus, event: &EventType) -> impl Iterator<Item = &'l Rule> {
        let rules = self.live.wiring.rules_of(&bus.name);
        rules.filter(move |rule| {
            let mut ways = self.ways.iter();
            ways.any(|way| {
                way.event == event.name() && way.rule.as_deref() == Some(rule_label(rule))
            })
        })
    }

    fn forwards(&self, from: &'l Bus, to: &Bus, event: &EventType) -> bool {
        let mut targets = self.rules(from, event).flat_map(|rule| &rule.targets);
        targets.any(|target| target.arn.get() == Some(&to.arn))
    }
}

/// What the matrix calls a rule.
fn rule_label(rule: &Rule) -> &str {
    rule.origin.logical_id.as_deref().unwrap_or(&rule.name)
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
