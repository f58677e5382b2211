//! awsQuery: a form in, XML out.

mod form;
mod names;
mod xml;

use std::borrow::Cow;

use super::{Call, Exchange, Incoming, detect::Service, value::Value};
use crate::{
    fault::{Blame, Fault},
    service::Input,
};

/// Reads a form.
pub(super) fn read(request: &Incoming, service: Service) -> Result<Call, (Fault, Exchange)> {
    let refused = |fault| (fault, exchange(&service, String::new()));
    let mut tree = form::tree(request).map_err(refused)?;
    let Some(Value::Text(operation)) = tree.take("Action") else {
        let message = "The request has no parameter Action.";
        return Err(refused(Fault::new("MissingAction", message)));
    };
    tree.take("Version");
    names::into_members(&service, request.head.uri.path(), &mut tree);
    let exchange = exchange(&service, operation.clone());
    Ok(Call {
        service,
        operation,
        input: Input::Tree(tree),
        exchange,
    })
}

/// A service whose XML is known, or one that gets no more than a fault.
fn known(service: &Service) -> &'static str {
    match service {
        Cow::Borrowed(known) => known,
        Cow::Owned(_) => "unknown",
    }
}

/// How a form is answered.
pub(super) fn exchange(service: &Service, operation: String) -> Exchange {
    let service = known(service);
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
