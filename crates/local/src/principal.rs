//! On whose behalf one service calls another.

/// A service principal and the resource it acts for: what resource policies are asked about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// Such as `events.amazonaws.com`.
    pub principal: String,
    /// `aws:SourceArn`, such as a rule's ARN.
    pub arn: String,
    /// `aws:SourceAccount`.
    pub account: String,
}

impl Source {
    /// `principal` acting for the resource `arn` of `account`.
    pub fn new(principal: &str, arn: impl Into<String>, account: impl Into<String>) -> Self {
        Self {
            principal: principal.to_owned(),
            arn: arn.into(),
            account: account.into(),
        }
    }
}
