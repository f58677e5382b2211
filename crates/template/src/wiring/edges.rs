//! The graph as edges, for diagrams.

use serde::Serialize;

use super::{Setting, Target, Wiring};

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Edge {
    /// ARN of where it starts.
    pub from: String,
    /// ARN of where it ends.
    pub to: String,
    /// What it means.
    pub kind: EdgeKind,
}

/// What a connection means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EdgeKind {
    /// A bus has a rule.
    Rule,
    /// A rule, schedule, topic or bucket invokes.
    Invokes,
    /// A function takes from a queue or stream.
    Feeds,
    /// What failed goes there.
    DeadLetters,
    /// What succeeded goes there.
    Destination,
    /// A bus is archived.
    Archives,
}

impl Wiring {
    /// Every connection whose two ends are known, in the order of the parts.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Edges::default();
        self.rule_edges(&mut edges);
        self.function_edges(&mut edges);
        self.queue_edges(&mut edges);
        for archive in &self.archives {
            edges.add(
                archive.bus_arn.get(),
                Some(&archive.arn),
                EdgeKind::Archives,
            );
        }
        edges.0
    }

    fn rule_edges(&self, edges: &mut Edges) {
        for rule in &self.rules {
            let bus = rule.bus_name().and_then(|name| self.bus(name));
            edges.add(bus.map(|bus| &bus.arn), Some(&rule.arn), EdgeKind::Rule);
            rule.targets
                .iter()
                .for_each(|target| edges.target(&rule.arn, target));
        }
        for schedule in &self.schedules {
            edges.target(&schedule.arn, &schedule.target);
        }
    }

    fn function_edges(&self, edges: &mut Edges) {
        for function in &self.functions {
            let from = Some(&function.arn);
            let asynchronous = &function.asynchronous;
            edges.add(from, function.dead_letter.get(), EdgeKind::DeadLetters);
            edges.add(from, asynchronous.on_failure.get(), EdgeKind::DeadLetters);
            edges.add(from, asynchronous.on_success.get(), EdgeKind::Destination);
        }
        for mapping in &self.mappings {
            let function = mapping.function.get().and_then(|name| self.function(name));
            let to = function.map(|function| &function.arn);
            edges.add(mapping.source.get(), to, EdgeKind::Feeds);
            edges.add(
                mapping.source.get(),
                mapping.on_failure.get(),
                EdgeKind::DeadLetters,
            );
        }
    }

    fn queue_edges(&self, edges: &mut Edges) {
        for queue in &self.queues {
            let redrive = queue
                .redrive
                .get()
                .and_then(|redrive| redrive.target.as_ref());
            edges.add(Some(&queue.arn), redrive, EdgeKind::DeadLetters);
        }
        for topic in &self.topics {
            for subscription in &topic.subscriptions {
                let arn = subscription
                    .endpoint
                    .get()
                    .filter(|text| text.starts_with("arn:"));
                edges.add(Some(&topic.arn), arn, EdgeKind::Invokes);
                edges.add(
                    Some(&topic.arn),
                    subscription.dead_letter.get(),
                    EdgeKind::DeadLetters,
                );
            }
        }
        for bucket in &self.buckets {
            for notification in &bucket.notifications {
                edges.add(
                    Some(&bucket.arn),
                    notification.destination.get(),
                    EdgeKind::Invokes,
                );
            }
        }
    }
}

#[derive(Default)]
struct Edges(Vec<Edge>);

impl Edges {
    fn add(&mut self, from: Option<&String>, to: Option<&String>, kind: EdgeKind) {
        if let (Some(from), Some(to)) = (from, to) {
            let edge = Edge {
                from: from.clone(),
                to: to.clone(),
                kind,
            };
            self.0.push(edge);
        }
    }

    fn target(&mut self, from: &String, target: &Target) {
        let known = |setting: &Setting<String>| setting.get().cloned();
        self.add(Some(from), known(&target.arn).as_ref(), EdgeKind::Invokes);
        self.add(
            Some(from),
            known(&target.dead_letter).as_ref(),
            EdgeKind::DeadLetters,
        );
    }
}
