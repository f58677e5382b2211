//! Amazon SQS: standard and FIFO queues.
//!
//! [`queue::Queue`] is the state machine, [`directory`] holds the queues behind their locks,
//! `operations/` is what clients ask for, and [`Sqs::deliver`] what other services do.

mod attempts;
mod backlog;
mod content;
mod deduplication;
mod delayed;
mod deliver;
mod digest;
mod directory;
mod draft;
mod encryption;
mod fault;
mod groups;
mod message;
mod metrics;
mod model;
mod move_task;
mod operations;
mod page;
mod policy;
mod queue;
mod receives;
mod records;
mod redrive;
mod render;
mod settings;
mod shelf;
mod sweep;
#[cfg(test)]
mod tests;

use std::sync::{Arc, Weak};

use async_trait::async_trait;

pub use deliver::Outgoing;
use directory::{Cell, Directory};
pub use model::{MessageAttributeValue, MessageAttributes};
use move_task::Moves;
use queue::Limits;

use crate::{
    arn::Arn,
    core::Core,
    fault::Fault,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};

/// Amazon SQS.
pub struct Sqs {
    core: Arc<Core>,
    directory: Directory,
    moves: Moves,
    me: Weak<Self>,
}

impl Sqs {
    /// Reads all queues and begins to look after them.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>) -> Result<Arc<Self>, StoreError> {
        let limits = Limits::of(core.queue_memory);
        let directory = Directory::load(&core.store, limits)?;
        let moves = Moves::load(&core.store)?;
        let sqs = Arc::new_cyclic(|me| Self {
            core: Arc::clone(core),
            directory,
            moves,
            me: me.clone(),
        });
        core.spawn(sweep::run(Arc::downgrade(&sqs), core.clock));
        sqs.resume_moves();
        Ok(sqs)
    }

    /// How many messages can be received and how many are in flight, in all queues.
    pub fn depth(&self) -> (usize, usize) {
        let now = self.now();
        let counts = self
            .directory
            .all()
            .into_iter()
            .map(|cell| cell.lock().counts(now));
        counts.fold((0, 0), |(visible, flying), counts| {
            (visible + counts.visible, flying + counts.in_flight)
        })
    }

    fn now(&self) -> i64 {
        self.core.clock.now_millis()
    }

    /// The queue of a URL; only its last part says which, so that any host will do.
    fn queue_of_url(&self, url: &str) -> Result<Arc<Cell>, Fault> {
        if url.is_empty() {
            return Err(fault::missing_parameter("QueueUrl"));
        }
        let name = name_in(url).ok_or_else(|| fault::invalid_address(url))?;
        self.directory
            .get(name)
            .ok_or_else(fault::queue_does_not_exist)
    }

    /// The queue of an ARN in this account and Region.
    fn queue_of_arn(&self, arn: &str) -> Option<Arc<Cell>> {
        let arn = Arn::parse(arn)?;
        if arn.service != "sqs" || !self.core.is_here(&arn) {
            return None;
        }
        self.directory.get(&arn.resource)
    }

    fn url(&self, name: &str) -> String {
        format!("{}/{}/{name}", self.core.endpoint(), self.core.account)
    }
}

/// The name at the end of a queue's URL, `https://HOST/ACCOUNT/NAME`. What is no URL is a name.
fn name_in(url: &str) -> Option<&str> {
    let Some((_, place)) = url.split_once("://") else {
        return url.trim_end_matches('/').rsplit('/').next();
    };
    let mut parts = place.trim_end_matches('/').rsplitn(3, '/');
    let (name, account) = (parts.next()?, parts.next()?);
    let is_account = account.len() == 12 && account.bytes().all(|byte| byte.is_ascii_digit());
    (is_account && parts.next().is_some()).then_some(name)
}

#[async_trait]
impl Service for Sqs {
    fn name(&self) -> &'static str {
        "sqs"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Sqs, "sqs"; {
    "AddPermission" => add_permission,
    "CancelMessageMoveTask" => cancel_message_move_task,
    "ChangeMessageVisibility" => change_message_visibility,
    "ChangeMessageVisibilityBatch" => change_message_visibility_batch,
    "CreateQueue" => create_queue,
    "DeleteMessage" => delete_message,
    "DeleteMessageBatch" => delete_message_batch,
    "DeleteQueue" => delete_queue,
    "GetQueueAttributes" => get_queue_attributes,
    "GetQueueUrl" => get_queue_url,
    "ListDeadLetterSourceQueues" => list_dead_letter_source_queues,
    "ListMessageMoveTasks" => list_message_move_tasks,
    "ListQueueTags" => list_queue_tags,
    "ListQueues" => list_queues,
    "PurgeQueue" => purge_queue,
    "ReceiveMessage" => receive_message,
    "RemovePermission" => remove_permission,
    "SendMessage" => send_message,
    "SendMessageBatch" => send_message_batch,
    "SetQueueAttributes" => set_queue_attributes,
    "StartMessageMoveTask" => start_message_move_task,
    "TagQueue" => tag_queue,
    "UntagQueue" => untag_queue,
});
