//! What can be done with a stack in the state it is in.

/// How a stack comes to what is desired.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// It is made.
    Create,
    /// It is changed.
    Update,
}

/// Why a stack cannot be deployed as it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blocked {
    /// Another operation is going on.
    Busy,
    /// Its first creation failed: CloudFormation cannot update it, only delete it.
    NeverCreated,
    /// Its deletion failed: what is left must be deleted first.
    HalfDeleted,
    /// Its last update could be neither finished nor undone.
    HalfUpdated,
}

/// From the status of a stack, `None` when there is none, the way to deploy it.
pub(crate) fn way(status: Option<&str>) -> Result<Way, Blocked> {
    match status {
        // A stack in review holds nothing but change sets; one more is made.
        None | Some("DELETE_COMPLETE" | "REVIEW_IN_PROGRESS") => Ok(Way::Create),
        Some("CREATE_FAILED" | "ROLLBACK_COMPLETE" | "ROLLBACK_FAILED") => {
            Err(Blocked::NeverCreated)
        }
        Some("DELETE_FAILED") => Err(Blocked::HalfDeleted),
        Some("UPDATE_FAILED" | "UPDATE_ROLLBACK_FAILED" | "IMPORT_ROLLBACK_FAILED") => {
            Err(Blocked::HalfUpdated)
        }
        Some(status) if status.ends_with("_IN_PROGRESS") => Err(Blocked::Busy),
        Some(_) => Ok(Way::Update),
    }
}

/// Whether an operation on a stack has ended, and well: `None` while it goes on.
pub(crate) fn ended_well(status: &str) -> Option<bool> {
    match status {
        "CREATE_COMPLETE" | "UPDATE_COMPLETE" | "IMPORT_COMPLETE" | "DELETE_COMPLETE" => Some(true),
        status if status.ends_with("_IN_PROGRESS") => None,
        _ => Some(false),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_that_is_not_there_or_in_review_is_created() {
        assert_eq!(way(None), Ok(Way::Create));
        assert_eq!(way(Some("REVIEW_IN_PROGRESS")), Ok(Way::Create));
    }

    #[test]
    fn a_stack_that_is_there_is_updated_also_after_an_update_that_was_undone() {
        assert_eq!(way(Some("CREATE_COMPLETE")), Ok(Way::Update));
        assert_eq!(way(Some("UPDATE_ROLLBACK_COMPLETE")), Ok(Way::Update));
    }

    #[test]
    fn a_stack_whose_creation_failed_or_that_is_busy_is_neither() {
        assert_eq!(way(Some("ROLLBACK_COMPLETE")), Err(Blocked::NeverCreated));
        assert_eq!(way(Some("UPDATE_IN_PROGRESS")), Err(Blocked::Busy));
        assert_eq!(way(Some("DELETE_FAILED")), Err(Blocked::HalfDeleted));
        assert_eq!(
            way(Some("UPDATE_ROLLBACK_FAILED")),
            Err(Blocked::HalfUpdated)
        );
    }

    #[test]
    fn an_update_that_was_undone_has_not_ended_well() {
        assert_eq!(ended_well("UPDATE_COMPLETE"), Some(true));
        assert_eq!(ended_well("UPDATE_ROLLBACK_COMPLETE"), Some(false));
        assert_eq!(ended_well("UPDATE_COMPLETE_CLEANUP_IN_PROGRESS"), None);
    }
}
