//! Dead-letter queues: who may use which, and who does.

use crate::{
    arn::Arn,
    fault::Fault,
    service::Caller,
    services::sqs::{
        Sqs, fault,
        model::{ListDeadLetterSourceQueues, SourceQueues},
        page::page,
        settings::Settings,
    },
};

impl Sqs {
    /// Whether the queue `arn` may have these settings' dead-letter queue.
    pub(crate) fn check_redrive(&self, arn: &str, settings: &Settings) -> Result<(), Fault> {
        let Some(redrive) = &settings.redrive else {
            return Ok(());
        };
        let target = &redrive.dead_letter_target_arn;
        let invalid = |reason: &str| {
            fault::invalid_parameter(format!(
                "Value {target} for parameter RedrivePolicy is invalid. Reason: {reason}"
            ))
        };
        if Arn::parse(target).is_none_or(|target| target.service != "sqs") {
            return Err(invalid("Invalid value for deadLetterTargetArn."));
        }
        if target == arn {
            return Err(invalid("A queue cannot be its own dead-letter queue."));
        }
        let Some(cell) = self.queue_of_arn(target) else {
            return Err(invalid("Dead letter target does not exist."));
        };
        let queue = cell.lock();
        if queue.record.settings.fifo != settings.fifo {
            return Err(invalid(
                "Dead-letter queue must be same type of queue as the source.",
            ));
        }
        match &queue.record.settings.redrive_allow {
            Some(policy) if !policy.allows(arn) => Err(invalid(
                "The RedriveAllowPolicy of the dead-letter queue does not allow this source queue.",
            )),
            _ => Ok(()),
        }
    }

    pub(crate) async fn list_dead_letter_source_queues(
        &self,
        input: ListDeadLetterSourceQueues,
        _: &Caller,
    ) -> Result<SourceQueues, Fault> {
        let target = self.queue_of_url(&input.queue_url)?;
        let names = self.sources_of(&target.arn);
        let (names, next_token) = page(names, input.max_results, input.next_token.as_deref())?;
        Ok(SourceQueues {
            queue_urls: names.iter().map(|name| self.url(name)).collect(),
            next_token,
        })
    }

    /// The names of the queues whose dead letters go to `target`.
    pub(crate) fn sources_of(&self, target: &str) -> Vec<String> {
        let goes_there = |settings: &Settings| {
            settings
                .redrive
                .as_ref()
                .is_some_and(|redrive| redrive.dead_letter_target_arn == target)
        };
        self.directory
            .all()
            .iter()
            .filter(|cell| goes_there(&cell.lock().record.settings))
            .map(|cell| cell.name.clone())
            .collect()
    }
}
