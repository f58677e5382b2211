//! Finding queues: by name, URL or ARN, and by what they are to each other.

use coagent_template::nearest;

use super::{Queue, Sqs, name_of};
use crate::{
    aws::failure,
    error::{Error, Result},
};

impl Sqs {
    /// The queue of a name, URL or ARN.
    pub(crate) async fn find(&self, named: &str) -> Result<Queue> {
        let url = match Named::read(named) {
            Named::Url(url) => url.to_owned(),
            Named::Name(name) => self.url(name, None).await?,
            Named::Arn { account, name } => self.url(name, Some(account)).await?,
        };
        self.queue(&url).await
    }

    async fn url(&self, name: &str, account: Option<&str>) -> Result<String> {
        let call = self.client.get_queue_url().queue_name(name);
        let call = call.set_queue_owner_aws_account_id(account.map(str::to_owned));
        let answer = match call.send().await {
            Ok(answer) => answer,
            Err(cause) if is_missing(failure::code(&cause)) => {
                return Err(self.missing(name).await);
            }
            Err(cause) => return Err(self.place.failed(format!("find queue `{name}`"), cause)),
        };
        answer.queue_url.ok_or_else(|| {
            Error::failed(format!(
                "SQS has no URL for queue `{name}` in {}",
                self.place
            ))
        })
    }

    /// The error for a queue that is not there, with the one that was meant, where there is one
    /// and queues may be listed.
    async fn missing(&self, name: &str) -> Error {
        let error = Error::not_found(format!("There is no queue `{name}` in {}", self.place));
        let urls = self.urls().await.unwrap_or_default();
        let error = match nearest(name, urls.iter().map(|url| name_of(url))) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        };
        error.hint("coagent dlq list")
    }

    /// The URLs of all queues.
    pub(crate) async fn urls(&self) -> Result<Vec<String>> {
        let call = self.client.list_queues().max_results(1000);
        let mut pages = call.into_paginator().items().send();
        let mut urls = Vec::new();
        while let Some(url) = pages.next().await {
            urls.push(url.map_err(|cause| self.place.failed("list the queues", cause))?);
        }
        Ok(urls)
    }

    /// The queues that move messages to this one after too many receives.
    pub(crate) async fn sources(&self, url: &str) -> Result<Vec<Queue>> {
        let call = self.client.list_dead_letter_source_queues().queue_url(url);
        let mut pages = call.into_paginator().items().send();
        let mut sources = Vec::new();
        while let Some(source) = pages.next().await {
            let source = source.map_err(|cause| {
                let doing = format!("list what moves messages to queue `{}`", name_of(url));
                self.place.failed(doing, cause)
            })?;
            sources.push(self.queue(&source).await?);
        }
        Ok(sources)
    }
}

fn is_missing(code: Option<&str>) -> bool {
    matches!(
        code,
        Some("QueueDoesNotExist" | "AWS.SimpleQueueService.NonExistentQueue")
    )
}

/// How a queue is named.
#[derive(Debug, PartialEq, Eq)]
enum Named<'a> {
    Url(&'a str),
    Name(&'a str),
    Arn { account: &'a str, name: &'a str },
}

impl<'a> Named<'a> {
    fn read(text: &'a str) -> Self {
        if text.contains("://") {
            return Self::Url(text);
        }
        match text.split(':').collect::<Vec<_>>()[..] {
            ["arn", _, "sqs", _, account, name] => Self::Arn { account, name },
            _ => Self::Name(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_named_by_url_arn_or_name() {
        let url = "http://127.0.0.1:4566/000000000000/a";
        assert_eq!(Named::read(url), Named::Url(url));
        assert_eq!(Named::read("a.fifo"), Named::Name("a.fifo"));
        assert_eq!(
            Named::read("arn:aws:sqs:eu-west-1:123456789012:a"),
            Named::Arn {
                account: "123456789012",
                name: "a"
            }
        );
    }
}
