//! Where an event stopped that did not arrive.

use coagent_template::{
    policy::Decision,
    wiring::{Node, Queue, Rule, Target},
};

use super::answer::Probe;
use crate::{
    apply::peek::peek,
    aws::Aws,
    commands::publish::{Answer, Delivery, Fate, Published},
    error::Result,
    plan::verify::Live,
};

/// Dead letters looked through for one event.
const LETTERS: usize = 1;

/// What became of one event: a probe for each target of each rule that matches it.
pub(super) async fn of(
    aws: &Aws,
    live: &Live,
    event: &str,
    published: &Published,
    sent: &Answer,
) -> Result<Vec<Probe>> {
    let base = Probe {
        event: event.to_owned(),
        event_id: published.id().map(str::to_owned),
        ..Probe::default()
    };
    let Some(id) = published.id() else {
        return Ok(vec![base.stopped("refused", "EventBridge refused it")]);
    };
    let deliveries = sent.deliveries.iter().flatten();
    let ways: Vec<&Delivery> = deliveries.filter(|way| way.event_id == id).collect();
    if ways.is_empty() {
        let reason = "at the bus: no enabled rule matches it";
        return Ok(vec![base.stopped("reaches nobody", reason)]);
    }
    let mut probes = Vec::new();
    for way in &ways {
        let stopped = match way.result {
            Fate::Forwarded => forwarded(aws, live, way, &ways).await?,
            _ => stopped(aws, live, way).await?,
        };
        probes.push(Probe {
            stopped,
            ..base.clone().along(way)
        });
    }
    Ok(probes)
}

/// Whether something of what was forwarded was seen where it was forwarded to; if not, why.
async fn forwarded(
    aws: &Aws,
    live: &Live,
    way: &Delivery,
    ways: &[&Delivery],
) -> Result<Option<String>> {
    let beyond = || {
        let there = |next: &&&Delivery| next.bus.as_deref() == Some(way.target.as_str());
        ways.iter().filter(there)
    };
    if beyond().any(|next| next.result != Fate::NotSeen) {
        return Ok(None);
    }
    let before = before_target(aws, live, way).await?;
    let nobody = || {
        let bus = &way.target;
        let reason = format!("at bus `{bus}`: no enabled rule matches it");
        (beyond().count() == 0).then_some(reason)
    };
    Ok(before.or_else(nobody))
}

async fn stopped(aws: &Aws, live: &Live, way: &Delivery) -> Result<Option<String>> {
    if way.is_well() {
        return Ok(None);
    }
    let function = way.processor.as_ref().unwrap_or(&way.target);
    let reason = match way.result {
        Fate::Rejected => format!("at `{function}`: it found the event invalid"),
        Fate::Failed => format!("at `{function}`: it fails; coagent logs {function}"),
        Fate::Held => format!(
            "in queue `{}`: the event source mapping to `{function}` is off",
            way.target
        ),
        _ => match before_target(aws, live, way).await? {
            Some(reason) => reason,
            None => in_queue(aws, live, way)
                .await?
                .unwrap_or_else(|| format!("the log of `{function}` says nothing of it yet")),
        },
    };
    Ok(Some(reason))
}

/// Why it did not come to its target, or not through it.
async fn before_target(aws: &Aws, live: &Live, way: &Delivery) -> Result<Option<String>> {
    let Some((rule, target)) = rule_and_target(live, way) else {
        return Ok(None);
    };
    if let Some(queue) = dead_letter(aws, live, target, &way.event_id).await? {
        let reason = format!("in dead-letter queue `{queue}`: coagent dlq inspect {queue}");
        return Ok(Some(reason));
    }
    Ok(match live.wiring.may_invoke(rule, target) {
        Decision::Denied { reason, .. } => Some(format!(
            "before `{}`, which the rule may not invoke: {reason}",
            way.target
        )),
        _ => None,
    })
}

/// The rule and the target of a delivery.
fn rule_and_target<'l>(live: &'l Live, way: &Delivery) -> Option<(&'l Rule, &'l Target)> {
    let mut rules = live.wiring.rules.iter();
    let rule = rules.find(|rule| {
        let on_bus = way.bus.is_none() || rule.bus_name() == way.bus.as_deref();
        rule.name == way.rule && on_bus
    })?;
    let mut targets = rule.targets.iter();
    let target = targets.find(|target| target.arn.get() == Some(&way.target_arn))?;
    Some((rule, target))
}

/// The queue that has the event: the target's, its function's, or that of the queue between.
async fn dead_letter(
    aws: &Aws,
    live: &Live,
    target: &Target,
    event_id: &str,
) -> Result<Option<String>> {
    let behind = match target.arn.get().and_then(|arn| live.wiring.node(arn)) {
        Some(Node::Function(function)) => function.dead_letter.get(),
        Some(Node::Queue(queue)) => queue
            .redrive
            .get()
            .and_then(|redrive| redrive.target.as_ref()),
        _ => None,
    };
    let arns = [target.dead_letter.get(), behind].into_iter().flatten();
    let mut known: Vec<&Queue> = arns.filter_map(|arn| live.wiring.queue(arn)).collect();
    known.dedup_by_key(|queue| &queue.arn);
    for queue in known {
        let there = aws.sqs().queue(&queue.url).await?;
        let seen = peek(aws, &there, LETTERS, |message| {
            message.body.contains(event_id)
        })
        .await?;
        if !seen.messages.is_empty() {
            return Ok(Some(queue.name.clone()));
        }
    }
    Ok(None)
}

/// Whether it may still be in the queue between. Nothing is received from it: that would count.
async fn in_queue(aws: &Aws, live: &Live, way: &Delivery) -> Result<Option<String>> {
    let Some(queue) = live.wiring.queue(&way.target_arn) else {
        return Ok(None);
    };
    let depth = aws.sqs().queue(&queue.url).await?.depth.total();
    let name = &queue.name;
    Ok((depth > 0)
        .then(|| format!("perhaps in queue `{name}`, which holds about {depth} messages")))
}
