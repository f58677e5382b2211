//! Resource policies.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    page::page,
    service::Caller,
    services::logs::{
        Logs,
        fault::invalid,
        model::{
            DescribePoliciesRequest, DescribePoliciesResponse, PolicyRequest, PolicyResponse,
            ResourcePolicy,
        },
        policies::Record,
    },
};

/// Policies in one page.
const LIMIT: usize = 50;

impl Logs {
    pub(crate) async fn put_resource_policy(
        &self,
        request: PolicyRequest,
        _caller: &Caller,
    ) -> Result<PolicyResponse, Fault> {
        if request.resource_arn.is_some() {
            return Err(Fault::not_emulated(
                "logs",
                "PutResourcePolicy with resourceArn",
            ));
        }
        let name = request
            .policy_name
            .ok_or_else(|| invalid("policyName is missing."))?;
        let document = request
            .policy_document
            .ok_or_else(|| invalid("policyDocument is missing."))?;
        let updated = self.core.clock.now_millis();
        let record = Record { document, updated };
        let resource_policy = shown(&name, &record);
        self.policies
            .change(|policies, batch| policies.put(name, record, batch))
            .await?;
        Ok(PolicyResponse { resource_policy })
    }

    pub(crate) async fn delete_resource_policy(
        &self,
        request: PolicyRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = request
            .policy_name
            .ok_or_else(|| invalid("policyName is missing."))?;
        self.policies
            .change(|policies, batch| policies.remove(&name, batch))
            .await?;
        Ok(Map::new())
    }

    pub(crate) async fn describe_resource_policies(
        &self,
        request: DescribePoliciesRequest,
        _caller: &Caller,
    ) -> Result<DescribePoliciesResponse, Fault> {
        let token = request.next_token.as_deref();
        let limit = request.limit.unwrap_or(LIMIT);
        let (page, next_token) = self.policies.read(|policies| {
            let all = policies.0.iter().map(|(name, record)| shown(name, record));
            page(all, token, limit, |policy| policy.policy_name.clone())
        });
        Ok(DescribePoliciesResponse {
            resource_policies: page,
            next_token,
        })
    }
}

fn shown(name: &str, record: &Record) -> ResourcePolicy {
    ResourcePolicy {
        policy_name: name.to_owned(),
        policy_document: record.document.clone(),
        last_updated_time: record.updated,
    }
}
