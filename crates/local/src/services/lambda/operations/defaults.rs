//! Settings that every function has as AWS sets them, because nothing here changes them.

use serde_json::{Value, json};

use crate::{
    fault::Fault,
    service::Caller,
    services::lambda::{Lambda, model::function::FunctionRequest, name::FunctionName},
};

impl Lambda {
    /// No function has a code signing configuration.
    pub(crate) async fn get_function_code_signing_config(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Value, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry.read(&name, |function| {
            Ok(json!({ "FunctionName": function.name, "CodeSigningConfigArn": "" }))
        })
    }

    pub(crate) async fn get_function_recursion_config(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Value, Fault> {
        let name = FunctionName::parse(&request.function_name)?;
        self.registry
            .read(&name, |_| Ok(json!({ "RecursiveLoop": "Terminate" })))
    }

    pub(crate) async fn get_runtime_management_config(
        &self,
        request: FunctionRequest,
        _caller: &Caller,
    ) -> Result<Value, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        self.registry.read(&name, |function| {
            self.version_of(function, &name)?;
            let arn = function.qualified_arn(name.qualifier.as_deref());
            Ok(json!({ "UpdateRuntimeOn": "Auto", "FunctionArn": arn }))
        })
    }
}
