//! `If-Match` and its kin.

use s3s::dto::{
    CopyObjectInput, ETag, ETagCondition, GetObjectInput, HeadObjectInput, Timestamp,
    UploadPartCopyInput,
};

use super::{faults, objects::timestamp, state::Object};
use crate::fault::Fault;

/// The conditions of a read.
pub(super) struct Conditions {
    if_match: Option<ETagCondition>,
    if_none_match: Option<ETagCondition>,
    if_modified_since: Option<Timestamp>,
    if_unmodified_since: Option<Timestamp>,
}

/// A request that reads an object says so in the same members, whatever it reads of it.
macro_rules! of_input {
    ($input:ty) => {
        impl From<&$input> for Conditions {
            fn from(input: &$input) -> Self {
                Self {
                    if_match: input.if_match.clone(),
                    if_none_match: input.if_none_match.clone(),
                    if_modified_since: input.if_modified_since.clone(),
                    if_unmodified_since: input.if_unmodified_since.clone(),
                }
            }
        }
    };
}

of_input!(GetObjectInput);
of_input!(HeadObjectInput);

/// A request that copies an object, or a part of it, has conditions of the source.
macro_rules! of_copy {
    ($input:ty) => {
        impl From<&$input> for Conditions {
            fn from(input: &$input) -> Self {
                Self {
                    if_match: input.copy_source_if_match.clone(),
                    if_none_match: input.copy_source_if_none_match.clone(),
                    if_modified_since: input.copy_source_if_modified_since.clone(),
                    if_unmodified_since: input.copy_source_if_unmodified_since.clone(),
                }
            }
        }
    };
}

of_copy!(CopyObjectInput);
of_copy!(UploadPartCopyInput);

impl Conditions {
    /// In the order of RFC 9110: the entity tag outranks the date.
    ///
    /// # Errors
    /// `PreconditionFailed`, or `NotModified` (304).
    pub(super) fn check(&self, object: &Object) -> Result<(), Fault> {
        if let Some(wanted) = &self.if_match {
            if !matches(wanted, &object.etag) {
                return Err(faults::precondition_failed());
            }
        } else if self
            .if_unmodified_since
            .as_ref()
            .is_some_and(|at| is_after(object, at))
        {
            return Err(faults::precondition_failed());
        }
        if let Some(unwanted) = &self.if_none_match {
            if matches(unwanted, &object.etag) {
                return Err(not_modified());
            }
        } else if self
            .if_modified_since
            .as_ref()
            .is_some_and(|at| !is_after(object, at))
        {
            return Err(not_modified());
        }
        Ok(())
    }

    /// The same of a copy's source: none of them makes it a success without a copy.
    ///
    /// # Errors
    /// `PreconditionFailed`.
    pub(super) fn check_source(&self, source: &Object) -> Result<(), Fault> {
        self.check(source)
            .map_err(|_| faults::precondition_failed())
    }
}

/// The conditions of a write, against what is there now.
pub(super) fn check_write(
    key: &str,
    if_match: Option<&ETagCondition>,
    if_none_match: Option<&ETagCondition>,
    current: Option<&Object>,
) -> Result<(), Fault> {
    if let Some(wanted) = if_match {
        let current = current.ok_or_else(|| faults::no_such_key(key))?;
        if !matches(wanted, &current.etag) {
            return Err(faults::precondition_failed());
        }
    }
    if let Some(unwanted) = if_none_match
        && current.is_some_and(|object| matches(unwanted, &object.etag))
    {
        return Err(faults::precondition_failed());
    }
    Ok(())
}

fn matches(condition: &ETagCondition, etag: &str) -> bool {
    condition.is_any() || condition.as_etag().map(ETag::value) == Some(etag)
}

/// To the second, as the header has it.
fn is_after(object: &Object, at: &Timestamp) -> bool {
    timestamp(object.modified / 1000 * 1000) > *at
}

fn not_modified() -> Fault {
    Fault::new("NotModified", "Not Modified").with_status(304)
}
