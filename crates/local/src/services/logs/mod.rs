//! CloudWatch Logs: groups, streams, events in the store, filters, retention.

mod append;
mod deliveries;
mod directory;
mod emf;
mod event;
mod fault;
mod filter;
mod group;
mod metric_filter;
mod model;
mod operations;
mod policies;
mod retention;
mod subscription;
pub(crate) mod tail;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use async_trait::async_trait;

use super::cloudwatch::CloudWatch;
use crate::{
    core::Core,
    fault::Fault,
    ledger::Ledger,
    operations,
    service::{Caller, Input, Output, Service},
    store::StoreError,
};
use deliveries::Deliveries;
use directory::Directory;
use policies::Policies;

/// CloudWatch Logs.
pub struct Logs {
    core: Arc<Core>,
    cloudwatch: Arc<CloudWatch>,
    directory: Directory,
    policies: Ledger<Policies>,
    deliveries: Ledger<Deliveries>,
    sequence: AtomicU64,
    watched: tail::Watched,
}

impl Logs {
    /// Loads groups and streams and begins to enforce retention; goes on with what was on
    /// its way to subscribers.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn open(core: &Arc<Core>, cloudwatch: Arc<CloudWatch>) -> Result<Arc<Self>, StoreError> {
        let logs = Arc::new(Self {
            core: Arc::clone(core),
            cloudwatch,
            directory: Directory::open(core)?,
            policies: Ledger::new(Policies::load(&core.store)?, core.store.clone()),
            deliveries: Ledger::new(Deliveries::load(&core.store)?, core.store.clone()),
            sequence: AtomicU64::new(first_sequence(core.clock.now_millis())),
            watched: tail::Watched::new(),
        });
        subscription::resume(core)?;
        core.spawn(retention::enforce(Arc::clone(&logs)));
        Ok(logs)
    }

    /// Numbers that only grow, over restarts too.
    fn next_sequence(&self) -> u64 {
        self.sequence.fetch_add(1, Ordering::Relaxed)
    }
}

/// Room for a million events in every millisecond that the environment runs.
fn first_sequence(now: i64) -> u64 {
    now.max(0).cast_unsigned() << 20
}

#[async_trait]
impl Service for Logs {
    fn name(&self) -> &'static str {
        "logs"
    }

    fn operations(&self) -> Vec<&'static str> {
        Self::OPERATIONS.to_vec()
    }

    async fn call(&self, operation: &str, input: Input, caller: &Caller) -> Result<Output, Fault> {
        self.by_name(operation, input, caller).await
    }
}

operations!(Logs, "logs"; {
    "CreateLogGroup" => create_log_group,
    "DeleteLogGroup" => delete_log_group,
    "DescribeLogGroups" => describe_log_groups,
    "CreateLogStream" => create_log_stream,
    "DeleteLogStream" => delete_log_stream,
    "DescribeLogStreams" => describe_log_streams,
    "PutRetentionPolicy" => put_retention_policy,
    "DeleteRetentionPolicy" => delete_retention_policy,
    "AssociateKmsKey" => associate_kms_key,
    "DisassociateKmsKey" => disassociate_kms_key,
    "PutLogEvents" => put_log_events,
    "GetLogEvents" => get_log_events,
    "FilterLogEvents" => filter_log_events,
    "TagResource" => put_tags,
    "TagLogGroup" => put_tags,
    "UntagResource" => delete_tags,
    "UntagLogGroup" => delete_tags,
    "ListTagsForResource" => list_tags,
    "ListTagsLogGroup" => list_tags,
    "PutMetricFilter" => put_metric_filter,
    "DeleteMetricFilter" => delete_metric_filter,
    "DescribeMetricFilters" => describe_metric_filters,
    "TestMetricFilter" => test_metric_filter,
    "PutSubscriptionFilter" => put_subscription_filter,
    "DescribeSubscriptionFilters" => describe_subscription_filters,
    "DeleteSubscriptionFilter" => delete_subscription_filter,
    "PutResourcePolicy" => put_resource_policy,
    "DeleteResourcePolicy" => delete_resource_policy,
    "DescribeResourcePolicies" => describe_resource_policies,
    "PutDeliverySource" => put_delivery_source,
    "GetDeliverySource" => get_delivery_source,
    "DescribeDeliverySources" => describe_delivery_sources,
    "DeleteDeliverySource" => delete_delivery_source,
    "PutDeliveryDestination" => put_delivery_destination,
    "GetDeliveryDestination" => get_delivery_destination,
    "DescribeDeliveryDestinations" => describe_delivery_destinations,
    "DeleteDeliveryDestination" => delete_delivery_destination,
    "CreateDelivery" => create_delivery,
    "GetDelivery" => get_delivery,
    "DescribeDeliveries" => describe_deliveries,
    "DeleteDelivery" => delete_delivery,
});
