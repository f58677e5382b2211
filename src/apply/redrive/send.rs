//! Sending messages to their destinations, as many in one request as each takes.
//!
//! A request is never made again by itself when its answer was lost: it may have been accepted, and
//! that must be said. Only what was refused because it was too much at once is tried again.

mod bus;
mod file;
mod queue;

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use futures_util::future::join_all;

use crate::{
    aws::{Aws, failure::Undelivered},
    error::Result,
    plan::{
        message::Outgoing,
        redrive::{Delivery, Destination, Verdict},
    },
};

/// How long is waited before what was too much at once is tried again; each time twice as long.
const PAUSE: Duration = Duration::from_millis(100);
/// How often that is done.
const TRIES: u32 = 6;

/// Sends to every kind of destination.
pub(in crate::apply) struct Sender<'a> {
    aws: &'a Aws,
    /// The URLs of queues that were looked up.
    urls: Mutex<HashMap<String, String>>,
}

impl<'a> Sender<'a> {
    pub(in crate::apply) fn new(aws: &'a Aws) -> Self {
        Self {
            aws,
            urls: Mutex::default(),
        }
    }

    /// Sends each; what its destination said to each, in order.
    pub(in crate::apply) async fn send(&self, deliveries: &[&Delivery]) -> Vec<Verdict> {
        let mut by_destination: BTreeMap<&Destination, Vec<usize>> = BTreeMap::new();
        for (index, delivery) in deliveries.iter().enumerate() {
            by_destination
                .entry(&delivery.destination)
                .or_default()
                .push(index);
        }
        let groups = by_destination
            .into_iter()
            .map(|(destination, indexes)| async move {
                let contents: Vec<&Outgoing> = indexes
                    .iter()
                    .map(|index| &deliveries[*index].content)
                    .collect();
                let verdicts = self.send_to(destination, &contents).await;
                indexes.into_iter().zip(verdicts)
            });
        let mut verdicts: Vec<_> = join_all(groups).await.into_iter().flatten().collect();
        verdicts.sort_unstable_by_key(|(index, _)| *index);
        verdicts.into_iter().map(|(_, verdict)| verdict).collect()
    }

    async fn send_to(&self, destination: &Destination, contents: &[&Outgoing]) -> Vec<Verdict> {
        match destination {
            Destination::Function { name } => {
                let calls = contents.iter().map(|content| self.invoke(name, content));
                join_all(calls).await
            }
            Destination::Queue { arn } => match self.url(arn).await {
                Ok(url) if arn.ends_with(".fifo") => self.in_order(&url, contents).await,
                Ok(url) => self.batches(&url, contents).await,
                Err(error) => all(contents, &Undelivered::certain(error)),
            },
            Destination::Bus { name } => self.publish(name, contents).await,
            Destination::File { path } => file::append(path, contents),
        }
    }

    async fn invoke(&self, name: &str, content: &Outgoing) -> Verdict {
        let lambda = self.aws.lambda();
        match patiently(|| lambda.hand(name, &content.body)).await {
            Ok(request) => Verdict::Accepted(request),
            Err(failed) => verdict(&failed),
        }
    }

    async fn url(&self, arn: &str) -> Result<String> {
        let known = || self.urls.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(url) = known().get(arn) {
            return Ok(url.clone());
        }
        let queue = self.aws.sqs().find(arn).await?;
        known().insert(arn.to_owned(), queue.url.clone());
        Ok(queue.url)
    }
}

/// Tries again what was refused because it was too much at once.
async fn patiently<T, F>(call: impl Fn() -> F) -> Result<T, Undelivered>
where
    F: Future<Output = Result<T, Undelivered>>,
{
    let mut pause = PAUSE;
    for _ in 1..TRIES {
        match call().await {
            Err(failed) if failed.throttled => tokio::time::sleep(pause).await,
            answer => return answer,
        }
        pause *= 2;
    }
    call().await
}

fn all(contents: &[&Outgoing], failed: &Undelivered) -> Vec<Verdict> {
    vec![verdict(failed); contents.len()]
}

fn verdict(failed: &Undelivered) -> Verdict {
    let reason = failed.error.in_a_line();
    if failed.certain {
        Verdict::Rejected(reason)
    } else {
        Verdict::Uncertain(reason)
    }
}
