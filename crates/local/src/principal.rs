//! On whose behalf one service calls another.

use coagent_template::policy::{Policy, Principal, Request};

/// Services that tell topics for whom they publish by `aws:SourceOwner`, which SNS's default policy
/// asks for. The others say `aws:SourceAccount` alone, and the default policy keeps them out.
/// <https://docs.aws.amazon.com/sns/latest/dg/sns-access-policy-use-cases.html#source-account-versus-source-owner>
const TELL_OWNER: &[&str] = &["cloudwatch.amazonaws.com"];

/// A service principal, or a role that a service has assumed, and the resource it acts for: what
/// resource policies are asked about.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Source {
    /// Such as `events.amazonaws.com`; of a role its ARN.
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

    /// Whether a resource's policy lets it do `action` on `resource`. A service is no principal of
    /// the account: what no policy allows, it may not.
    pub(crate) fn is_allowed_by(&self, policy: &Policy, action: &str, resource: &str) -> bool {
        let principal = match self.principal.starts_with("arn:") {
            true => Principal::Aws(&self.principal),
            false => Principal::Service(&self.principal),
        };
        let request = Request {
            principal: Some(principal),
            action,
            resource,
            context: &self.context(),
        };
        policy.allows(&request).is_allowed()
    }

    /// The condition keys that a service sends along.
    pub(crate) fn context(&self) -> Vec<(&'static str, &str)> {
        let mut keys = vec![
            ("aws:SourceArn", self.arn.as_str()),
            ("aws:SourceAccount", self.account.as_str()),
        ];
        if TELL_OWNER.contains(&self.principal.as_str()) {
            keys.push(("aws:SourceOwner", self.account.as_str()));
        }
        keys
    }
}
