//! How many there can be of what SNS counts.

use std::collections::BTreeMap;

use super::{
    fault::{too_many_filters, too_many_topics},
    topic::{Subscription, Topic},
};
use crate::fault::Fault;

/// Standard topics of an account.
const TOPICS: usize = 100_000;
/// Filter policies of a topic's subscriptions.
const FILTERS: usize = 200;
/// Filter policies of all topics.
const ALL_FILTERS: usize = 10_000;

/// Whether there can be one more topic.
pub(super) fn topics(there: usize) -> Result<(), Fault> {
    match there < TOPICS {
        true => Ok(()),
        false => Err(too_many_topics()),
    }
}

/// Whether a topic has no more filter policies than it may have.
pub(super) fn filters(topic: &Topic) -> Result<(), Fault> {
    match count(topic) <= FILTERS {
        true => Ok(()),
        false => Err(too_many_filters()),
    }
}

/// Whether there can be one more filter policy in an account with these topics.
pub(super) fn all_filters(topics: &BTreeMap<String, Topic>) -> Result<(), Fault> {
    match topics.values().map(count).sum::<usize>() < ALL_FILTERS {
        true => Ok(()),
        false => Err(too_many_filters()),
    }
}

fn count(topic: &Topic) -> usize {
    let filters = |one: &&Subscription| one.attribute("FilterPolicy").is_some();
    topic.subscriptions.values().filter(filters).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A topic with as many filter policies.
    fn topic(filters: usize) -> Topic {
        let subscription = |n: usize| {
            let subscription = Subscription {
                arn: n.to_string(),
                protocol: "sqs".into(),
                endpoint: String::new(),
                attributes: [("FilterPolicy".into(), "{}".into())].into(),
                pending: false,
            };
            (n.to_string(), subscription)
        };
        Topic {
            subscriptions: (0..filters).map(subscription).collect(),
            ..Topic::default()
        }
    }

    #[test]
    fn the_last_that_fits_is_let_in() {
        assert!(topics(TOPICS - 1).is_ok());
        assert_eq!(topics(TOPICS).unwrap_err().code, "TopicLimitExceeded");
        assert!(filters(&topic(FILTERS)).is_ok());
        let fault = filters(&topic(FILTERS + 1)).unwrap_err();
        assert_eq!(fault.code, "FilterPolicyLimitExceeded");
    }

    #[test]
    fn the_filters_of_all_topics_count_together() {
        let named = |n: usize| (n.to_string(), topic(FILTERS));
        let mut topics: BTreeMap<_, _> = (0..ALL_FILTERS / FILTERS).map(named).collect();
        assert!(all_filters(&topics).is_err());
        topics.pop_first();
        assert!(all_filters(&topics).is_ok());
    }
}
