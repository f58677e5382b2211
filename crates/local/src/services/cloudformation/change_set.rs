//! Change sets as they are remembered.

use serde::{Deserialize, Serialize};

use super::{definition::Definition, plan::ResourceChange, state::OnFailure};

#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct ChangeSet {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) stack_id: String,
    pub(super) stack_name: String,
    pub(super) created: i64,
    pub(super) description: Option<String>,
    /// Whether it makes the stack.
    pub(super) creates: bool,
    pub(super) definition: Definition,
    pub(super) on_failure: Option<OnFailure>,
    pub(super) status: Status,
    pub(super) reason: Option<String>,
    pub(super) execution: Execution,
    pub(super) changes: Vec<ResourceChange>,
}

/// Whether it could be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Status {
    CreateComplete,
    Failed,
}

/// Whether it can be executed, or was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(super) enum Execution {
    Unavailable,
    Available,
    ExecuteInProgress,
    ExecuteComplete,
    ExecuteFailed,
    Obsolete,
}
