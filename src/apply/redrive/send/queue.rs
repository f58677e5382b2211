//! Sending to queues.

use std::collections::BTreeMap;

use futures_util::future::join_all;

use super::{Sender, all, patiently};
use crate::{
    aws::sqs::{BATCH, Entry},
    plan::{message::Outgoing, publish::MAX_BYTES, redrive::Verdict},
};

impl Sender<'_> {
    pub(super) async fn batches(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for batch in batches(contents) {
            verdicts.extend(self.batch(url, batch).await);
        }
        verdicts
    }

    async fn batch(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let messages: Vec<Outgoing> = contents.iter().map(|content| (*content).clone()).collect();
        let sqs = self.aws.sqs();
        match patiently(|| sqs.send(url, &messages)).await {
            Ok(entries) => entries.into_iter().map(verdict).collect(),
            Err(failed) => all(contents, &failed),
        }
    }

    /// Of each group one after the other: after one that is not accepted, none may overtake it.
    pub(super) async fn in_order(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut groups: BTreeMap<&Option<String>, Vec<usize>> = BTreeMap::new();
        for (index, content) in contents.iter().enumerate() {
            groups.entry(&content.group).or_default().push(index);
        }
        let groups = groups.into_values().map(|indexes| async move {
            let group: Vec<&Outgoing> = indexes.iter().map(|index| contents[*index]).collect();
            let verdicts = self.group(url, &group).await;
            indexes.into_iter().zip(verdicts)
        });
        let mut verdicts: Vec<_> = join_all(groups).await.into_iter().flatten().collect();
        verdicts.sort_unstable_by_key(|(index, _)| *index);
        verdicts.into_iter().map(|(_, verdict)| verdict).collect()
    }

    async fn group(&self, url: &str, contents: &[&Outgoing]) -> Vec<Verdict> {
        let mut verdicts = Vec::new();
        for content in contents {
            if verdicts.iter().all(is_accepted) {
                verdicts.extend(self.batch(url, &[content]).await);
            } else {
                let reason = "one before it in its group was not accepted";
                verdicts.push(Verdict::Rejected(reason.to_owned()));
            }
        }
        verdicts
    }
}

fn is_accepted(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Accepted(_))
}

fn verdict(entry: Entry) -> Verdict {
    match entry {
        Ok(id) => Verdict::Accepted(Some(id)),
        Err(unsaid) if unsaid == crate::aws::sqs::UNANSWERED => Verdict::Uncertain(unsaid),
        Err(reason) => Verdict::Rejected(reason),
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
}
