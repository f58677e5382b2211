//! Invoke, by clients and by other services.

use base64::{Engine, engine::general_purpose::STANDARD};
use bytes::Bytes;

use crate::{
    fault::Fault,
    principal::Source,
    service::Caller,
    services::lambda::{
        AsyncInvocation, Lambda,
        fault::{invalid, no_key},
        model::invoke::{InvocationRequest, InvocationResponse},
        name::FunctionName,
        run::Outcome,
        state::Resolved,
    },
    wire::Blob,
};

/// Bytes of the event of a synchronous invocation.
const SYNCHRONOUS_LIMIT: usize = 6 * 1024 * 1024;
/// Bytes of the event of an asynchronous invocation.
const ASYNCHRONOUS_LIMIT: usize = 1024 * 1024;

impl Lambda {
    /// Accepts an asynchronous invocation; it is durable when this returns. The answer is its
    /// request id.
    ///
    /// # Errors
    /// `ResourceNotFoundException` when the function is not there; `AccessDeniedException` when a
    /// source is given that the function's resource policy does not let in;
    /// `InvalidRequestContentException` for what is no JSON; `RequestTooLargeException`; a fault
    /// that was injected for the function.
    pub async fn invoke_async(&self, invocation: AsyncInvocation) -> Result<String, Fault> {
        let name = FunctionName::parse(&invocation.function)?;
        let resolved = self.registry.resolve(&name)?;
        if let Some(source) = &invocation.source {
            self.registry.authorize(&name, source)?;
        }
        self.faults.check(&name.name)?;
        check_payload(&invocation.payload, ASYNCHRONOUS_LIMIT)?;
        let (payload, trace) = (invocation.payload, invocation.trace_header);
        let id = self.queue.accept(&name, payload, trace).await?;
        self.runner
            .metrics()
            .count(&resolved, "AsyncEventsReceived");
        Ok(id)
    }

    /// Asks a function's resource policy whether a source may invoke it: for services that invoke
    /// and wait.
    ///
    /// # Errors
    /// `AccessDeniedException`; `ResourceNotFoundException` when the function is not there.
    pub fn authorize(&self, function: &str, source: &Source) -> Result<(), Fault> {
        self.registry
            .authorize(&FunctionName::parse(function)?, source)
    }

    /// Makes calls of a function answer with a fault: the next `times`, or all until
    /// [`Lambda::clear_faults`]. Both `Invoke` and [`Lambda::invoke_async`] answer so, without
    /// running anything.
    pub fn inject_fault(&self, function: &str, code: String, status: u16, times: Option<u32>) {
        let text = format!("A fault that was injected for {function}.");
        let fault = Fault::new(code, text).with_status(status);
        self.faults.put(function, fault, times);
    }

    /// Takes the injected fault of a function away; of all functions without a name.
    pub fn clear_faults(&self, function: Option<&str>) {
        self.faults.clear(function);
    }

    pub(crate) async fn invoke(
        &self,
        request: InvocationRequest,
        caller: &Caller,
    ) -> Result<InvocationResponse, Fault> {
        let name = FunctionName::qualified(&request.function_name, request.qualifier.as_deref())?;
        let resolved = self.registry.resolve(&name)?;
        match request.invocation_type.as_deref() {
            Some("Event") => self.invoke_event(&name, request).await,
            Some("DryRun") => Ok(accepted(204)),
            None | Some("RequestResponse") => {
                self.faults.check(&name.name)?;
                self.check_key(&resolved)?;
                self.invoke_and_wait(&resolved, request, caller).await
            }
            Some(other) => Err(invalid(format!("{other} is not an InvocationType"))),
        }
    }

    async fn invoke_event(
        &self,
        name: &FunctionName,
        request: InvocationRequest,
    ) -> Result<InvocationResponse, Fault> {
        let invocation = AsyncInvocation {
            function: name.resource().replacen("function:", "", 1),
            payload: payload(request.payload),
            source: None,
            trace_header: request.trace_header,
        };
        self.invoke_async(invocation).await?;
        Ok(accepted(202))
    }

    /// Refuses a function whose variables are encrypted with a key that cannot be used.
    fn check_key(&self, resolved: &Resolved) -> Result<(), Fault> {
        let configuration = &resolved.version.configuration;
        let key = configuration.kms_key.as_deref();
        let key = key.filter(|_| !configuration.environment.variables.is_empty());
        let (Some(key), Some(cloud)) = (key, self.core.cloud()) else {
            return Ok(());
        };
        cloud.kms.usable(key).map_err(|why| no_key(why, key))
    }

    async fn invoke_and_wait(
        &self,
        resolved: &Resolved,
        request: InvocationRequest,
        caller: &Caller,
    ) -> Result<InvocationResponse, Fault> {
        let payload = Bytes::from(payload(request.payload));
        check_payload(&payload, SYNCHRONOUS_LIMIT)?;
        let context = request
            .client_context
            .as_deref()
            .map(client_context)
            .transpose()?;
        let (runner, id) = (&self.runner, &caller.request_id);
        let outcome = runner
            .run(resolved, id, payload, request.trace_header, context)
            .await?;
        Ok(answer(outcome, request.log_type.as_deref() == Some("Tail")))
    }
}

fn answer(outcome: Outcome, with_log: bool) -> InvocationResponse {
    let (function_error, body) = match outcome.result {
        Ok(body) => (None, body),
        Err(failure) => (Some("Unhandled".to_owned()), failure.body),
    };
    InvocationResponse {
        status_code: 200,
        function_error,
        log_result: with_log.then(|| STANDARD.encode(outcome.tail)),
        payload: Blob(body.to_vec()),
        executed_version: Some(outcome.version),
    }
}

fn accepted(status_code: u16) -> InvocationResponse {
    InvocationResponse {
        status_code,
        ..InvocationResponse::default()
    }
}

/// No event is an empty one.
fn payload(given: Option<Blob>) -> Vec<u8> {
    match given {
        Some(Blob(bytes)) if !bytes.is_empty() => bytes,
        _ => b"{}".to_vec(),
    }
}

fn check_payload(payload: &[u8], limit: usize) -> Result<(), Fault> {
    if payload.len() > limit {
        let text = format!(
            "{} byte payload is too large for the event (limit {limit} bytes)",
            payload.len()
        );
        return Err(Fault::new("RequestTooLargeException", text).with_status(413));
    }
    serde_json::from_slice::<serde::de::IgnoredAny>(payload).map_err(|e| {
        Fault::new(
            "InvalidRequestContentException",
            format!("Could not parse request body into json: {e}"),
        )
    })?;
    Ok(())
}

/// JSON from the base64 that the header carries.
fn client_context(text: &str) -> Result<String, Fault> {
    let unreadable = || {
        Fault::new(
            "InvalidRequestContentException",
            "Client context must be a valid Base64-encoded JSON object.",
        )
    };
    let bytes = STANDARD.decode(text).map_err(|_| unreadable())?;
    let document: serde_json::Value = serde_json::from_slice(&bytes).map_err(|_| unreadable())?;
    Ok(document.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_event_must_be_json_within_the_limit() {
        assert!(check_payload(b"{}", 2).is_ok());
        assert_eq!(check_payload(b"{ }", 2).unwrap_err().status, 413);
        let code = check_payload(b"{", 2).unwrap_err().code;
        assert_eq!(code, "InvalidRequestContentException");
    }

    #[test]
    fn no_event_is_an_empty_object() {
        assert_eq!(payload(None), b"{}");
        assert_eq!(payload(Some(Blob(b"1".to_vec()))), b"1");
    }

    #[test]
    fn a_client_context_is_written_on_one_line() {
        let text = STANDARD.encode("{\n\"a\":1}");
        assert_eq!(client_context(&text).unwrap(), r#"{"a":1}"#);
        assert!(client_context("no").is_err());
    }
}
