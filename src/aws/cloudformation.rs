//! Stacks.

mod change_set;
mod events;

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types;
use serde::Serialize;

pub(crate) use self::{
    change_set::{ChangeSet, ChangeSetStatus, Desired, TemplateAt},
    events::StackEvent,
};
use super::{CloudFormation, failure};
use crate::error::Result;

/// A stack as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Stack {
    /// Its name.
    pub(crate) name: String,
    /// Its ARN.
    pub(crate) id: String,
    /// Its status, as AWS calls it: `UPDATE_COMPLETE`.
    pub(crate) status: String,
    /// Why it has the status, when AWS says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) reason: Option<String>,
    /// Whether AWS refuses to delete it.
    pub(crate) protected: bool,
    /// When it was last changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) changed: Option<jiff::Timestamp>,
    /// The values of its outputs.
    pub(crate) outputs: BTreeMap<String, String>,
    /// The values of its parameters; secret ones are masked by AWS.
    pub(crate) parameters: BTreeMap<String, String>,
}

/// A resource of a stack.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StackResource {
    /// Its name in the template.
    pub(crate) logical_id: String,
    /// Its name or ARN in AWS; empty while it is not made.
    pub(crate) physical_id: String,
    /// Its type: `AWS::SQS::Queue`.
    #[serde(rename = "type")]
    pub(crate) kind: String,
    /// Its status.
    pub(crate) status: String,
}

impl CloudFormation {
    /// The stack of a name or ARN; `None` when there is none.
    pub(crate) async fn stack(&self, name: &str) -> Result<Option<Stack>> {
        let answer = self.client.describe_stacks().stack_name(name).send().await;
        match answer {
            Ok(answer) => Ok(answer
                .stacks
                .unwrap_or_default()
                .into_iter()
                .next()
                .map(stack)),
            // What CloudFormation answers for a stack that does not exist. It has no code of its
            // own, but a well-formed name is never invalid otherwise.
            Err(cause) if failure::code(&cause) == Some("ValidationError") => Ok(None),
            Err(cause) => Err(self.place.failed(format!("read stack `{name}`"), cause)),
        }
    }

    /// What a stack is made of, in the order of logical ids.
    pub(crate) async fn resources(&self, stack: &str) -> Result<Vec<StackResource>> {
        let mut pages = self
            .client
            .list_stack_resources()
            .stack_name(stack)
            .into_paginator()
            .send();
        let mut resources = Vec::new();
        while let Some(page) = pages.next().await {
            let page = page.map_err(|cause| {
                self.place
                    .failed(format!("list the resources of stack `{stack}`"), cause)
            })?;
            let summaries = page.stack_resource_summaries.unwrap_or_default();
            resources.extend(summaries.into_iter().map(resource));
        }
        resources.sort_by(|a, b| a.logical_id.cmp(&b.logical_id));
        Ok(resources)
    }

    /// The template of a stack as it was given.
    pub(crate) async fn template(&self, stack: &str) -> Result<String> {
        let call = self.client.get_template().stack_name(stack);
        let answer = call
            .template_stage(types::TemplateStage::Original)
            .send()
            .await;
        let doing = format!("read the template of stack `{stack}`");
        let answer = answer.map_err(|cause| self.place.failed(doing, cause))?;
        Ok(answer.template_body.unwrap_or_default())
    }

    /// Begins to delete a stack.
    pub(crate) async fn delete(&self, id: &str) -> Result<()> {
        let answer = self.client.delete_stack().stack_name(id).send().await;
        answer
            .map(drop)
            .map_err(|cause| self.place.failed(format!("delete stack `{id}`"), cause))
    }

    /// Lets AWS refuse to delete a stack, or not.
    pub(crate) async fn protect(&self, id: &str, protect: bool) -> Result<()> {
        let call = self.client.update_termination_protection().stack_name(id);
        let answer = call.enable_termination_protection(protect).send().await;
        let doing = format!("set the termination protection of stack `{id}`");
        answer
            .map(drop)
            .map_err(|cause| self.place.failed(doing, cause))
    }
}

fn stack(stack: types::Stack) -> Stack {
    let outputs = stack.outputs.unwrap_or_default().into_iter();
    let parameters = stack.parameters.unwrap_or_default().into_iter();
    let changed = stack.last_updated_time.or(stack.creation_time);
    Stack {
        name: stack.stack_name.unwrap_or_default(),
        id: stack.stack_id.unwrap_or_default(),
        status: text(stack.stack_status.as_ref().map(types::StackStatus::as_str)),
        reason: stack
            .stack_status_reason
            .filter(|reason| !reason.is_empty()),
        protected: stack.enable_termination_protection.unwrap_or(false),
        changed: changed.as_ref().and_then(super::time),
        outputs: outputs
            .filter_map(|output| Some((output.output_key?, output.output_value?)))
            .collect(),
        parameters: parameters
            .filter_map(|parameter| Some((parameter.parameter_key?, parameter.parameter_value?)))
            .collect(),
    }
}

fn resource(summary: types::StackResourceSummary) -> StackResource {
    StackResource {
        logical_id: summary.logical_resource_id.unwrap_or_default(),
        physical_id: summary.physical_resource_id.unwrap_or_default(),
        kind: summary.resource_type.unwrap_or_default(),
        status: text(
            summary
                .resource_status
                .as_ref()
                .map(types::ResourceStatus::as_str),
        ),
    }
}

fn text(value: Option<&str>) -> String {
    value.unwrap_or_default().to_owned()
}
