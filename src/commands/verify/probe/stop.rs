//! Where an event stopped that did not arrive.

use coagent_template::{
    policy::Decision,
    wiring::{Rule, Target},
};

use super::answer::Probe;
use crate::{
    apply::peek::peek,
    aws::{Aws, holdings::name_of},
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
        let stopped = Some("EventBridge refused it".to_owned());
        return Ok(vec![Probe {
            result: "refused".to_owned(),
            stopped,
            ..base
        }]);
    };
    let deliveries = sent.deliveries.iter().flatten();
    let mut probes = Vec::new();
    for delivery in deliveries.filter(|delivery| delivery.event_id == id) {
        probes.push(Probe {
            rule: Some(delivery.rule.clone()),
            target: Some(delivery.target.clone()),
            result: delivery.result.text().to_owned(),
            after_ms: delivery.after_ms,
            stopped: stopped(aws, live, delivery).await?,
            ..base.clone()
        });
    }
    if probes.is_empty() {
        let stopped = Some("at the bus: no enabled rule matches it".to_owned());
        probes.push(Probe {
            result: "reaches nobody".to_owned(),
            stopped,
            ..base
        });
    }
    Ok(probes)
}

async fn stopped(aws: &Aws, live: &Live, delivery: &Delivery) -> Result<Option<String>> {
    if delivery.is_well() {
        return Ok(None);
    }
    let target = &delivery.target;
    match delivery.result {
        Fate::Rejected => return Ok(Some(format!("at `{target}`: it found the event invalid"))),
        Fate::Failed => {
            return Ok(Some(format!(
                "at `{target}`: it fails; coagent logs tail {target}"
            )));
        }
        _ => {}
    }
    let Some((rule, target)) = way(live, delivery) else {
        return Ok(Some("after the rule matched".to_owned()));
    };
    if let Some(queue) = dead_letter(aws, live, target, &delivery.event_id).await? {
        return Ok(Some(format!(
            "in dead-letter queue `{queue}`: coagent dlq inspect {queue}"
        )));
    }
    if let Decision::Denied { reason, .. } = live.wiring.may_invoke(rule, target) {
        let name = &delivery.target;
        return Ok(Some(format!(
            "before `{name}`, which the rule may not invoke: {reason}"
        )));
    }
    Ok(Some(format!(
        "the log of `{}` says nothing of it yet",
        delivery.target
    )))
}

/// The rule and the target of a delivery.
fn way<'l>(live: &'l Live, delivery: &Delivery) -> Option<(&'l Rule, &'l Target)> {
    let rule = live
        .wiring
        .rules
        .iter()
        .find(|rule| rule.name == delivery.rule)?;
    let mut targets = rule.targets.iter();
    let target = targets.find(|t| {
        t.arn
            .get()
            .is_some_and(|arn| name_of(arn) == delivery.target)
    })?;
    Some((rule, target))
}

/// The queue that has the event, the target's or its function's.
async fn dead_letter(
    aws: &Aws,
    live: &Live,
    target: &Target,
    event_id: &str,
) -> Result<Option<String>> {
    let function = target.arn.get().and_then(|arn| live.wiring.function(arn));
    let queues = [
        target.dead_letter.get(),
        function.and_then(|function| function.dead_letter.get()),
    ];
    let mut known: Vec<_> = queues
        .into_iter()
        .flatten()
        .filter_map(|arn| live.wiring.queue(arn))
        .collect();
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
