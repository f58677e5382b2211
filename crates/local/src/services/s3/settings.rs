//! A bucket's settings between the protocol's types and ours.

use s3s::{S3Result, dto, s3_error};

use super::{
    lifecycle::Rule,
    notify::{self, Notifications},
    versions::Versioning,
};

/// The status of versioning; none for a bucket that never had it.
pub(super) fn status(versioning: Versioning) -> Option<dto::BucketVersioningStatus> {
    let status = match versioning {
        Versioning::Off => return None,
        Versioning::Enabled => dto::BucketVersioningStatus::ENABLED,
        Versioning::Suspended => dto::BucketVersioningStatus::SUSPENDED,
    };
    Some(dto::BucketVersioningStatus::from_static(status))
}

/// What a client wants to be told.
pub(super) fn notifications(wanted: dto::NotificationConfiguration) -> Notifications {
    let functions = wanted.lambda_function_configurations.unwrap_or_default();
    let functions = functions
        .into_iter()
        .map(|one| notification(one.id, one.lambda_function_arn, one.events, one.filter));
    let queues = wanted.queue_configurations.unwrap_or_default();
    let queues = queues
        .into_iter()
        .map(|one| notification(one.id, one.queue_arn, one.events, one.filter));
    let topics = wanted.topic_configurations.unwrap_or_default();
    let topics = topics
        .into_iter()
        .map(|one| notification(one.id, one.topic_arn, one.events, one.filter));
    Notifications {
        rules: functions.chain(queues).chain(topics).collect(),
        event_bridge: wanted.event_bridge_configuration.is_some(),
    }
}

fn notification(
    id: Option<String>,
    arn: String,
    events: Vec<dto::Event>,
    filter: Option<dto::NotificationConfigurationFilter>,
) -> notify::Rule {
    let rules = filter
        .and_then(|filter| filter.key?.filter_rules)
        .unwrap_or_default();
    let value = |wanted: &str| {
        let named = |rule: &&dto::FilterRule| {
            let name = rule.name.as_ref().map(dto::FilterRuleName::as_str);
            name.is_some_and(|name| name.eq_ignore_ascii_case(wanted))
        };
        let found = rules.iter().find(named);
        found
            .and_then(|rule| rule.value.clone())
            .unwrap_or_default()
    };
    notify::Rule {
        id: id.unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
        arn,
        events: events
            .iter()
            .map(|event| event.as_ref().to_owned())
            .collect(),
        prefix: value("prefix"),
        suffix: value("suffix"),
    }
}

/// The same as the protocol has it.
pub(super) fn shown(found: Notifications) -> dto::GetBucketNotificationConfigurationOutput {
    let mut output = dto::GetBucketNotificationConfigurationOutput::default();
    if found.event_bridge {
        output.event_bridge_configuration = Some(dto::EventBridgeConfiguration::default());
    }
    for rule in found.rules {
        let events = rule
            .events
            .iter()
            .map(|event| event.clone().into())
            .collect();
        let (filter, id) = (filter(&rule), Some(rule.id));
        match rule.arn.split(':').nth(2) {
            Some("lambda") => {
                let lambda_function_arn = rule.arn;
                let one = dto::LambdaFunctionConfiguration {
                    events,
                    filter,
                    id,
                    lambda_function_arn,
                };
                output
                    .lambda_function_configurations
                    .get_or_insert_default()
                    .push(one);
            }
            Some("sqs") => {
                let one = dto::QueueConfiguration {
                    events,
                    filter,
                    id,
                    queue_arn: rule.arn,
                };
                output
                    .queue_configurations
                    .get_or_insert_default()
                    .push(one);
            }
            _ => {
                let one = dto::TopicConfiguration {
                    events,
                    filter,
                    id,
                    topic_arn: rule.arn,
                };
                output
                    .topic_configurations
                    .get_or_insert_default()
                    .push(one);
            }
        }
    }
    output
}

fn filter(rule: &notify::Rule) -> Option<dto::NotificationConfigurationFilter> {
    let named = [("Prefix", &rule.prefix), ("Suffix", &rule.suffix)];
    let given = named.into_iter().filter(|(_, value)| !value.is_empty());
    let rules: Vec<_> = given
        .map(|(name, value)| dto::FilterRule {
            name: Some(dto::FilterRuleName::from_static(name)),
            value: Some(value.clone()),
        })
        .collect();
    (!rules.is_empty()).then_some(dto::NotificationConfigurationFilter {
        key: Some(dto::S3KeyFilter {
            filter_rules: Some(rules),
        }),
    })
}

/// A lifecycle rule. What is not emulated is refused by its name.
pub(super) fn rule(wanted: dto::LifecycleRule) -> S3Result<Rule> {
    let filter = wanted.filter.unwrap_or_default();
    let lacking = [
        (
            "transitions",
            wanted.transitions.is_some() || wanted.noncurrent_version_transitions.is_some(),
        ),
        (
            "filters by tag or size",
            filter.and.is_some()
                || filter.tag.is_some()
                || filter.object_size_greater_than.is_some()
                || filter.object_size_less_than.is_some(),
        ),
        (
            "expiration by date or of delete markers",
            wanted
                .expiration
                .as_ref()
                .is_some_and(|one| one.days.is_none()),
        ),
    ];
    if let Some((what, _)) = lacking.iter().find(|(_, asked)| *asked) {
        return Err(s3_error!(
            NotImplemented,
            "The local environment does not emulate lifecycle rules with {what}."
        ));
    }
    let noncurrent = wanted.noncurrent_version_expiration;
    let keep = noncurrent
        .as_ref()
        .and_then(|one| one.newer_noncurrent_versions);
    let days = |days: Option<i32>| days.map(i64::from);
    Ok(Rule {
        id: wanted
            .id
            .unwrap_or_else(|| uuid::Uuid::new_v4().to_string()),
        enabled: wanted.status.as_str() == dto::ExpirationStatus::ENABLED,
        prefix: filter.prefix.or(wanted.prefix).unwrap_or_default(),
        expiration: days(wanted.expiration.and_then(|one| one.days)),
        noncurrent: days(noncurrent.and_then(|one| one.noncurrent_days)),
        keep_newer: keep
            .and_then(|keep| usize::try_from(keep).ok())
            .unwrap_or(0),
        uploads: days(
            wanted
                .abort_incomplete_multipart_upload
                .and_then(|one| one.days_after_initiation),
        ),
    })
}

/// The same as the protocol has it.
pub(super) fn rule_shown(rule: Rule) -> dto::LifecycleRule {
    let days = |days: i64| i32::try_from(days).unwrap_or(i32::MAX);
    let status = if rule.enabled {
        dto::ExpirationStatus::ENABLED
    } else {
        dto::ExpirationStatus::DISABLED
    };
    let keep = i32::try_from(rule.keep_newer).ok().filter(|keep| *keep > 0);
    dto::LifecycleRule {
        abort_incomplete_multipart_upload: rule.uploads.map(|after| {
            dto::AbortIncompleteMultipartUpload {
                days_after_initiation: Some(days(after)),
            }
        }),
        expiration: rule.expiration.map(|after| dto::LifecycleExpiration {
            days: Some(days(after)),
            ..dto::LifecycleExpiration::default()
        }),
        filter: Some(dto::LifecycleRuleFilter {
            prefix: Some(rule.prefix),
            ..dto::LifecycleRuleFilter::default()
        }),
        id: Some(rule.id),
        noncurrent_version_expiration: rule.noncurrent.map(|after| {
            dto::NoncurrentVersionExpiration {
                newer_noncurrent_versions: keep,
                noncurrent_days: Some(days(after)),
            }
        }),
        noncurrent_version_transitions: None,
        prefix: None,
        status: dto::ExpirationStatus::from_static(status),
        transitions: None,
    }
}
