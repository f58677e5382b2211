//! Models → parts.

mod attach;
mod destinations;
mod pattern;
mod properties;
mod rules;
mod sources;

use super::Parts;
use crate::model::{Model, ModelResource};
use properties::Reader;

pub use pattern::read_pattern;

/// The parts of several templates. What attaches to another resource (a queue's policy, a
/// function's permission) is read when everything that it may attach to is there.
pub(super) fn parts(models: &[Model]) -> Parts {
    let mut parts = Parts::default();
    for_each(models, |reader| add(reader, &mut parts));
    let mut attacher = attach::Attacher::new(parts);
    for_each(models, |reader| attacher.attach(reader));
    if models.iter().any(|model| model.included) {
        attacher.include();
    }
    let warnings = models.iter().flat_map(|model| model.warnings.iter());
    attacher.parts.warnings = warnings.cloned().collect();
    attacher.parts
}

fn for_each(models: &[Model], mut visit: impl FnMut(&Reader<'_>)) {
    for model in models {
        for resource in &model.resources {
            visit(&Reader { model, resource });
        }
    }
}

fn add(reader: &Reader<'_>, parts: &mut Parts) {
    match type_of(reader.resource) {
        "AWS::Events::EventBus" => parts.buses.push(sources::bus(reader)),
        "AWS::Events::Archive" => parts.archives.push(sources::archive(reader)),
        "AWS::Events::Rule" => parts.rules.push(rules::rule(reader)),
        "AWS::Scheduler::Schedule" => parts.schedules.push(rules::schedule(reader)),
        "AWS::Lambda::Function" => parts.functions.push(destinations::function(reader)),
        "AWS::Lambda::EventSourceMapping" => parts.mappings.push(sources::mapping(reader)),
        "AWS::SQS::Queue" => parts.queues.push(destinations::queue(reader)),
        "AWS::SNS::Topic" => parts.topics.push(destinations::topic(reader)),
        "AWS::DynamoDB::Table" => parts.tables.push(sources::table(reader)),
        "AWS::S3::Bucket" => parts.buckets.push(sources::bucket(reader)),
        "AWS::Logs::LogGroup" => parts.log_groups.push(destinations::log_group(reader)),
        "AWS::CloudWatch::Alarm" => parts.alarms.push(destinations::alarm(reader)),
        "AWS::CloudWatch::CompositeAlarm" => parts.alarm_rules.push(reader.text(&["AlarmRule"])),
        "AWS::EventSchemas::Schema" => parts.schemas.push(sources::schema(reader)),
        "AWS::IAM::Role" => parts.roles.push(destinations::role(reader)),
        _ => {}
    }
}

fn type_of(resource: &ModelResource) -> &str {
    resource.type_name()
}
