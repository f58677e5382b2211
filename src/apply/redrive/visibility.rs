//! Keeping messages hidden for as long as they are in work.

use std::time::Duration;

use super::shift::Shift;
use crate::{
    aws::{Aws, sqs::BATCH, sqs::Queue},
    error::Result,
};

/// Prolongs the visibility timeout of all messages in work each time a third of it is over. Never
/// ends; a request that fails is made again the next time, before the timeout is over.
pub(super) async fn extend(aws: &Aws, queue: &Queue, shift: &Shift<'_>) {
    let seconds = u64::try_from(shift.pace.visibility).unwrap_or(1);
    let third = Duration::from_millis((seconds * 1000 / 3).max(100));
    loop {
        tokio::time::sleep(third).await;
        if let Err(error) = hide(aws, queue, shift).await {
            shift
                .progress
                .now(&format!("{}; trying again", error.message));
        }
    }
}

async fn hide(aws: &Aws, queue: &Queue, shift: &Shift<'_>) -> Result<()> {
    let receipts = shift.in_work();
    for batch in receipts.chunks(BATCH) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        aws.sqs()
            .hide(&queue.url, &batch, shift.pace.visibility)
            .await?;
    }
    Ok(())
}
