//! Change sets: what would change, and doing it.

use std::collections::BTreeMap;

use aws_sdk_cloudformation::types::{self, Capability, ChangeSetType, Parameter, Tag};
use coagent_local::services::cloudformation::ALLOW_UNEMULATED;

use super::{CloudFormation, text};
use crate::{
    error::Result,
    plan::changes::{Action, Change, PropertyChange, Replacement},
};

/// What a stack is to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Desired {
    /// Its name.
    pub(crate) stack: String,
    /// Its template.
    pub(crate) template: TemplateAt,
    /// The template's file, for errors that name a place in it.
    pub(crate) file: String,
    /// The values of its parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// Its tags.
    pub(crate) tags: BTreeMap<String, String>,
    /// Whether the local environment records resources of types that it does not emulate.
    pub(crate) allow_unemulated: bool,
}

/// Where CloudFormation reads a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum TemplateAt {
    /// In the request: at most 51,200 bytes.
    Body(String),
    /// In a bucket.
    Url(String),
}

/// A change set that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ChangeSet {
    /// Its ARN.
    pub(crate) id: String,
    /// The ARN of its stack.
    pub(crate) stack_id: String,
}

/// What has become of a change set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum ChangeSetStatus {
    /// CloudFormation is still at it.
    Pending,
    /// These changes can be made.
    Ready(Vec<Change>),
    /// The stack is as desired.
    NoChanges,
    /// CloudFormation cannot make one.
    Failed(String),
}

fn capabilities(desired: &Desired) -> Vec<Capability> {
    let local = desired
        .allow_unemulated
        .then(|| Capability::from(ALLOW_UNEMULATED));
    let always = [
        Capability::CapabilityNamedIam,
        Capability::CapabilityAutoExpand,
    ];
    always.into_iter().chain(local).collect()
}

impl CloudFormation {
    /// Asks for a change set.
    pub(crate) async fn create_change_set(
        &self,
        desired: &Desired,
        name: &str,
        create: bool,
    ) -> Result<ChangeSet> {
        let kind = if create {
            ChangeSetType::Create
        } else {
            ChangeSetType::Update
        };
        let parameter = |(key, value): (&String, &String)| {
            Parameter::builder()
                .parameter_key(key)
                .parameter_value(value)
                .build()
        };
        let tag = |(key, value): (&String, &String)| Tag::builder().key(key).value(value).build();
        let call = self.client.create_change_set();
        let call = match &desired.template {
            TemplateAt::Body(text) => call.template_body(text),
            TemplateAt::Url(url) => call.template_url(url),
        };
        let call = call
            .stack_name(&desired.stack)
            .change_set_name(name)
            .change_set_type(kind)
            .set_capabilities(Some(capabilities(desired)))
            .set_parameters(Some(desired.parameters.iter().map(parameter).collect()))
            .set_tags(Some(desired.tags.iter().map(tag).collect()));
        let answer = call.send().await.map_err(|cause| {
            self.place
                .failed(
                    format!("make a change set for stack `{}`", desired.stack),
                    cause,
                )
                .in_template(&desired.file)
        })?;
        Ok(ChangeSet {
            id: answer.id.unwrap_or_else(|| name.to_owned()),
            stack_id: answer.stack_id.unwrap_or_else(|| desired.stack.clone()),
        })
    }

    /// What has become of a change set.
    pub(crate) async fn change_set(&self, set: &ChangeSet) -> Result<ChangeSetStatus> {
        let mut changes = Vec::new();
        let mut next = None;
        loop {
            let call = self
                .client
                .describe_change_set()
                .change_set_name(&set.id)
                .stack_name(&set.stack_id);
            let page = call
                .include_property_values(true)
                .set_next_token(next)
                .send()
                .await;
            let page = page.map_err(|cause| self.place.failed("read the change set", cause))?;
            match page.status.as_ref().map(types::ChangeSetStatus::as_str) {
                Some("CREATE_COMPLETE") => {}
                Some("FAILED") => return Ok(failed(page.status_reason.unwrap_or_default())),
                _ => return Ok(ChangeSetStatus::Pending),
            }
            changes.extend(
                page.changes
                    .unwrap_or_default()
                    .into_iter()
                    .filter_map(change),
            );
            next = page.next_token;
            if next.is_none() {
                return Ok(ChangeSetStatus::Ready(changes));
            }
        }
    }

    /// Begins to make the changes.
    pub(crate) async fn execute(&self, set: &ChangeSet) -> Result<()> {
        let call = self
            .client
            .execute_change_set()
            .change_set_name(&set.id)
            .stack_name(&set.stack_id);
        call.send()
            .await
            .map(drop)
            .map_err(|cause| self.place.failed("execute the change set", cause))
    }

    /// Removes a change set that is not to be executed.
    pub(crate) async fn discard(&self, set: &ChangeSet) -> Result<()> {
        let call = self
            .client
            .delete_change_set()
            .change_set_name(&set.id)
            .stack_name(&set.stack_id);
        call.send()
            .await
            .map(drop)
            .map_err(|cause| self.place.failed("remove the change set", cause))
    }

    /// How many change sets a stack has.
    pub(crate) async fn change_sets(&self, stack: &str) -> Result<usize> {
        let answer = self
            .client
            .list_change_sets()
            .stack_name(stack)
            .send()
            .await;
        let answer = answer.map_err(|cause| {
            self.place
                .failed(format!("list the change sets of stack `{stack}`"), cause)
        })?;
        Ok(answer.summaries.unwrap_or_default().len())
    }
}

/// A failed change set. That nothing changes is told in words only: CloudFormation has no code for
/// it. These are its two sentences.
fn failed(reason: String) -> ChangeSetStatus {
    let nothing = ["didn't contain changes", "No updates are to be performed"];
    if nothing.iter().any(|sentence| reason.contains(sentence)) {
        return ChangeSetStatus::NoChanges;
    }
    ChangeSetStatus::Failed(reason)
}

fn change(change: types::Change) -> Option<Change> {
    let change = change.resource_change?;
    let details = change.details.unwrap_or_default();
    Some(Change {
        action: action(change.action.as_ref()),
        logical_id: change.logical_resource_id.unwrap_or_default(),
        physical_id: change.physical_resource_id.filter(|id| !id.is_empty()),
        kind: text(change.resource_type.as_deref()),
        replacement: replacement(change.replacement.as_ref()),
        properties: properties(details),
    })
}

/// What changes, each place once: a change set tells of one for every reason that it changes.
fn properties(details: Vec<types::ResourceChangeDetail>) -> Vec<PropertyChange> {
    let mut properties = Vec::new();
    for property in details.into_iter().filter_map(property) {
        if !properties.contains(&property) {
            properties.push(property);
        }
    }
    properties
}

fn action(action: Option<&types::ChangeAction>) -> Action {
    match action {
        Some(types::ChangeAction::Add) => Action::Add,
        Some(types::ChangeAction::Remove) => Action::Remove,
        Some(types::ChangeAction::Import) => Action::Import,
        Some(types::ChangeAction::Modify) => Action::Modify,
        _ => Action::Unknown,
    }
}

fn replacement(replacement: Option<&types::Replacement>) -> Replacement {
    match replacement {
        Some(types::Replacement::True) => Replacement::Yes,
        Some(types::Replacement::Conditional) => Replacement::Maybe,
        _ => Replacement::No,
    }
}

fn property(detail: types::ResourceChangeDetail) -> Option<PropertyChange> {
    let target = detail.target?;
    let name = target
        .path
        .or(target.name)
        .or(target.attribute.map(|part| part.as_str().to_owned()))?;
    Some(PropertyChange {
        path: place(&name),
        before: target.before_value,
        after: target.after_value,
    })
}

/// `Targets.0.Arn` of `/Properties/Targets/0/Arn`; what is no property keeps the name of its part.
fn place(path: &str) -> String {
    let inner = path.strip_prefix("/Properties/");
    inner
        .unwrap_or(path)
        .trim_start_matches('/')
        .replace('/', ".")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A detail as AWS tells it when it was asked for values.
    fn detail(path: &str, source: types::ChangeSource) -> types::ResourceChangeDetail {
        let target = types::ResourceTargetDefinition::builder()
            .path(path)
            .before_value("dev")
            .after_value("live");
        types::ResourceChangeDetail::builder()
            .target(target.build())
            .change_source(source)
            .build()
    }

    #[test]
    fn a_place_that_changes_for_several_reasons_is_named_once() {
        use types::ChangeSource::{DirectModification, ParameterReference};
        let (name, tag) = ("/Properties/QueueName", "/Properties/Tags/0/Value");
        let found = properties(vec![
            detail(name, DirectModification),
            detail(tag, DirectModification),
            detail(name, ParameterReference),
            detail(tag, ParameterReference),
            detail("/Metadata/Version", DirectModification),
        ]);
        let paths: Vec<&str> = found.iter().map(|one| one.path.as_str()).collect();
        assert_eq!(paths, ["QueueName", "Tags.0.Value", "Metadata.Version"]);
    }

    #[test]
    fn that_nothing_changes_is_no_failure() {
        let said = "The submitted information didn't contain changes. Submit different information to create a change set.";
        assert_eq!(failed(said.into()), ChangeSetStatus::NoChanges);
        assert_eq!(
            failed("No updates are to be performed.".into()),
            ChangeSetStatus::NoChanges
        );
        assert_eq!(failed("no".into()), ChangeSetStatus::Failed("no".into()));
    }
}
