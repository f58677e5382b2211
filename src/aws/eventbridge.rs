//! Event buses and their rules; publishing and replays are in the files beside.

mod publish;
mod replay;

use std::collections::BTreeMap;

use aws_sdk_eventbridge::types;
use serde::Serialize;

use super::{EventBridge, failure};
use crate::error::Result;
pub(crate) use publish::Accepted;
pub(crate) use replay::{Archive, NewReplay, Replay};

/// A rule as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rule {
    /// Its name.
    pub(crate) name: String,
    /// Its bus.
    pub(crate) bus: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// `ENABLED`, `DISABLED` or `ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS`.
    pub(crate) state: String,
    /// Its pattern, as JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) pattern: Option<String>,
    /// Its schedule.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) schedule: Option<String>,
    /// The ARN of the role for its targets.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// The service that made it for itself, such as the one of an archive.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) managed_by: Option<String>,
}

/// An event bus.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bus {
    /// Its name.
    pub(crate) name: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// Who may put events, as JSON text.
    pub(crate) policy: Option<String>,
}

/// A target of a rule.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Target {
    /// Its id, unique in the rule.
    pub(crate) id: String,
    /// The ARN of what is delivered to.
    pub(crate) arn: String,
    /// The ARN of the role used to deliver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) role: Option<String>,
    /// How often, and for how many seconds, delivery is tried.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) retry: Option<(Option<i32>, Option<i32>)>,
    /// The ARN of its dead-letter queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letter_queue: Option<String>,
    /// A constant that is delivered instead of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input: Option<String>,
    /// The part of the event that is delivered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input_path: Option<String>,
    /// The template that makes what is delivered, and the paths of its variables.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) input_transformer: Option<(BTreeMap<String, String>, String)>,
    /// The group of a message to a FIFO queue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) message_group_id: Option<String>,
}

impl EventBridge {
    /// Whether there is a bus of this name.
    pub(crate) async fn bus_exists(&self, name: &str) -> Result<bool> {
        match self.client.describe_event_bus().name(name).send().await {
            Ok(_) => Ok(true),
            Err(cause) if failure::code(&cause) == Some("ResourceNotFoundException") => Ok(false),
            Err(cause) => Err(self.place.failed(format!("read event bus `{name}`"), cause)),
        }
    }

    /// The names of the account's buses.
    pub(crate) async fn buses(&self) -> Result<Vec<String>> {
        let mut names = Vec::new();
        let mut next = None;
        loop {
            let call = self.client.list_event_buses().set_next_token(next);
            let page = call
                .send()
                .await
                .map_err(|cause| self.place.failed("list the event buses", cause))?;
            let buses = page.event_buses.unwrap_or_default().into_iter();
            names.extend(buses.filter_map(|bus| bus.name));
            next = page.next_token;
            if next.is_none() {
                return Ok(names);
            }
        }
    }

    /// A bus by name.
    pub(crate) async fn bus(&self, name: &str) -> Result<Bus> {
        let answer = self.client.describe_event_bus().name(name).send().await;
        let found =
            answer.map_err(|cause| self.place.failed(format!("read event bus `{name}`"), cause))?;
        Ok(Bus {
            name: found.name.unwrap_or_else(|| name.to_owned()),
            arn: found.arn.unwrap_or_default(),
            policy: found.policy,
        })
    }

    /// The rules of a bus, managed ones too.
    pub(crate) async fn rules(&self, bus: &str) -> Result<Vec<Rule>> {
        let mut rules = Vec::new();
        let mut next = None;
        loop {
            let call = self
                .client
                .list_rules()
                .event_bus_name(bus)
                .set_next_token(next);
            let page = call.send().await.map_err(|cause| {
                self.place
                    .failed(format!("list the rules of event bus `{bus}`"), cause)
            })?;
            rules.extend(page.rules.unwrap_or_default().into_iter().map(rule));
            next = page.next_token;
            if next.is_none() {
                return Ok(rules);
            }
        }
    }

    /// The targets of a rule.
    pub(crate) async fn targets(&self, bus: &str, rule: &str) -> Result<Vec<Target>> {
        let call = self
            .client
            .list_targets_by_rule()
            .event_bus_name(bus)
            .rule(rule);
        let answer = call.send().await.map_err(|cause| {
            self.place
                .failed(format!("list the targets of rule `{rule}`"), cause)
        })?;
        // At most 5 targets a rule, so there is one page.
        Ok(answer
            .targets
            .unwrap_or_default()
            .into_iter()
            .map(target)
            .collect())
    }
}

fn rule(rule: types::Rule) -> Rule {
    Rule {
        name: rule.name.unwrap_or_default(),
        bus: rule.event_bus_name.unwrap_or_else(|| "default".to_owned()),
        arn: rule.arn.unwrap_or_default(),
        state: rule
            .state
            .map(|state| state.as_str().to_owned())
            .unwrap_or_default(),
        pattern: rule.event_pattern,
        schedule: rule.schedule_expression,
        managed_by: rule.managed_by,
        role: rule.role_arn,
    }
}

fn target(target: types::Target) -> Target {
    let transformer = |made: types::InputTransformer| {
        let paths = made.input_paths_map.unwrap_or_default();
        (paths.into_iter().collect(), made.input_template)
    };
    Target {
        id: target.id,
        arn: target.arn,
        role: target.role_arn,
        retry: target.retry_policy.map(|policy| {
            (
                policy.maximum_retry_attempts,
                policy.maximum_event_age_in_seconds,
            )
        }),
        dead_letter_queue: target.dead_letter_config.and_then(|config| config.arn),
        input: target.input,
        input_path: target.input_path,
        input_transformer: target.input_transformer.map(transformer),
        message_group_id: target.sqs_parameters.and_then(|sqs| sqs.message_group_id),
    }
}
