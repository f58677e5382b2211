//! Why an operation failed, as AWS words it.

use crate::{
    fault::Fault,
    services::cloudformation::{
        resources::{Context, is_missing},
        status::ResourceStatus,
    },
};

/// A refusal of the service behind a resource, as a resource handler reports it.
pub(super) fn of_handler(context: &Context, fault: &Fault) -> String {
    let service = context.kind.split("::").nth(1).unwrap_or_default();
    format!(
        "Resource handler returned message: \"{} (Service: {service}, Status Code: {})\" \
         (HandlerErrorCode: {})",
        fault.message,
        fault.status,
        handler_code(fault)
    )
}

/// The code that the registry's contract has for a fault.
fn handler_code(fault: &Fault) -> &'static str {
    match fault.code.as_str() {
        _ if exists_already(fault) => "AlreadyExists",
        _ if is_missing(fault) => "NotFound",
        code if code.contains("AccessDenied") => "AccessDenied",
        code if code.contains("Throttl") => "Throttling",
        code if code.contains("LimitExceeded") => "ServiceLimitExceeded",
        _ if fault.status >= 500 => "InternalFailure",
        _ => "InvalidRequest",
    }
}

/// Whether a service says that a thing is there already.
pub(super) fn exists_already(fault: &Fault) -> bool {
    let signs = [
        "AlreadyExist",
        "AlreadyOwned",
        "InUse",
        "NameExists",
        "ResourceConflict",
    ];
    signs.iter().any(|sign| fault.code.contains(sign))
}

/// `The following resource(s) failed to create: [A, B]. ` for each kind of failure.
pub(super) fn summary<'a>(failed: impl Iterator<Item = (&'a str, ResourceStatus)>) -> String {
    let failed: Vec<_> = failed.collect();
    let kinds = [
        (ResourceStatus::CreateFailed, "create"),
        (ResourceStatus::UpdateFailed, "update"),
        (ResourceStatus::DeleteFailed, "delete"),
    ];
    let sentence = |(status, verb): (ResourceStatus, &str)| {
        let names: Vec<&str> = failed
            .iter()
            .filter(|(_, its)| *its == status)
            .map(|(id, _)| *id)
            .collect();
        let names = names.join(", ");
        (!names.is_empty())
            .then(|| format!("The following resource(s) failed to {verb}: [{names}]. "))
    };
    kinds.into_iter().filter_map(sentence).collect()
}
