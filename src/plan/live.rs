//! A deployed application as it was seen, as a wiring: so that templates and life have one set of
//! checks.

mod parts;

use std::collections::BTreeSet;

use coagent_template::{
    Pseudo, Template, Wiring,
    wiring::{Origin, Parts},
};

use self::parts::{Ids, Known};
use super::verify::Live;
use crate::aws::{
    cloudformation::{Stack, StackResource},
    cloudwatch, eventbridge,
    holdings::Routed,
    lambda,
    s3::Bucket,
    sns::Topic,
    sqs,
};

/// A function with all that is known of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Function {
    /// As it is configured.
    pub(crate) function: lambda::Function,
    /// Who may invoke it, as JSON text.
    pub(crate) policy: Option<String>,
    /// How asynchronous invocations end.
    pub(crate) asynchronous: Option<lambda::Asynchronous>,
    /// The retention of its log group; `None` when there is no such group.
    pub(crate) log_retention: Option<Option<i32>>,
    /// Its errors of late.
    pub(crate) errors: u64,
}

/// What AWS answered.
#[derive(Clone, Debug, Default)]
pub(crate) struct Observed {
    /// The stack.
    pub(crate) stack: Stack,
    /// Its Region.
    pub(crate) region: String,
    /// Its template, as it was given.
    pub(crate) template: String,
    /// What it is made of.
    pub(crate) resources: Vec<StackResource>,
    /// Its buses.
    pub(crate) buses: Vec<eventbridge::Bus>,
    /// The rules of those buses and of the stack.
    pub(crate) rules: Vec<Routed>,
    /// The stack's functions that are there.
    pub(crate) functions: Vec<Function>,
    /// The stack's queues that are there.
    pub(crate) queues: Vec<sqs::Queue>,
    /// The stack's archives that are there.
    pub(crate) archives: Vec<eventbridge::Archive>,
    /// Every event source mapping of the account.
    pub(crate) mappings: Vec<lambda::Mapping>,
    /// Every alarm of the account.
    pub(crate) alarms: Vec<cloudwatch::Alarm>,
    /// The rules of its composite alarms.
    pub(crate) alarm_rules: Vec<String>,
    /// The stack's topics that are there, and those that its rules and alarms tell.
    pub(crate) topics: Vec<Topic>,
    /// The stack's buckets that are there.
    pub(crate) buckets: Vec<Bucket>,
}

impl Observed {
    /// What the checks look at.
    pub(crate) fn live(&self) -> Live {
        let ids = Ids::new(&self.resources);
        let known = Known::new(self);
        let on = self
            .alarms(&ids, &known)
            .filter(|alarm| alarm.state == "ALARM");
        Live {
            written: self.written(),
            gone: self.gone(),
            messages: self
                .queues
                .iter()
                .map(|queue| (queue.arn.clone(), queue.depth.total()))
                .collect(),
            alarms_on: on
                .map(|alarm| (alarm.name.clone(), alarm.reason.clone()))
                .collect(),
            failing: self.functions.iter().filter_map(failing).collect(),
            wiring: Wiring::new(self.parts(&ids, &known)),
        }
    }

    fn parts(&self, ids: &Ids<'_>, known: &Known<'_>) -> Parts {
        let mappings = self
            .mappings
            .iter()
            .filter(|mapping| known.has_function(mapping));
        let log_groups = self
            .functions
            .iter()
            .filter_map(|f| parts::log_group(f, ids));
        Parts {
            buses: each(&self.buses, |bus| parts::bus(bus, ids)),
            rules: each(&self.rules, |rule| parts::rule(rule, ids)),
            functions: each(&self.functions, |f| parts::function(f, ids)),
            queues: each(&self.queues, |queue| parts::queue(queue, ids)),
            archives: each(&self.archives, |archive| parts::archive(archive, ids)),
            mappings: each(mappings, |mapping| parts::mapping(mapping, ids)),
            alarms: each(self.alarms(ids, known), |alarm| parts::alarm(alarm, ids)),
            alarm_rules: each(&self.alarm_rules, |rule| Some(rule.clone()).into()),
            topics: each(&self.topics, |topic| parts::topic(topic, ids)),
            buckets: each(&self.buckets, |bucket| parts::bucket(bucket, ids)),
            log_groups: log_groups.collect(),
            ..Parts::default()
        }
    }

    /// The types of the stack's resources that the checks would look at in a template, and that are
    /// not read from the account: no finding rests on them.
    pub(crate) fn not_seen(&self) -> BTreeSet<String> {
        let kinds = self.resources.iter().map(|resource| &resource.kind);
        let unseen = kinds.filter(|kind| parts::NOT_SEEN.contains(&kind.as_str()));
        unseen.cloned().collect()
    }

    /// The alarms of the stack, and those about what is in it.
    fn alarms<'a>(
        &'a self,
        ids: &'a Ids<'_>,
        known: &'a Known<'_>,
    ) -> impl Iterator<Item = &'a cloudwatch::Alarm> {
        let ours = |alarm: &&cloudwatch::Alarm| {
            let others = alarm.metrics.iter().flat_map(|m| m.dimensions.values());
            let mut about = alarm.definition.dimensions.values().chain(others);
            ids.of(&alarm.name).is_some() || about.any(|name| known.has_name(name))
        };
        self.alarms.iter().filter(ours)
    }

    /// The wiring of the template, with the stack's own values; what they make uncertain is not
    /// compared.
    fn written(&self) -> Option<Wiring> {
        let template = Template::parse(&self.stack.name, &self.template).ok()?;
        let secret = |value: &String| value == "****";
        let values = self
            .stack
            .parameters
            .iter()
            .filter(|(_, value)| !secret(value));
        let values = values
            .map(|(name, value)| (name.clone(), value.clone()))
            .collect();
        let account = self.stack.id.split(':').nth(4).unwrap_or_default();
        let pseudo = Pseudo {
            account: account.to_owned(),
            region: self.region.clone(),
            stack_name: self.stack.name.clone(),
            stack_id: self.stack.id.clone(),
            ..Pseudo::open()
        };
        let bound = template.bind_open(&values, &pseudo).ok()?;
        Some(Wiring::from_model(&bound.symbolic()))
    }

    /// What the stack believes to have of the kinds that were asked for.
    fn gone(&self) -> Vec<(String, String)> {
        let here = parts::physical_ids(self);
        let asked = self.resources.iter().filter(|resource| {
            parts::KINDS.contains(&resource.kind.as_str())
                && !resource.physical_id.is_empty()
                && !resource.status.starts_with("DELETE")
        });
        let gone = asked.filter(|resource| !here.contains(resource.physical_id.as_str()));
        gone.map(|resource| (resource.logical_id.clone(), resource.kind.clone()))
            .collect()
    }
}

fn each<T, P>(items: impl IntoIterator<Item = T>, part: impl Fn(T) -> P) -> Vec<P> {
    items.into_iter().map(part).collect()
}

fn failing(function: &Function) -> Option<(String, String)> {
    let state = function.function.state.as_str();
    let reason = match (state, function.errors) {
        ("Failed" | "Inactive", _) => format!("is {state}"),
        (_, 0) => return None,
        (_, 1) => "ended with an error in the last 15 minutes".to_owned(),
        (_, errors) => format!("ended with {errors} errors in the last 15 minutes"),
    };
    Some((function.function.arn.clone(), reason))
}

/// Where a live part comes from.
fn origin(logical_id: Option<&str>) -> Origin {
    Origin {
        logical_id: logical_id.map(str::to_owned),
        ..Origin::default()
    }
}
