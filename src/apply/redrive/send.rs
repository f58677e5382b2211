//! Sending messages to their destinations, as many in one request as each takes.

use std::{
    collections::{BTreeMap, HashMap, HashSet},
    fs::OpenOptions,
    io::Write,
    sync::{Mutex, PoisonError},
};

use futures_util::future::join_all;
use serde_json::Value;

use crate::{
    aws::{
        Aws,
        eventbridge::Accepted,
        failure::Undelivered,
        sqs::{self, BATCH},
    },
    error::{Error, Kind, Result},
    plan::{
        message::Outgoing,
        publish::{Entry, MAX_BYTES, requests},
        redrive::{Delivery, Destination, Verdict},
    },
};

/// Sends to every kind of destination.
pub(super) struct Sender<'a> {
    aws: &'a Aws,
    /// The URLs of queues that were looked up.
    urls: Mutex<HashMap<String, String>>,
}

impl<'a> Sender<'a> {
    pub(super) fn new(aws: &'a Aws) -> Self {
        Self {
            aws,
            urls: Mutex::default(),
        }
    }

    /// Sends each; what its destination said to each, in order.
    pub(super) async fn send(&self, deliveries: &[&Delivery]) -> Vec<Verdict> {
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
            Destination::File { path } => append(path, contents),
        }
    }

    async fn invoke(&self, name: &str, content: &Outgoing) -> Verdict {
        match self.aws.lambda().hand(name, &content.body).await {
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

    async fn batches(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for batch in batches(contents) {
            verdicts.extend(self.batch(url, batch).await);
        }
        verdicts
    }

    async fn batch(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let messages: Vec<Outgoing> = contents.iter().map(|content| (*content).clone()).collect();
        match self.aws.sqs().send(url, &messages).await {
            Ok(entries) => entries.into_iter().map(entry_verdict).collect(),
            Err(failed) => all(contents, &failed),
        }
    }

    /// One after the other: after one that is not accepted, none of its group may overtake it.
    async fn in_order(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut held: HashSet<&Option<String>> = HashSet::new();
        let mut verdicts = Vec::new();
        for content in contents {
            if held.contains(&content.group) {
                let reason = "one before it in its group was not accepted";
                verdicts.push(Verdict::Rejected(reason.to_owned()));
                continue;
            }
            let verdict = self.batch(url, &[content]).await;
            if !matches!(verdict[..], [Verdict::Accepted(_)]) {
                held.insert(&content.group);
            }
            verdicts.extend(verdict);
        }
        verdicts
    }

    async fn publish(&self, bus: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut verdicts: Vec<Option<Verdict>> = vec![None; contents.len()];
        let mut entries = Vec::new();
        for (index, content) in contents.iter().enumerate() {
            match entry(bus, &content.body) {
                Ok(entry) if entry.size() < MAX_BYTES => entries.push((index, entry)),
                Ok(_) => verdicts[index] = Some(Verdict::Rejected("it is 1 MiB or larger".into())),
                Err(reason) => verdicts[index] = Some(Verdict::Rejected(reason)),
            }
        }
        let (indexes, entries): (Vec<usize>, Vec<Entry>) = entries.into_iter().unzip();
        let requests = requests(entries).unwrap_or_default();
        let mut indexes = indexes.into_iter();
        for request in requests {
            for verdict in self.put(&request).await {
                if let Some(index) = indexes.next() {
                    verdicts[index] = Some(verdict);
                }
            }
        }
        let unanswered = || Verdict::Uncertain("EventBridge did not answer for it".to_owned());
        verdicts
            .into_iter()
            .map(|verdict| verdict.unwrap_or_else(unanswered))
            .collect()
    }

    async fn put(&self, request: &[Entry]) -> Vec<Verdict> {
        let one = |answer| match answer {
            Accepted::Event { id } => Verdict::Accepted(Some(id)),
            Accepted::Refused { code, message } => Verdict::Rejected(format!("{code}: {message}")),
        };
        match self.aws.eventbridge().put(request).await {
            Ok(answers) => answers.into_iter().map(one).collect(),
            Err(error) => {
                let certain = matches!(error.kind, Kind::Refused | Kind::NotFound | Kind::Usage);
                vec![verdict(&Undelivered { error, certain }); request.len()]
            }
        }
    }
}

fn entry_verdict(entry: sqs::Entry) -> Verdict {
    match entry {
        Ok(id) => Verdict::Accepted(Some(id)),
        Err(reason) => Verdict::Rejected(reason),
    }
}

fn all(contents: &[&Outgoing], failed: &Undelivered) -> Vec<Verdict> {
    vec![verdict(failed); contents.len()]
}

fn verdict(failed: &Undelivered) -> Verdict {
    let reason = said(&failed.error);
    if failed.certain {
        Verdict::Rejected(reason)
    } else {
        Verdict::Uncertain(reason)
    }
}

/// An error in one line.
fn said(error: &Error) -> String {
    match &error.source {
        Some(cause) => format!("{}: {cause}", error.message),
        None => error.message.clone(),
    }
}

/// As many as SQS takes in one request, by number and by bytes.
fn batches<'c, 'm>(contents: &'c [&'m Outgoing]) -> Vec<&'c [&'m Outgoing]> {
    let mut batches = Vec::new();
    let (mut start, mut bytes) = (0, 0);
    for (index, content) in contents.iter().enumerate() {
        let size = content.size();
        if index > start && (index - start == BATCH || bytes + size > MAX_BYTES) {
            batches.push(&contents[start..index]);
            (start, bytes) = (index, 0);
        }
        bytes += size;
    }
    if start < contents.len() {
        batches.push(&contents[start..]);
    }
    batches
}

/// The event in a body as it is published again; its id and account are EventBridge's to give.
fn entry(bus: &str, body: &str) -> std::result::Result<Entry, String> {
    let event: Value = serde_json::from_str(body).map_err(|_| "it is no event: not JSON")?;
    let text = |name: &str| event.get(name).and_then(Value::as_str).map(str::to_owned);
    let need = |name: &str| text(name).ok_or_else(|| format!("it is no event: no `{name}`"));
    let resources = event.get("resources").and_then(Value::as_array);
    let resources = resources.into_iter().flatten().filter_map(Value::as_str);
    Ok(Entry {
        bus: bus.to_owned(),
        source: need("source")?,
        detail_type: need("detail-type")?,
        detail: event
            .get("detail")
            .map(Value::to_string)
            .unwrap_or_else(|| "{}".to_owned()),
        resources: resources.map(str::to_owned).collect(),
        time: text("time"),
    })
}

fn append(path: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
    match write(path, contents) {
        Ok(()) => vec![Verdict::Accepted(None); contents.len()],
        // Some of the lines may be there.
        Err(cause) => vec![Verdict::Uncertain(format!("{path}: {cause}")); contents.len()],
    }
}

fn write(path: &str, contents: &[&Outgoing]) -> std::io::Result<()> {
    let mut lines = String::new();
    for content in contents {
        lines.push_str(&serde_json::to_string(content)?);
        lines.push('\n');
    }
    let mut file = OpenOptions::new().create(true).append(true).open(path)?;
    file.write_all(lines.as_bytes())?;
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(size: usize) -> Outgoing {
        Outgoing {
            body: "x".repeat(size),
            ..Outgoing::default()
        }
    }

    #[test]
    fn a_request_has_ten_messages_or_a_mebibyte() {
        let small: Vec<Outgoing> = (0..25).map(|_| of(1)).collect();
        let small: Vec<&Outgoing> = small.iter().collect();
        let sizes: Vec<usize> = batches(&small).iter().map(|batch| batch.len()).collect();
        assert_eq!(sizes, [10, 10, 5]);
        let large: Vec<Outgoing> = (0..3).map(|_| of(MAX_BYTES / 2)).collect();
        let large: Vec<&Outgoing> = large.iter().collect();
        let sizes: Vec<usize> = batches(&large).iter().map(|batch| batch.len()).collect();
        assert_eq!(sizes, [2, 1]);
        assert!(batches(&[]).is_empty());
    }

    #[test]
    fn an_event_is_published_with_what_its_publisher_gave_it() {
        let body = r#"{"id":"1","source":"s","detail-type":"t","time":"2026-01-01T00:00:00Z","resources":["r"],"detail":{"a":1}}"#;
        let entry = entry("bus", body).unwrap();
        assert_eq!(
            (entry.source.as_str(), entry.detail.as_str()),
            ("s", r#"{"a":1}"#)
        );
        assert_eq!(entry.resources, ["r"]);
    }

    #[test]
    fn what_is_no_event_is_not_published() {
        assert!(entry("bus", "text").unwrap_err().contains("not JSON"));
        assert!(entry("bus", "{}").unwrap_err().contains("`source`"));
    }
}
