//! The changes that a deployment makes, and which of them destroy.

use serde::Serialize;

/// What happens to one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Change {
    /// Made, changed or removed.
    pub(crate) action: Action,
    /// Its name in the template.
    pub(crate) logical_id: String,
    /// Its name or ARN, when it is there already.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) physical_id: Option<String>,
    /// Its type.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Whether it is made anew.
    pub(crate) replacement: Replacement,
    /// What of it changes.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) properties: Vec<PropertyChange>,
}

/// What is done with a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Action {
    /// It is made.
    Add,
    /// It is changed, or made anew.
    Modify,
    /// It is removed.
    Remove,
    /// It is taken into the stack.
    Import,
    /// What AWS has a word for that we do not know.
    Unknown,
}

/// Whether a resource is made anew, and what it held is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Replacement {
    /// It stays.
    No,
    /// It depends on values that are not known yet.
    Maybe,
    /// It is made anew.
    Yes,
}

/// What changes of a resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct PropertyChange {
    /// Which property: `RetryPolicy.MaximumRetryAttempts`.
    pub(crate) path: String,
    /// What it was, when AWS tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) before: Option<String>,
    /// What it becomes, when AWS tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) after: Option<String>,
}

impl Action {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Modify => "modify",
            Self::Remove => "remove",
            Self::Import => "import",
            Self::Unknown => "change",
        }
    }
}

impl Change {
    /// Whether something that is there is lost, or may be.
    pub(crate) fn destroys(&self) -> bool {
        self.action == Action::Remove || self.replacement != Replacement::No
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_removed_or_made_anew_is_lost() {
        let change = |action, replacement| Change {
            action,
            logical_id: "A".into(),
            physical_id: None,
            kind: "AWS::SQS::Queue".into(),
            replacement,
            properties: Vec::new(),
        };
        assert!(change(Action::Remove, Replacement::No).destroys());
        assert!(change(Action::Modify, Replacement::Maybe).destroys());
        assert!(!change(Action::Modify, Replacement::No).destroys());
        assert!(!change(Action::Add, Replacement::No).destroys());
    }
}
