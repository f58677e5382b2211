//! S3's errors, and their way to and from `s3s`.

use http::StatusCode;
use s3s::{S3Error, S3ErrorCode};

use crate::fault::Fault;

pub(super) fn no_such_bucket(_bucket: &str) -> Fault {
    Fault::new("NoSuchBucket", "The specified bucket does not exist").with_status(404)
}

pub(super) fn no_such_key(_key: &str) -> Fault {
    Fault::new("NoSuchKey", "The specified key does not exist.").with_status(404)
}

pub(super) fn no_such_version(_key: &str, _version: &str) -> Fault {
    Fault::new("NoSuchVersion", "The specified version does not exist.").with_status(404)
}

pub(super) fn no_such_upload() -> Fault {
    let message = "The specified upload does not exist. The upload ID may be invalid, or the \
                   upload may have been aborted or completed.";
    Fault::new("NoSuchUpload", message).with_status(404)
}

pub(super) fn precondition_failed() -> Fault {
    let message = "At least one of the pre-conditions you specified did not hold";
    Fault::new("PreconditionFailed", message).with_status(412)
}

pub(super) fn not_implemented(what: &str) -> Fault {
    let message = format!("The local environment does not emulate {what} of S3.");
    Fault::new("NotImplemented", message).with_status(501)
}

pub(super) fn to_s3(fault: Fault) -> S3Error {
    let code = S3ErrorCode::from_bytes(fault.code.as_bytes()).unwrap_or(S3ErrorCode::InternalError);
    let mut error = S3Error::with_message(code, fault.message);
    if let Ok(status) = StatusCode::from_u16(fault.status) {
        error.set_status_code(status);
    }
    error
}
