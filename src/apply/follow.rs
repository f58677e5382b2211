//! Following an operation on a stack until it ends.

use std::{collections::HashSet, time::Duration};

use crate::{
    aws::{Aws, CloudFormation, Place, cloudformation::StackEvent},
    error::{Error, Kind, Result},
    plan::stack::ended_well,
    ui::{Progress, Ui},
};

/// Failures told; what follows the first ones is mostly their consequence.
const TOLD: usize = 3;

/// An operation on a stack that has been begun.
pub(crate) struct Operation<'a> {
    aws: &'a Aws,
    /// The ARN of the stack.
    stack: &'a str,
    /// The last event before it.
    last: Option<String>,
    /// The resources it will touch, for "7 of 12".
    resources: usize,
}

/// How it ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct End {
    /// The status of the stack.
    pub(crate) status: String,
    /// What failed, the first first.
    pub(crate) failures: Vec<StackEvent>,
}

impl<'a> Operation<'a> {
    /// Marks where the operation begins; `resources` is how many it will touch.
    pub(crate) async fn begin(aws: &'a Aws, stack: &'a str, resources: usize) -> Result<Self> {
        let last = aws.cloudformation().last_event(stack).await?;
        Ok(Self {
            aws,
            stack,
            last,
            resources,
        })
    }

    /// Shows each step until the stack itself has come to an end. Ctrl-C ends the watching alone.
    pub(crate) async fn follow(self, ui: &Ui) -> Result<End> {
        let (aws, stack) = (self.aws, self.stack);
        tokio::select! {
            end = self.watch(ui) => end,
            _ = tokio::signal::ctrl_c() => Err(left_alone(&aws.place, stack)),
        }
    }

    async fn watch(mut self, ui: &Ui) -> Result<End> {
        let cloudformation = self.aws.cloudformation();
        let progress = ui.progress();
        let mut shown = Shown::default();
        let mut failures = Vec::new();
        loop {
            for event in self.news(&cloudformation).await? {
                if event.physical_id == self.stack {
                    if ended_well(&event.status).is_some() {
                        return Ok(End {
                            status: event.status,
                            failures,
                        });
                    }
                    continue;
                }
                shown.show(&progress, &event, self.resources);
                if event.is_failure() {
                    failures.push(event);
                }
            }
            tokio::time::sleep(self.pause()).await;
        }
    }

    async fn news(&mut self, cloudformation: &CloudFormation) -> Result<Vec<StackEvent>> {
        let events = cloudformation
            .events_since(self.stack, self.last.as_deref())
            .await?;
        if let Some(newest) = events.last() {
            self.last = Some(newest.id.clone());
        }
        Ok(events)
    }

    /// AWS throttles who asks more often; the local environment is done in no time.
    fn pause(&self) -> Duration {
        Duration::from_millis(if self.aws.place.local.is_some() {
            50
        } else {
            1500
        })
    }
}

/// Nobody watches any more; CloudFormation goes on.
fn left_alone(place: &Place, stack: &str) -> Error {
    // arn:aws:cloudformation:REGION:ACCOUNT:stack/NAME/ID
    let name = stack.split('/').nth(1).unwrap_or(stack);
    let text = format!("Interrupted: CloudFormation goes on with stack `{name}` in {place}");
    let environment = &place.environment;
    Error::new(Kind::Interrupted, text)
        .hint(format!(
            "coagent status --env {environment} (how far it is)"
        ))
        .hint("the same command, when that has ended, does what is left to do")
}

/// What of the progress has been shown.
#[derive(Default)]
struct Shown {
    done: HashSet<String>,
}

impl Shown {
    fn show(&mut self, progress: &Progress, event: &StackEvent, resources: usize) {
        let StackEvent {
            logical_id,
            kind,
            status,
            ..
        } = event;
        if status.ends_with("_IN_PROGRESS") {
            progress.now(&format!(
                "{} of {resources}  {status}  {logical_id}  {kind}",
                self.done.len()
            ));
            return;
        }
        self.done.insert(logical_id.clone());
        let reason = event.reason.as_ref().filter(|_| event.is_failure());
        let reason = reason
            .map(|reason| format!(": {reason}"))
            .unwrap_or_default();
        progress.step(&format!("{status:<16}  {logical_id}  {kind}{reason}"));
    }
}

impl End {
    /// Whether the stack is as desired.
    pub(crate) fn is_well(&self) -> bool {
        ended_well(&self.status) == Some(true)
    }

    /// The error of an operation that did not end well: what failed first is the first cause.
    pub(crate) fn error(&self, message: String) -> Error {
        Error::failed(format!("{message}: it is {}", self.status))
            .because_of(reasons(&self.failures))
    }
}

/// What failed and why, as causes, the first first. Of those with one reason the first is told.
pub(super) fn reasons(failures: &[StackEvent]) -> Vec<String> {
    let mut told = HashSet::new();
    let different = failures
        .iter()
        .filter(|event| told.insert(event.reason.as_deref()));
    let sentence = |event: &StackEvent| {
        let reason = event.reason.as_deref().unwrap_or("no reason given");
        format!("{} ({}): {reason}", event.logical_id, event.kind)
    };
    different.take(TOLD).map(sentence).collect()
}

/// The causes of the last failed operation on a stack, from its events, oldest first.
pub(crate) fn last_failures(events: &[StackEvent]) -> Vec<StackEvent> {
    let begins = |event: &StackEvent| {
        matches!(
            event.status.as_str(),
            "CREATE_IN_PROGRESS" | "UPDATE_IN_PROGRESS" | "DELETE_IN_PROGRESS"
        ) && event.kind == "AWS::CloudFormation::Stack"
    };
    let start = events.iter().rposition(begins).unwrap_or(0);
    let of_resources =
        |event: &&StackEvent| event.is_failure() && event.kind != "AWS::CloudFormation::Stack";
    events[start..]
        .iter()
        .filter(of_resources)
        .cloned()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{error, ui::style::Paint};

    fn failed(logical_id: &str, reason: &str) -> StackEvent {
        StackEvent {
            logical_id: logical_id.into(),
            kind: "AWS::SQS::Queue".into(),
            status: "CREATE_FAILED".into(),
            reason: Some(reason.into()),
            ..StackEvent::default()
        }
    }

    #[test]
    fn what_failed_first_is_the_first_cause() {
        let end = End {
            status: "ROLLBACK_COMPLETE".into(),
            failures: vec![failed("A", "no permission"), failed("B", "cancelled")],
        };
        let error = end.error("Failed to deploy stack `shop` in eu-west-1".into());
        insta::assert_snapshot!(error::render(&error, Paint::default(), 80), @r"
        Error: Failed to deploy stack `shop` in eu-west-1: it is ROLLBACK_COMPLETE
          1: A (AWS::SQS::Queue): no permission
          2: B (AWS::SQS::Queue): cancelled
        ");
    }

    #[test]
    fn of_failures_with_one_reason_the_first_is_told() {
        let failures = [failed("A", "no permission"), failed("B", "no permission")];
        assert_eq!(reasons(&failures), ["A (AWS::SQS::Queue): no permission"]);
    }

    #[test]
    fn only_the_last_operation_counts() {
        let begin = StackEvent {
            kind: "AWS::CloudFormation::Stack".into(),
            status: "CREATE_IN_PROGRESS".into(),
            ..StackEvent::default()
        };
        let events = [begin.clone(), failed("Old", "x"), begin, failed("New", "y")];
        assert_eq!(last_failures(&events), [failed("New", "y")]);
    }
}
