//! Message move tasks: start, list, cancel.

use base64::{Engine, engine::general_purpose::STANDARD};
use uuid::Uuid;

use crate::{
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs,
        directory::Cell,
        fault,
        model::{
            CancelMessageMoveTask, ListMessageMoveTasks, MessageMoveTask, MessageMoveTaskCancelled,
            MessageMoveTaskStarted, MessageMoveTasks, MoveStatus, StartMessageMoveTask,
        },
        move_task::{self, MAX_RATE, Task},
    },
    store::Batch,
};

/// The most tasks of an account that may be active.
const MAX_ACTIVE: usize = 100;

impl Sqs {
    pub(crate) async fn start_message_move_task(
        &self,
        input: StartMessageMoveTask,
        _: &Caller,
    ) -> Result<MessageMoveTaskStarted, Fault> {
        let rate = rate(input.max_number_of_messages_per_second)?;
        let source = self.queue_of_arn(&input.source_arn).ok_or_else(|| {
            fault::resource_not_found(
                "The resource that you specified for the SourceArn parameter doesn't exist.",
            )
        })?;
        if self.sources_of(&source.arn).is_empty() {
            return Err(fault::invalid_parameter(
                "Source queue must be configured as a Dead Letter Queue.",
            ));
        }
        self.check_destination(&source, input.destination_arn.as_deref())?;
        let id = format!(
            r#"{{"taskId":"{}","sourceArn":"{}"}}"#,
            Uuid::new_v4(),
            source.arn
        );
        let task = Task {
            handle: STANDARD.encode(id),
            source_arn: input.source_arn,
            destination_arn: input.destination_arn,
            rate,
            status: MoveStatus::Running,
            moved: 0,
            to_move: source.lock().counts(self.now()).visible as u64,
            failure: None,
            started: self.now(),
        };
        let task_handle = task.handle.clone();
        self.insert_task(task).await?;
        self.begin_move(task_handle.clone());
        Ok(MessageMoveTaskStarted { task_handle })
    }

    fn check_destination(&self, source: &Cell, destination: Option<&str>) -> Result<(), Fault> {
        let Some(arn) = destination else {
            return Ok(());
        };
        let to = self.queue_of_arn(arn).ok_or_else(|| {
            fault::resource_not_found(
                "The resource that you specified for the DestinationArn parameter doesn't exist.",
            )
        })?;
        if to.id == source.id {
            return Err(fault::invalid_parameter(
                "Source queue arn and destination queue arn cannot be the same.",
            ));
        }
        if to.is_fifo() != source.is_fifo() {
            return Err(fault::invalid_parameter(
                "Source and destination queue must be of the same type.",
            ));
        }
        Ok(())
    }

    async fn insert_task(&self, task: Task) -> Result<(), Fault> {
        let commit = {
            let mut tasks = self.moves.lock();
            let active = tasks.values().filter(|known| known.is_active());
            if active
                .clone()
                .any(|known| known.source_arn == task.source_arn)
            {
                return Err(fault::unsupported(
                    "There is already a task running. Only one active task is allowed for a source queue arn at a given time.",
                ));
            }
            if active.count() >= MAX_ACTIVE {
                return Err(fault::unsupported(
                    "At most 100 message move tasks can be active in an account.",
                ));
            }
            let mut batch = Batch::new();
            move_task::insert(&mut tasks, task, &mut batch);
            self.core.store.commit(batch)
        };
        commit.durable().await
    }

    pub(crate) async fn cancel_message_move_task(
        &self,
        input: CancelMessageMoveTask,
        _: &Caller,
    ) -> Result<MessageMoveTaskCancelled, Fault> {
        let outcome = self.change_task(&input.task_handle, |task| {
            if task.status != MoveStatus::Running {
                return Err(fault::unsupported("Only active tasks can be cancelled."));
            }
            task.status = MoveStatus::Cancelling;
            Ok(task.moved)
        });
        let moved = outcome
            .await?
            .ok_or_else(|| fault::resource_not_found("Task does not exist."))?;
        Ok(MessageMoveTaskCancelled {
            approximate_number_of_messages_moved: moved?,
        })
    }

    pub(crate) async fn list_message_move_tasks(
        &self,
        input: ListMessageMoveTasks,
        _: &Caller,
    ) -> Result<MessageMoveTasks, Fault> {
        let most = match input.max_results.unwrap_or(1) {
            most @ 1..=10 => most as usize,
            other => {
                return Err(fault::invalid_parameter(format!(
                    "Value {other} for parameter MaxResults is invalid. Reason: Must be between 1 and 10."
                )));
            }
        };
        if self.queue_of_arn(&input.source_arn).is_none() {
            return Err(fault::resource_not_found(
                "The resource that you specified for the SourceArn parameter doesn't exist.",
            ));
        }
        let mut tasks: Vec<Task> = self
            .moves
            .lock()
            .values()
            .filter(|task| task.source_arn == input.source_arn)
            .cloned()
            .collect();
        tasks.sort_by_key(|task| std::cmp::Reverse(task.started));
        let results = tasks.into_iter().take(most).map(show).collect();
        Ok(MessageMoveTasks { results })
    }
}

fn rate(asked: Option<i64>) -> Result<Option<u32>, Fault> {
    let Some(asked) = asked else {
        return Ok(None);
    };
    match u32::try_from(asked) {
        Ok(rate @ 1..=MAX_RATE) => Ok(Some(rate)),
        _ => Err(fault::invalid_parameter(format!(
            "Value {asked} for parameter MaxNumberOfMessagesPerSecond is invalid. Reason: Must be between 1 and {MAX_RATE}."
        ))),
    }
}

fn show(task: Task) -> MessageMoveTask {
    let is_running = task.status == MoveStatus::Running;
    MessageMoveTask {
        task_handle: is_running.then_some(task.handle),
        status: task.status,
        source_arn: task.source_arn,
        destination_arn: task.destination_arn,
        max_number_of_messages_per_second: task.rate,
        approximate_number_of_messages_moved: task.moved,
        approximate_number_of_messages_to_move: task.to_move,
        failure_reason: task.failure,
        started_timestamp: task.started,
    }
}
