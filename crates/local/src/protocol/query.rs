//! awsQuery: a form in, XML out.

mod form;
mod names;
mod xml;

use super::{Call, Exchange, Incoming, value::Value};
use crate::{
    fault::{Blame, Fault},
    service::Input,
};

/// Reads a form. The service is unknown when neither the signature nor the API version names it.
pub(super) fn read(
    request: &Incoming,
    service: Option<&'static str>,
) -> Result<Call, (Fault, Exchange)> {
    let service = service.unwrap_or("unknown");
    let refused = |fault| (fault, exchange(service, String::new()));
    let mut tree = form::tree(request).map_err(refused)?;
    let Some(Value::Text(operation)) = tree.take("Action") else {
        let message = "The request has no parameter Action.";
        return Err(refused(Fault::new("MissingAction", message)));
    };
    tree.take("Version");
    names::into_members(service, request.head.uri.path(), &mut tree);
    let exchange = exchange(service, operation.clone());
    Ok(Call {
        service,
        operation,
        input: Input::Tree(tree),
        exchange,
    })
}

pub(super) fn exchange(service: &'static str, operation: String) -> Exchange {
    Exchange::Query { service, operation }
}

pub(super) fn success(service: &str, operation: &str, tree: &Value, request_id: &str) -> String {
    xml::success(service, operation, tree, request_id)
}

pub(super) fn failure(fault: &Fault, request_id: &str) -> String {
    let code = fault.query_code.unwrap_or(&fault.code);
    let kind = match fault.blame() {
        Blame::Sender => "Sender",
        Blame::Receiver => "Receiver",
    };
    xml::failure(kind, code, &fault.message, request_id)
}
