//! Subscription filters.

use serde_json::{Map, Value};

use crate::{
    arn::Arn,
    fault::Fault,
    page::opaque,
    service::Caller,
    services::logs::{
        Logs,
        fault::{invalid, limit, no_such_token},
        filter::Pattern,
        model::subscriptions::{
            DescribeSubscriptionsRequest, DescribeSubscriptionsResponse, SubscriptionDescription,
            SubscriptionRequest,
        },
        subscription::{Subscription, source},
    },
};

/// Filters of one group.
const LIMIT: usize = 2;
/// Filters of one page.
const PAGE: usize = 50;

impl Logs {
    pub(crate) async fn put_subscription_filter(
        &self,
        request: SubscriptionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        Pattern::parse(&request.filter_pattern)
            .map_err(|why| invalid(format!("Invalid filter pattern: {why}")))?;
        self.directory.read(&request.log_group_name, |_| ())?;
        self.check_destination(&request.log_group_name, &request.destination_arn)?;
        let filter = Subscription {
            pattern: request.filter_pattern,
            destination: request.destination_arn,
            role: request.role_arn,
            distribution: request.distribution,
            created: self.core.clock.now_millis(),
        };
        self.directory
            .change_group(&request.log_group_name, |group, _| {
                let filters = &mut group.subscriptions;
                if filters.len() >= LIMIT && !filters.contains_key(&request.filter_name) {
                    return Err(limit());
                }
                filters.insert(request.filter_name, filter);
                Ok(Map::new())
            })
            .await
    }

    /// A function that is there and lets the group in.
    fn check_destination(&self, group: &str, destination: &str) -> Result<(), Fault> {
        let arn = Arn::parse(destination);
        match arn.as_ref().map(|arn| arn.service.as_str()) {
            Some("lambda") => {}
            Some(other @ ("kinesis" | "firehose" | "logs")) => {
                let what = format!("subscription filters to {other}");
                return Err(Fault::not_emulated("logs", &what));
            }
            _ => {
                return Err(invalid(
                    "PutSubscriptionFilter operation cannot work with destinationArn for vendor \
                     unknown",
                ));
            }
        }
        let Some(cloud) = self.core.cloud() else {
            return Ok(());
        };
        let asked = cloud
            .lambda
            .authorize(destination, &source(&self.core, group));
        asked.map_err(|_| {
            invalid(
                "Could not execute the lambda function. Make sure you have given CloudWatch Logs \
                 permission to execute your function.",
            )
        })
    }

    pub(crate) async fn delete_subscription_filter(
        &self,
        request: SubscriptionRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let absent = || {
            let text = "The specified subscription filter does not exist.";
            Fault::new("ResourceNotFoundException", text)
        };
        self.directory
            .change_group(&request.log_group_name, |group, _| {
                let removed = group.subscriptions.remove(&request.filter_name);
                removed.map(|_| Map::new()).ok_or_else(absent)
            })
            .await
    }

    pub(crate) async fn describe_subscription_filters(
        &self,
        request: DescribeSubscriptionsRequest,
        _caller: &Caller,
    ) -> Result<DescribeSubscriptionsResponse, Fault> {
        let prefix = request.filter_name_prefix.unwrap_or_default();
        let group = &request.log_group_name;
        let shown = |(name, filter): (&String, &Subscription)| SubscriptionDescription {
            filter_name: name.clone(),
            log_group_name: group.clone(),
            filter_pattern: filter.pattern.clone(),
            destination_arn: filter.destination.clone(),
            role_arn: filter.role.clone(),
            distribution: filter
                .distribution
                .clone()
                .unwrap_or_else(|| "ByLogStream".to_owned()),
            creation_time: filter.created,
        };
        let mut filters: Vec<_> = self.directory.read(group, |state| {
            state.subscriptions.iter().map(shown).collect()
        })?;
        filters.retain(|filter| filter.filter_name.starts_with(&prefix));
        let limit = request.limit.unwrap_or(PAGE).clamp(1, PAGE);
        let token = request.next_token.as_deref();
        let page = opaque(filters, token, limit, |one| one.filter_name.clone());
        let (subscription_filters, next_token) = page.ok_or_else(no_such_token)?;
        Ok(DescribeSubscriptionsResponse {
            subscription_filters,
            next_token,
        })
    }
}
