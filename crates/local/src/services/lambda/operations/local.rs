//! Operations that only the local environment has.

use serde_json::{Map, Value};

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{
        Lambda,
        fault::not_found,
        model::local::{
            DeleteFaultsRequest, DescribeInvocationRequest, DescribeInvocationResponse,
            PutFaultRequest,
        },
        name::FunctionName,
    },
};

impl Lambda {
    pub(crate) async fn put_fault(
        &self,
        request: PutFaultRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |_| Ok(()))?;
        let status = request.status.unwrap_or(500);
        self.inject_fault(&name.name, request.code, status, request.times);
        Ok(Map::new())
    }

    pub(crate) async fn delete_faults(
        &self,
        request: DeleteFaultsRequest,
        _caller: &Caller,
    ) -> Result<Map<String, Value>, Fault> {
        let name = request
            .function_name
            .as_deref()
            .map(FunctionName::parse)
            .transpose()?;
        self.clear_faults(name.as_ref().map(|name| name.name.as_str()));
        Ok(Map::new())
    }

    pub(crate) async fn describe_invocation(
        &self,
        request: DescribeInvocationRequest,
        _caller: &Caller,
    ) -> Result<DescribeInvocationResponse, Fault> {
        let id = &request.request_id;
        let unknown = || not_found(format!("No asynchronous invocation {id} is remembered"));
        self.traces.describe(id).ok_or_else(unknown)
    }
}
