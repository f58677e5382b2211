//! The errors of Amazon SQS, each with the code of the query protocol that SDKs still match on.

use crate::fault::Fault;

macro_rules! modelled {
    ($($(#[$doc:meta])* $name:ident($($arg:ident),*) = $code:literal / $query:literal, $text:literal;)*) => {
        $($(#[$doc])* pub(crate) fn $name($($arg: impl std::fmt::Display),*) -> Fault {
            Fault::new($code, format!($text)).with_query_code($query)
        })*
    };
}

modelled! {
    queue_does_not_exist() = "QueueDoesNotExist" / "AWS.SimpleQueueService.NonExistentQueue",
        "The specified queue does not exist.";
    queue_name_exists(attribute) = "QueueNameExists" / "QueueAlreadyExists",
        "A queue already exists with the same name and a different value for attribute {attribute}";
    unknown_attribute(name) = "InvalidAttributeName" / "InvalidAttributeName",
        "Unknown Attribute {name}.";
    invalid_attribute_value(name) = "InvalidAttributeValue" / "InvalidAttributeValue",
        "Invalid value for the parameter {name}.";
    attributes_disagree(text) = "InvalidAttributeValue" / "InvalidAttributeValue", "{text}";
    invalid_parameter(text) = "InvalidParameterValueException" / "InvalidParameterValue", "{text}";
    missing_parameter(name) = "MissingRequiredParameterException" / "MissingParameter",
        "The request must contain the parameter {name}.";
    invalid_contents(what) = "InvalidMessageContents" / "InvalidMessageContents",
        "{what} contains characters outside the allowed set: #x9, #xA, #xD, #x20 to #xD7FF, #xE000 to #xFFFD, #x10000 to #x10FFFF.";
    receipt_handle_is_invalid(handle) = "ReceiptHandleIsInvalid" / "ReceiptHandleIsInvalid",
        "The input receipt handle \"{handle}\" is not a valid receipt handle.";
    message_not_in_flight() = "MessageNotInflight" / "AWS.SimpleQueueService.MessageNotInflight",
        "The message referred to is not in flight.";
    over_limit() = "OverLimit" / "OverLimit",
        "Too many messages in flight for this queue.";
    purge_in_progress(name) = "PurgeQueueInProgress" / "AWS.SimpleQueueService.PurgeQueueInProgress",
        "Only one PurgeQueue operation on {name} is allowed every 60 seconds.";
    empty_batch() = "EmptyBatchRequest" / "AWS.SimpleQueueService.EmptyBatchRequest",
        "There should be at least one entry in the request.";
    too_many_entries(count) = "TooManyEntriesInBatchRequest" / "AWS.SimpleQueueService.TooManyEntriesInBatchRequest",
        "Maximum number of entries per request are 10. You have sent {count}.";
    ids_not_distinct(id) = "BatchEntryIdsNotDistinct" / "AWS.SimpleQueueService.BatchEntryIdsNotDistinct",
        "Id {id} repeated.";
    invalid_batch_entry_id() = "InvalidBatchEntryId" / "AWS.SimpleQueueService.InvalidBatchEntryId",
        "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at most 80 letters long.";
    batch_too_long(bytes) = "BatchRequestTooLong" / "AWS.SimpleQueueService.BatchRequestTooLong",
        "Batch requests cannot be longer than 1048576 bytes. You have sent {bytes} bytes.";
    unsupported(text) = "UnsupportedOperation" / "AWS.SimpleQueueService.UnsupportedOperation", "{text}";
    invalid_address(url) = "InvalidAddress" / "InvalidAddress",
        "The address {url} is not valid for this endpoint.";
    key_not_found(text) = "KmsNotFound" / "KMS.NotFoundException", "{text}";
    key_disabled(text) = "KmsDisabled" / "KMS.DisabledException", "{text}";
    key_in_wrong_state(text) = "KmsInvalidState" / "KMS.InvalidStateException", "{text}";
    key_of_other_use(text) = "KmsInvalidKeyUsage" / "KMS.InvalidKeyUsageException", "{text}";
    resource_not_found(text) = "ResourceNotFoundException" / "ResourceNotFoundException", "{text}";
    access_denied(action, arn) = "AccessDeniedException" / "AccessDenied",
        "Access to the resource {arn} is denied: no statement of the queue's policy allows {action}.";
}
