//! The states of stacks and of resources.

use serde::{Deserialize, Serialize};

/// The status of a stack.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum StackStatus {
    ReviewInProgress,
    CreateInProgress,
    CreateComplete,
    CreateFailed,
    RollbackInProgress,
    RollbackComplete,
    RollbackFailed,
    UpdateInProgress,
    UpdateCompleteCleanupInProgress,
    UpdateComplete,
    UpdateFailed,
    UpdateRollbackInProgress,
    UpdateRollbackCompleteCleanupInProgress,
    UpdateRollbackComplete,
    UpdateRollbackFailed,
    DeleteInProgress,
    DeleteComplete,
    DeleteFailed,
}

impl StackStatus {
    /// As AWS writes it: `CREATE_COMPLETE`.
    pub(super) fn name(self) -> String {
        wire_name(&self)
    }

    /// Whether an operation is under way.
    pub(super) fn is_busy(self) -> bool {
        self != Self::ReviewInProgress && self.name().ends_with("IN_PROGRESS")
    }

    /// Whether the stack can be updated.
    pub(super) fn is_updatable(self) -> bool {
        matches!(
            self,
            Self::CreateComplete
                | Self::UpdateComplete
                | Self::UpdateRollbackComplete
                | Self::CreateFailed
                | Self::UpdateFailed
        )
    }
}

/// The status of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum ResourceStatus {
    CreateInProgress,
    CreateComplete,
    CreateFailed,
    UpdateInProgress,
    UpdateComplete,
    UpdateFailed,
    DeleteInProgress,
    DeleteComplete,
    DeleteFailed,
    DeleteSkipped,
}

impl ResourceStatus {
    /// As AWS writes it: `CREATE_COMPLETE`.
    pub(super) fn name(self) -> String {
        wire_name(&self)
    }
}

fn wire_name(status: &impl Serialize) -> String {
    match serde_json::to_value(status) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
