//! Describing stacks, resources and exports.

use super::paged;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation,
        definition::Definition,
        fault, model,
        state::{OnFailure, Stack, State},
    },
    wire::Timestamp,
};

impl CloudFormation {
    pub(in super::super) async fn describe_stacks(
        &self,
        input: model::StackPage,
        _: &Caller,
    ) -> Result<model::Stacks, Fault> {
        self.ledger.read(|state| {
            let stacks: Vec<model::Stack> = match &input.stack_name {
                Some(name) => vec![state.stack(name)?.into()],
                None => state
                    .stacks
                    .values()
                    .filter(|stack| stack.is_live())
                    .map(Into::into)
                    .collect(),
            };
            let (stacks, next_token) = paged(stacks, input.next_token.as_deref(), 100)?;
            Ok(model::Stacks { stacks, next_token })
        })
    }

    pub(in super::super) async fn list_stacks(
        &self,
        input: model::ListStacks,
        _: &Caller,
    ) -> Result<model::StackSummaries, Fault> {
        let wanted = &input.stack_status_filter;
        self.ledger.read(|state| {
            let is_wanted =
                |stack: &&Stack| wanted.is_empty() || wanted.contains(&stack.status.name());
            let mut found: Vec<&Stack> = state.stacks.values().filter(is_wanted).collect();
            found.sort_by_key(|stack| std::cmp::Reverse(stack.created));
            let found = found.into_iter().map(model::StackSummary::from).collect();
            let (stack_summaries, next_token) = paged(found, input.next_token.as_deref(), 100)?;
            Ok(model::StackSummaries {
                stack_summaries,
                next_token,
            })
        })
    }

    pub(in super::super) async fn describe_stack_resources(
        &self,
        input: model::ResourceOf,
        _: &Caller,
    ) -> Result<model::StackResources, Fault> {
        self.ledger.read(|state| {
            let stack = stack_of(state, &input)?;
            let wanted = input.logical_resource_id.as_deref();
            let resources = stack.resources.values();
            let resources =
                resources.filter(|resource| wanted.is_none_or(|id| resource.logical_id == id));
            // 100 is the most that this operation answers.
            let resources = resources
                .take(100)
                .map(|resource| model::StackResource::new(stack, resource));
            Ok(model::StackResources {
                stack_resources: resources.collect(),
            })
        })
    }

    pub(in super::super) async fn describe_stack_resource(
        &self,
        input: model::ResourceOf,
        _: &Caller,
    ) -> Result<model::OneResource, Fault> {
        self.ledger.read(|state| {
            let stack = stack_of(state, &input)?;
            let id = input.logical_resource_id.as_deref().unwrap_or_default();
            let resource = stack.resources.get(id).ok_or_else(|| {
                fault::validation(format!(
                    "Resource {id} does not exist for stack {}",
                    stack.name
                ))
            })?;
            let stack_resource_detail = model::StackResourceDetail::new(stack, resource);
            Ok(model::OneResource {
                stack_resource_detail,
            })
        })
    }

    pub(in super::super) async fn list_stack_resources(
        &self,
        input: model::StackPage,
        _: &Caller,
    ) -> Result<model::ResourceSummaries, Fault> {
        self.ledger.read(|state| {
            let stack = state.stack(input.stack_name.as_deref().unwrap_or_default())?;
            let resources = stack.resources.values();
            let all = resources.map(|resource| model::StackResourceDetail::new(stack, resource));
            let (stack_resource_summaries, next_token) =
                paged(all.collect(), input.next_token.as_deref(), 100)?;
            Ok(model::ResourceSummaries {
                stack_resource_summaries,
                next_token,
            })
        })
    }

    pub(in super::super) async fn list_exports(
        &self,
        input: model::StackPage,
        _: &Caller,
    ) -> Result<model::Exports, Fault> {
        let exports = self.ledger.read(|state| state.exports()).into_iter();
        let export = |(name, (value, exporting_stack_id))| model::Export {
            exporting_stack_id,
            name,
            value,
        };
        let (exports, next_token) = paged(
            exports.map(export).collect(),
            input.next_token.as_deref(),
            100,
        )?;
        Ok(model::Exports {
            exports,
            next_token,
        })
    }

    pub(in super::super) async fn list_imports(
        &self,
        input: model::ListImports,
        _: &Caller,
    ) -> Result<model::Imports, Fault> {
        let imports = self
            .ledger
            .read(|state| state.importers(&input.export_name));
        if imports.is_empty() {
            let name = &input.export_name;
            return Err(fault::validation(format!(
                "Export '{name}' is not imported by any stack."
            )));
        }
        let (imports, next_token) = paged(imports, input.next_token.as_deref(), 100)?;
        Ok(model::Imports {
            imports,
            next_token,
        })
    }
}

fn stack_of<'a>(state: &'a State, input: &model::ResourceOf) -> Result<&'a Stack, Fault> {
    match (&input.stack_name, &input.physical_resource_id) {
        (Some(name), None) => state.stack(name),
        (None, Some(id)) => {
            let owns = |stack: &&Stack| {
                let mut resources = stack.resources.values();
                stack.is_live()
                    && resources.any(|resource| resource.physical_id.as_ref() == Some(id))
            };
            state
                .stacks
                .values()
                .find(owns)
                .ok_or_else(|| fault::validation(format!("Stack for {id} does not exist")))
        }
        _ => Err(fault::validation(
            "Either StackName or PhysicalResourceId must be specified, and not both.",
        )),
    }
}

/// The declared parameters with their values; those that must not be shown as stars.
pub(super) fn parameters_of(definition: &Definition) -> Vec<model::Parameter> {
    let Ok(template) = definition.parse() else {
        return Vec::new();
    };
    let parameter = |declared: &coagent_template::ParameterDecl| {
        let given = definition.parameters.get(&declared.name);
        let value = given.or(declared.default.as_ref()).cloned();
        let shown = if declared.no_echo {
            Some("****".to_owned())
        } else {
            value
        };
        model::Parameter {
            parameter_key: declared.name.clone(),
            parameter_value: shown,
            use_previous_value: None,
        }
    };
    template.parameters().map(parameter).collect()
}

pub(super) fn tags_of(definition: &Definition) -> Vec<model::Tag> {
    let tag = |(key, value): (&String, &String)| model::Tag {
        key: key.clone(),
        value: value.clone(),
    };
    definition.tags.iter().map(tag).collect()
}

impl From<&Stack> for model::Stack {
    fn from(stack: &Stack) -> Self {
        let template = stack.definition.parse().ok();
        let description = template
            .as_ref()
            .and_then(|template| template.description());
        Self {
            stack_id: stack.id.clone(),
            stack_name: stack.name.clone(),
            change_set_id: stack.change_set.clone(),
            description: description.map(str::to_owned),
            parameters: parameters_of(&stack.definition),
            creation_time: Timestamp::from_millis(stack.created),
            deletion_time: stack.deleted.map(Timestamp::from_millis),
            last_updated_time: stack.updated.map(Timestamp::from_millis),
            stack_status: stack.status.name(),
            stack_status_reason: stack.reason.clone(),
            disable_rollback: stack.on_failure == OnFailure::DoNothing,
            notification_arns: stack.definition.notification_arns.clone(),
            timeout_in_minutes: stack.timeout_minutes,
            capabilities: stack.definition.capabilities.iter().cloned().collect(),
            outputs: stack.outputs.iter().map(Into::into).collect(),
            role_arn: stack.definition.role.clone(),
            tags: tags_of(&stack.definition),
            enable_termination_protection: stack.protected,
            drift_information: stack.drift.as_ref().into(),
            last_operations: vec![model::OperationEntry {
                operation_type: stack.operation.kind.clone(),
                operation_id: stack.operation.id.clone(),
            }],
        }
    }
}
