//! Pseudo parameters: where a stack is deployed.

use crate::position::Span;
use crate::token;
use crate::value::{Kind, Value};

/// The values of `AWS::AccountId` and the other pseudo parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pseudo {
    /// `AWS::AccountId`.
    pub account: String,
    /// `AWS::Region`.
    pub region: String,
    /// `AWS::Partition`.
    pub partition: String,
    /// `AWS::URLSuffix`.
    pub url_suffix: String,
    /// `AWS::StackName`.
    pub stack_name: String,
    /// `AWS::StackId`.
    pub stack_id: String,
    /// `AWS::NotificationARNs`.
    pub notification_arns: Vec<String>,
}

impl Pseudo {
    /// The names that `Ref` takes.
    pub(crate) const NAMES: &[&str] = &[
        "AWS::AccountId",
        "AWS::NoValue",
        "AWS::NotificationARNs",
        "AWS::Partition",
        "AWS::Region",
        "AWS::StackId",
        "AWS::StackName",
        "AWS::URLSuffix",
    ];

    /// Every value a token: for checks that do not know where the stack will be.
    pub fn open() -> Pseudo {
        Pseudo {
            account: token::atomic("AWS::AccountId"),
            region: token::atomic("AWS::Region"),
            partition: "aws".to_owned(),
            url_suffix: "amazonaws.com".to_owned(),
            stack_name: token::atomic("AWS::StackName"),
            stack_id: token::opaque("AWS::StackId"),
            notification_arns: Vec::new(),
        }
    }

    pub(crate) fn value(&self, name: &str) -> Option<Kind> {
        let text = match name {
            "AWS::AccountId" => &self.account,
            "AWS::Region" => &self.region,
            "AWS::Partition" => &self.partition,
            "AWS::URLSuffix" => &self.url_suffix,
            "AWS::StackName" => &self.stack_name,
            "AWS::StackId" => &self.stack_id,
            "AWS::NotificationARNs" => {
                let arns = self.notification_arns.iter();
                return Some(Kind::List(
                    arns.map(|a| Value::string(Span::default(), a)).collect(),
                ));
            }
            _ => return None,
        };
        Some(Kind::String(text.clone()))
    }
}
