//! Messages that were received and stay in their queue: shown again at the end.
//!
//! A receipt is some hundred bytes, and all but a few messages of a queue may stay. So beyond a
//! mebibyte receipts go to a file that nobody else sees and that ends with the process.

use std::io::{BufRead, BufReader, Seek, SeekFrom, Write};

use futures_util::{StreamExt, TryStreamExt, stream};
use tempfile::SpooledTempFile;

use crate::{
    aws::{Aws, sqs::BATCH},
    error::{Doing, Result},
};

/// Bytes that are kept in memory.
const MEMORY: usize = 1 << 20;
/// Requests at the same time.
const CALLS: usize = 8;

/// Receipts of messages that stay.
#[derive(Debug)]
pub(crate) struct Held(SpooledTempFile);

impl Default for Held {
    fn default() -> Self {
        Self(SpooledTempFile::new(MEMORY))
    }
}

impl Held {
    /// Notes a receipt.
    pub(crate) fn add(&mut self, receipt: &str) -> Result<()> {
        writeln!(self.0, "{receipt}").doing(|| "Failed to note a receipt".into())
    }

    /// Shows all messages again to everybody. One that is gone, or shown already, is left alone.
    pub(crate) async fn show(mut self, aws: &Aws, url: &str) -> Result<()> {
        let doing = || "Failed to read back receipts".to_owned();
        self.0.seek(SeekFrom::Start(0)).doing(doing)?;
        let mut lines = BufReader::new(self.0).lines().map(|line| line.doing(doing));
        let batches = std::iter::from_fn(|| {
            let batch: Vec<Result<String>> = lines.by_ref().take(BATCH).collect();
            (!batch.is_empty()).then(|| batch.into_iter().collect::<Result<Vec<String>>>())
        });
        let sqs = aws.sqs();
        let calls = batches.map(|batch| {
            let sqs = sqs.clone();
            async move {
                let batch = batch?;
                let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
                sqs.hide(url, &batch, 0).await
            }
        });
        stream::iter(calls)
            .buffer_unordered(CALLS)
            .try_collect()
            .await
    }
}
