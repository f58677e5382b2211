//! Move tasks: SQS itself moves dead letters back to the queues that they come from.

use aws_sdk_sqs::types::ListMessageMoveTasksResultEntry;
use jiff::Timestamp;
use serde::Serialize;

use super::{Sqs, name_of};
use crate::error::Result;

/// The most messages a second that a task moves (SQS API reference, StartMessageMoveTask).
pub(crate) const MAX_RATE: u16 = 500;

/// A move task as it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct MoveTask {
    /// What it is cancelled by; SQS tells it only of a task that runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) handle: Option<String>,
    /// `RUNNING`, `COMPLETED`, `CANCELLING`, `CANCELLED` or `FAILED`.
    pub(crate) status: String,
    /// ARN of the queue that it moves messages to; none for those that each comes from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) destination: Option<String>,
    /// How many it has moved; SQS calls it approximate.
    pub(crate) moved: i64,
    /// How many there were; SQS calls it approximate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) to_move: Option<i64>,
    /// When it was started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) started: Option<Timestamp>,
    /// Why it failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) failure: Option<String>,
}

impl MoveTask {
    /// Whether it is at work.
    pub(crate) fn is_active(&self) -> bool {
        matches!(self.status.as_str(), "RUNNING" | "CANCELLING")
    }
}

impl Sqs {
    /// The last ten move tasks of a queue, the newest first.
    pub(crate) async fn move_tasks(&self, arn: &str) -> Result<Vec<MoveTask>> {
        let call = self.client.list_message_move_tasks().source_arn(arn);
        let answer = call.max_results(10).send().await.map_err(|cause| {
            let doing = format!("list the move tasks of queue `{}`", name_of(arn));
            self.place.failed(doing, cause)
        })?;
        let tasks = answer.results.unwrap_or_default();
        Ok(tasks.into_iter().map(task).collect())
    }

    /// Whether a move task is taking messages out of the queue.
    pub(crate) async fn is_being_moved(&self, arn: &str) -> Result<bool> {
        let tasks = self.move_tasks(arn).await?;
        Ok(tasks.iter().any(MoveTask::is_active))
    }

    /// Starts a move task; its handle.
    pub(crate) async fn start_move(
        &self,
        arn: &str,
        to: Option<&str>,
        rate: Option<u16>,
    ) -> Result<String> {
        let call = self.client.start_message_move_task().source_arn(arn);
        let call = call
            .set_destination_arn(to.map(str::to_owned))
            .set_max_number_of_messages_per_second(rate.map(i32::from));
        let answer = call.send().await.map_err(|cause| {
            let doing = format!("start a move task for queue `{}`", name_of(arn));
            self.place.failed(doing, cause)
        })?;
        Ok(answer.task_handle.unwrap_or_default())
    }

    /// Cancels a move task; what it has moved stays moved. How many those are, approximately.
    pub(crate) async fn cancel_move(&self, handle: &str) -> Result<i64> {
        let call = self.client.cancel_message_move_task().task_handle(handle);
        let answer = call
            .send()
            .await
            .map_err(|cause| self.place.failed("cancel the move task", cause))?;
        Ok(answer.approximate_number_of_messages_moved)
    }
}

fn task(task: ListMessageMoveTasksResultEntry) -> MoveTask {
    MoveTask {
        handle: task.task_handle,
        status: task.status.unwrap_or_default(),
        destination: task.destination_arn,
        moved: task.approximate_number_of_messages_moved,
        to_move: task.approximate_number_of_messages_to_move,
        started: Timestamp::from_millisecond(task.started_timestamp).ok(),
        failure: task.failure_reason,
    }
}
