//! Queues: create, delete, find.

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        directory::Cell,
        fault,
        model::{CreateQueue, GetQueueUrl, ListQueues, Nothing, OfQueue, QueueUrl, Queues},
        page::page,
        queue::{Limits, Queue},
        records::QueueRecord,
        settings::Settings,
    },
    store::{Batch, Commit},
};

impl Sqs {
    /// A queue that exists with the same attributes is as good as a new one. Unlike AWS, a name
    /// is free at once after its queue was deleted.
    pub(crate) async fn create_queue(
        &self,
        input: CreateQueue,
        _: &Caller,
    ) -> Result<QueueUrl, Fault> {
        let fifo = check_name(&input.queue_name)?;
        let base = Settings {
            fifo,
            ..Settings::default()
        };
        let asked = input.attributes.get("FifoQueue");
        if fifo != asked.is_some_and(|value| value == "true") {
            return Err(fault::invalid_parameter(
                "The name of a FIFO queue can only include alphanumeric characters, hyphens, or underscores, must end with .fifo suffix and be 1 to 80 in length; and its attribute FifoQueue must be true.",
            ));
        }
        let settings = base.with(&input.attributes)?;
        let arn = self.core.arn("sqs", &input.queue_name);
        self.check_redrive(&arn, &settings)?;
        let queue_url = self.url(&input.queue_name);
        if let Some(commit) = self.insert(arn, input, settings)? {
            commit.durable().await?;
        }
        Ok(QueueUrl { queue_url })
    }

    fn insert(
        &self,
        arn: String,
        input: CreateQueue,
        settings: Settings,
    ) -> Result<Option<Commit>, Fault> {
        let mut commit = None;
        let name = input.queue_name.clone();
        self.directory.get_or_insert(&name, |existing| {
            if let Some(existing) = existing {
                same_as_asked(&existing.lock(), &input)?;
                return Ok(None);
            }
            let now = self.now();
            let record = QueueRecord {
                id: u64::from_be_bytes(*first_half(uuid::Uuid::new_v4().as_bytes())),
                name: input.queue_name,
                arn,
                settings,
                tags: input.tags,
                created: now / 1000,
                modified: now / 1000,
            };
            let mut batch = Batch::new();
            record.save(&mut batch);
            commit = Some(self.core.store.commit(batch));
            let limits = Limits::of(self.core.queue_memory);
            Ok(Some(Cell::new(Queue::new(record, limits))))
        })?;
        Ok(commit)
    }

    pub(crate) async fn delete_queue(&self, input: OfQueue, _: &Caller) -> Result<Nothing, Fault> {
        let cell = self.queue_of_url(&input.queue_url)?;
        let store = &self.core.store;
        let (outcome, commit) = cell.change(store, |queue, batch| queue.clear(store, batch))?;
        outcome?;
        self.directory.remove(&cell);
        cell.arrived.notify_waiters();
        commit.durable().await?;
        Ok(Nothing {})
    }

    pub(crate) async fn get_queue_url(
        &self,
        input: GetQueueUrl,
        _: &Caller,
    ) -> Result<QueueUrl, Fault> {
        let is_ours = input.owner.is_none_or(|owner| owner == self.core.account);
        match self.directory.get(&input.queue_name) {
            Some(cell) if is_ours => Ok(QueueUrl {
                queue_url: self.url(&cell.name),
            }),
            _ => Err(fault::queue_does_not_exist()),
        }
    }

    pub(crate) async fn list_queues(&self, input: ListQueues, _: &Caller) -> Result<Queues, Fault> {
        let prefix = input.queue_name_prefix.unwrap_or_default();
        let names: Vec<String> = self
            .directory
            .all()
            .iter()
            .filter(|cell| cell.name.starts_with(&prefix))
            .map(|cell| cell.name.clone())
            .collect();
        let (names, next) = page(names, input.max_results, input.next_token.as_deref())?;
        Ok(Queues {
            queue_urls: names.iter().map(|name| self.url(name)).collect(),
            // Without a page size AWS returns up to 1,000 queues and no token.
            next_token: next.filter(|_| input.max_results.is_some()),
        })
    }
}

/// Whether the name is one of a FIFO queue.
fn check_name(name: &str) -> Result<bool, Fault> {
    let stem = name.strip_suffix(".fifo").unwrap_or(name);
    let well_formed = (1..=80).contains(&name.len())
        && !stem.is_empty()
        && stem
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if well_formed {
        return Ok(stem.len() < name.len());
    }
    Err(fault::invalid_parameter(
        "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    ))
}

/// Attributes that the request names must be as they are; others may be anything.
fn same_as_asked(existing: &Queue, input: &CreateQueue) -> Result<(), Fault> {
    let settings = &existing.record.settings;
    let asked = settings.with(&input.attributes)?;
    let (is, asked) = (settings.attributes(), asked.attributes());
    match asked
        .iter()
        .find(|(name, value)| is.get(*name) != Some(value))
    {
        Some((name, _)) => Err(fault::queue_name_exists(name)),
        None => Ok(()),
    }
}

fn first_half(bytes: &[u8; 16]) -> &[u8; 8] {
    bytes.first_chunk().expect("eight of sixteen bytes")
}
