//! The faults of SNS, with the codes of its query protocol.

use crate::fault::Fault;

pub(super) fn no_topic() -> Fault {
    Fault::new("NotFound", "Topic does not exist").with_status(404)
}

pub(super) fn no_subscription() -> Fault {
    Fault::new("NotFound", "Subscription does not exist").with_status(404)
}

pub(super) fn invalid(text: impl std::fmt::Display) -> Fault {
    Fault::new("InvalidParameter", format!("Invalid parameter: {text}"))
}

pub(super) fn invalid_value(text: impl std::fmt::Display) -> Fault {
    Fault::new(
        "ParameterValueInvalid",
        format!("Invalid parameter: {text}"),
    )
}

pub(super) fn refused(text: impl Into<String>) -> Fault {
    Fault::new("AuthorizationError", text).with_status(403)
}

/// What operations on tags call a topic that is not there.
pub(super) fn no_resource() -> Fault {
    Fault::new("ResourceNotFoundException", "Resource does not exist")
        .with_status(404)
        .with_query_code("ResourceNotFound")
}

pub(super) fn empty_batch() -> Fault {
    let text = "The batch request doesn't contain any entries.";
    Fault::new("EmptyBatchRequest", text)
}

pub(super) fn too_many_entries() -> Fault {
    let text = "The batch request contains more entries than permissible.";
    Fault::new("TooManyEntriesInBatchRequest", text)
}

pub(super) fn ids_not_distinct() -> Fault {
    let text = "Two or more batch entries in the request have the same Id.";
    Fault::new("BatchEntryIdsNotDistinct", text)
}

pub(super) fn invalid_entry_id() -> Fault {
    let text = "The Id of a batch entry in the request doesn't abide by the specification.";
    Fault::new("InvalidBatchEntryId", text)
}

pub(super) fn batch_too_long() -> Fault {
    let text = "The length of all the batch messages put together is more than the limit.";
    Fault::new("BatchRequestTooLong", text)
}

pub(super) fn too_many_topics() -> Fault {
    Fault::new("TopicLimitExceeded", "Topic limit exceeded").with_status(403)
}

pub(super) fn too_many_filters() -> Fault {
    let text = "The number of filter policies exceeds the limit";
    Fault::new("FilterPolicyLimitExceeded", text).with_status(403)
}

pub(super) fn key_not_found(text: String) -> Fault {
    Fault::new("KMSNotFound", text)
}

pub(super) fn key_disabled(text: String) -> Fault {
    Fault::new("KMSDisabled", text)
}

pub(super) fn key_in_wrong_state(text: String) -> Fault {
    Fault::new("KMSInvalidState", text)
}

pub(super) fn too_many_tags() -> Fault {
    let text = "Could not complete request: tag quota of per resource exceeded";
    Fault::new("TagLimitExceeded", text)
}
