//! Questions to the graph.

use std::collections::HashMap;

use coagent_pattern::Event;

use super::{
    Archive, Bucket, Bus, Function, LogGroup, Parts, Queue, Role, Rule, RuleState, Setting, Table,
    Target, Topic, Wiring,
};
use crate::model::physical::bus_name;

/// What an ARN stands for.
#[derive(Clone, Copy, Debug)]
pub enum Node<'w> {
    /// An event bus.
    Bus(&'w Bus),
    /// A rule.
    Rule(&'w Rule),
    /// A function.
    Function(&'w Function),
    /// A queue.
    Queue(&'w Queue),
    /// A topic.
    Topic(&'w Topic),
    /// A table.
    Table(&'w Table),
    /// An archive.
    Archive(&'w Archive),
    /// A log group.
    LogGroup(&'w LogGroup),
    /// A bucket.
    Bucket(&'w Bucket),
    /// A role.
    Role(&'w Role),
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Kind {
    Bus,
    Rule,
    Function,
    Queue,
    Topic,
    Table,
    Archive,
    LogGroup,
    Bucket,
    Role,
}

pub(super) fn index(parts: &Parts) -> HashMap<String, (Kind, usize)> {
    let mut index = HashMap::new();
    let mut add = |kind: Kind, arns: Vec<&String>| {
        for (at, arn) in arns.into_iter().enumerate() {
            index.insert(arn.clone(), (kind, at));
        }
    };
    add(
        Kind::Bus,
        parts.buses.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Rule,
        parts.rules.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Function,
        parts.functions.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Queue,
        parts.queues.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Topic,
        parts.topics.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Table,
        parts.tables.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Archive,
        parts.archives.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::LogGroup,
        parts.log_groups.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Bucket,
        parts.buckets.iter().map(|part| &part.arn).collect(),
    );
    add(
        Kind::Role,
        parts.roles.iter().map(|part| &part.arn).collect(),
    );
    index
}

/// What sends to a queue, and why.
#[derive(Clone, Copy, Debug)]
pub enum Feeder<'w> {
    /// A rule's target is the queue.
    Target(&'w Rule, &'w Target),
    /// A rule's target has it as dead-letter queue.
    TargetDeadLetters(&'w Rule, &'w Target),
    /// A function has it as dead-letter queue or failure destination.
    FunctionFailures(&'w Function),
    /// A queue moves messages there that were received too often.
    Redrive(&'w Queue),
    /// A topic has it subscribed.
    Subscription(&'w Topic),
    /// A topic's subscription has it as dead-letter queue.
    SubscriptionDeadLetters(&'w Topic),
}

impl Wiring {
    /// The part with this ARN; a function also by the ARN of a version or alias.
    pub fn node(&self, arn: &str) -> Option<Node<'_>> {
        let found = self
            .index
            .get(arn)
            .or_else(|| self.index.get(unqualified(arn)?));
        let (kind, at) = *found?;
        Some(match kind {
            Kind::Bus => Node::Bus(&self.buses[at]),
            Kind::Rule => Node::Rule(&self.rules[at]),
            Kind::Function => Node::Function(&self.functions[at]),
            Kind::Queue => Node::Queue(&self.queues[at]),
            Kind::Topic => Node::Topic(&self.topics[at]),
            Kind::Table => Node::Table(&self.tables[at]),
            Kind::Archive => Node::Archive(&self.archives[at]),
            Kind::LogGroup => Node::LogGroup(&self.log_groups[at]),
            Kind::Bucket => Node::Bucket(&self.buckets[at]),
            Kind::Role => Node::Role(&self.roles[at]),
        })
    }

    /// The queue with this ARN.
    pub fn queue(&self, arn: &str) -> Option<&Queue> {
        match self.node(arn)? {
            Node::Queue(queue) => Some(queue),
            _ => None,
        }
    }

    /// The function with this ARN (also qualified) or name.
    pub fn function(&self, arn_or_name: &str) -> Option<&Function> {
        match self.node(arn_or_name) {
            Some(Node::Function(function)) => Some(function),
            Some(_) => None,
            None => {
                let name = function_name(arn_or_name);
                self.functions_by_name
                    .get(name)
                    .map(|at| &self.functions[*at])
            }
        }
    }

    /// The role with this ARN.
    pub fn role(&self, arn: &str) -> Option<&Role> {
        match self.node(arn)? {
            Node::Role(role) => Some(role),
            _ => None,
        }
    }

    /// The declared bus with this name or ARN.
    pub fn bus(&self, name_or_arn: &str) -> Option<&Bus> {
        let name = bus_name(name_or_arn);
        self.buses.iter().find(|bus| bus.name == name)
    }

    /// The rules of a bus, by name or ARN.
    pub fn rules_of<'w>(&'w self, bus: &'w str) -> impl Iterator<Item = &'w Rule> {
        let name = bus_name(bus);
        self.rules
            .iter()
            .filter(move |rule| rule.bus_name() == Some(name))
    }

    /// The enabled rules of a bus whose pattern matches the event. Rules whose pattern is not wholly
    /// known are left out unless they match whatever the unknown part is.
    pub fn rules_matching<'w>(&'w self, bus: &'w str, event: &'w Event) -> Vec<&'w Rule> {
        let enabled = self
            .rules_of(bus)
            .filter(|rule| rule.state == RuleState::Enabled);
        enabled.filter(|rule| rule.matches(event)).collect()
    }

    /// The dead-letter queue of a target, when it is among the queues.
    pub fn dead_letter_queue_of(&self, target: &Target) -> Option<&Queue> {
        self.queue(target.dead_letter.get()?)
    }

    /// Everything that sends to a queue.
    pub fn feeders_of(&self, queue_arn: &str) -> Vec<Feeder<'_>> {
        let is = |setting: &Setting<String>| setting.get().is_some_and(|arn| arn == queue_arn);
        let mut feeders = Vec::new();
        for rule in &self.rules {
            for target in &rule.targets {
                if is(&target.arn) {
                    feeders.push(Feeder::Target(rule, target));
                }
                if is(&target.dead_letter) {
                    feeders.push(Feeder::TargetDeadLetters(rule, target));
                }
            }
        }
        for function in &self.functions {
            if is(&function.dead_letter) || is(&function.asynchronous.on_failure) {
                feeders.push(Feeder::FunctionFailures(function));
            }
        }
        for queue in &self.queues {
            let redrive = queue
                .redrive
                .get()
                .and_then(|redrive| redrive.target.as_deref());
            if redrive == Some(queue_arn) {
                feeders.push(Feeder::Redrive(queue));
            }
        }
        for topic in &self.topics {
            for subscription in &topic.subscriptions {
                if is(&subscription.endpoint) {
                    feeders.push(Feeder::Subscription(topic));
                }
                if is(&subscription.dead_letter) {
                    feeders.push(Feeder::SubscriptionDeadLetters(topic));
                }
            }
        }
        feeders
    }
}

impl Rule {
    /// The name of its bus; `None` when it is not known.
    pub fn bus_name(&self) -> Option<&str> {
        match &self.bus {
            Setting::Absent => Some("default"),
            Setting::Set(text, _) => Some(bus_name(text)),
            Setting::Unknown(_) => None,
        }
    }

    /// Whether the rule's pattern certainly matches the event.
    pub fn matches(&self, event: &Event) -> bool {
        let certain = self.pattern.as_ref().filter(|pattern| pattern.certain);
        certain
            .and_then(|p| p.pattern.as_ref().ok())
            .is_some_and(|pattern| pattern.matches(event))
    }
}

/// A function's ARN without its version or alias; `None` when it has none.
fn unqualified(arn: &str) -> Option<&str> {
    let (head, _) = arn.rsplit_once(':')?;
    let is_function = arn.split(':').nth(5) == Some("function") && head.split(':').count() == 7;
    is_function.then_some(head)
}

/// The name in a function's name, partial ARN or ARN, without version or alias.
pub(super) fn function_name(text: &str) -> &str {
    match text.split_once(":function:") {
        Some((_, rest)) => rest.split(':').next().unwrap_or(rest),
        None => text.split(':').next().unwrap_or(text),
    }
}
