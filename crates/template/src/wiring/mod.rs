//! The graph of an event-driven application: which event reaches which bus, rule and target, who
//! may deliver it, and what becomes of it when that fails.
//!
//! It is built from templates ([`Wiring::from_models`]) or, part by part, from a live account
//! ([`Wiring::new`]), so that one set of rules checks both.

mod edges;
mod parts;
mod permission;
mod query;
mod read;
mod setting;

use std::collections::HashMap;
use std::ops::Deref;

use serde::Serialize;

use crate::diagnostic::Diagnostic;
use crate::model::Model;

pub use edges::{Edge, EdgeKind};
pub use parts::{
    Alarm, Archive, AsyncInvoke, Bucket, Bus, Dimension, Function, Input, LogGroup, Mapping,
    Metric, Notification, Queue, Redrive, Retry, Role, Rule, RulePattern, RuleState, Schedule,
    Schema, Subscription, Table, Target, Topic,
};
pub use permission::{EVENTS, account_of, action_on, delivering_role};
pub use query::{Feeder, Node};
pub use read::read_pattern;
pub use setting::{Origin, Setting};

/// Everything that takes part.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Parts {
    /// Event buses that are declared (or, live, exist); `default` always exists.
    pub buses: Vec<Bus>,
    /// Rules of every bus.
    pub rules: Vec<Rule>,
    /// Lambda functions.
    pub functions: Vec<Function>,
    /// SQS queues.
    pub queues: Vec<Queue>,
    /// SNS topics with their subscriptions.
    pub topics: Vec<Topic>,
    /// DynamoDB tables.
    pub tables: Vec<Table>,
    /// Event archives.
    pub archives: Vec<Archive>,
    /// What pulls from queues and streams into functions.
    pub mappings: Vec<Mapping>,
    /// EventBridge Scheduler schedules.
    pub schedules: Vec<Schedule>,
    /// CloudWatch alarms.
    pub alarms: Vec<Alarm>,
    /// The rules of composite alarms, such as `ALARM("a") OR ALARM("b")`.
    pub alarm_rules: Vec<Setting<String>>,
    /// IAM roles.
    pub roles: Vec<Role>,
    /// Log groups.
    pub log_groups: Vec<LogGroup>,
    /// S3 buckets with their notifications.
    pub buckets: Vec<Bucket>,
    /// Schemas of registries.
    pub schemas: Vec<Schema>,
    /// Whether there may be more than is listed here: a template includes resources from elsewhere.
    pub more: bool,
    /// What is written in templates and probably not meant.
    pub warnings: Vec<Diagnostic>,
}

/// The parts with an index by ARN. Reads like [`Parts`].
#[derive(Clone, Debug, Default)]
pub struct Wiring {
    parts: Parts,
    index: HashMap<String, (query::Kind, usize)>,
    /// Functions by name.
    functions_by_name: HashMap<String, usize>,
}

impl Wiring {
    /// The graph of these parts.
    pub fn new(parts: Parts) -> Wiring {
        let index = query::index(&parts);
        let functions = parts.functions.iter().enumerate();
        let functions_by_name = functions.map(|(at, f)| (f.name.clone(), at)).collect();
        Wiring {
            parts,
            index,
            functions_by_name,
        }
    }

    /// The graph that a template describes.
    pub fn from_model(model: &Model) -> Wiring {
        Wiring::from_models(std::slice::from_ref(model))
    }

    /// The graph of several templates as one application.
    pub fn from_models(models: &[Model]) -> Wiring {
        Wiring::new(read::parts(models))
    }

    /// The parts, to add to them and build a new graph.
    pub fn into_parts(self) -> Parts {
        self.parts
    }
}

impl Deref for Wiring {
    type Target = Parts;
    fn deref(&self) -> &Parts {
        &self.parts
    }
}

#[cfg(test)]
mod tests;
