//! awsJson1.0 and 1.1: the operation in `X-Amz-Target`, a JSON document each way.

use super::{Call, Exchange, Incoming, detect::Target, header, query_mode};
use crate::{fault::Fault, service::Input};

pub(super) fn read(request: &Incoming, target: Target) -> Result<Call, (Fault, Exchange)> {
    Ok(Call {
        service: target.service,
        operation: target.operation,
        input: Input::Json(request.body.clone()),
        exchange: exchange(request),
    })
}

pub(super) fn exchange(request: &Incoming) -> Exchange {
    let old = header(request, "content-type").is_some_and(|kind| kind.contains("json-1.0"));
    let content_type = if old {
        "application/x-amz-json-1.0"
    } else {
        "application/x-amz-json-1.1"
    };
    Exchange::Json {
        content_type,
        query_mode: query_mode(request),
    }
}
