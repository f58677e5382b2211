//! From a request to a definition that can be deployed.

use std::collections::BTreeMap;

use coagent_template::Bound;

use crate::{
    fault::Fault,
    principal::Source,
    services::cloudformation::{
        CloudFormation, check,
        definition::{Definition, Identity},
        fault, imports, model, plan,
        scope::Foreseen,
        source::Source as Text,
        state::{Operation, Output, Stack},
    },
};

impl CloudFormation {
    /// What the request wants the stack to be; `stack` is what it is now.
    pub(super) async fn definition(
        &self,
        input: &model::Deploy,
        stack: Option<&Stack>,
    ) -> Result<Definition, Fault> {
        refuse_unsupported(input)?;
        self.check_role(input)?;
        let source = Text {
            body: input.template_body.clone(),
            url: input.template_url.clone(),
            previous: input.use_previous_template,
        };
        let tags = match (&input.tags, stack) {
            (None, Some(stack)) => stack.definition.tags.clone(),
            (tags, _) => {
                let tags = tags.iter().flatten();
                tags.map(|tag| (tag.key.clone(), tag.value.clone()))
                    .collect()
            }
        };
        Ok(Definition {
            template: self.template(source, stack).await?,
            parameters: parameters(input, stack)?,
            tags,
            capabilities: input.capabilities.iter().cloned().collect(),
            notification_arns: input.notification_arns.clone(),
            role: input.role_arn.clone(),
        })
    }

    /// The role that a stack is to be made with has to trust CloudFormation.
    fn check_role(&self, input: &model::Deploy) -> Result<(), Fault> {
        let (Some(role), Some(cloud)) = (&input.role_arn, self.core.cloud()) else {
            return Ok(());
        };
        let stack = self
            .core
            .arn("cloudformation", &format!("stack/{}", input.stack_name));
        let service = Source::new("cloudformation.amazonaws.com", stack, &self.core.account);
        cloud.iam.assumable(role, &service).map_err(|why| {
            fault::validation(format!(
                "Role {role} is invalid or cannot be assumed: {why}"
            ))
        })
    }

    /// Binds a definition and refuses what cannot be deployed. `shown_first` is for change sets.
    pub(super) fn checked(
        &self,
        definition: &Definition,
        stack: &Identity,
        shown_first: bool,
    ) -> Result<Bound, Fault> {
        let bound = definition.bind(&self.core, stack)?;
        check::emulated(&bound, &definition.capabilities)?;
        check::acknowledged(&bound, &definition.capabilities, shown_first)?;
        check::order(&bound)?;
        Ok(bound)
    }

    /// Refuses properties that can have no value here, such as dynamic references, before anything
    /// is made. The stack tells of imports that are missing, as on AWS.
    pub(super) fn foresee(&self, stack: &Stack, bound: &Bound) -> Result<(), Fault> {
        let exports = self.ledger.read(|state| state.exports());
        let wanted = plan::Wanted {
            bound,
            before: None,
            tags: &stack.definition.tags,
            exports: &exports,
        };
        match imports::present(bound, &exports) {
            Ok(()) => plan::changes(stack, &wanted).map(drop),
            Err(_) => Ok(()),
        }
    }

    /// What would change, and whether anything would at all: outputs and tags count too.
    pub(super) fn difference(
        &self,
        stack: &Stack,
        definition: &Definition,
        bound: &Bound,
    ) -> Result<(Vec<plan::ResourceChange>, bool), Fault> {
        let exports = self.ledger.read(|state| state.exports());
        imports::present(bound, &exports)?;
        let before = stack.definition.bind(&self.core, &stack.identity()).ok();
        let wanted = plan::Wanted {
            bound,
            before: before.as_ref(),
            tags: &definition.tags,
            exports: &exports,
        };
        let changes = plan::changes(stack, &wanted)?;
        let scope = Foreseen {
            resources: &stack.resources,
            exports: &exports,
            later: &Default::default(),
        };
        let outputs = bound
            .outputs(&scope)
            .map_err(|error| fault::template(&error))?;
        let outputs: Vec<Output> = outputs.into_iter().map(Output::from).collect();
        let differs = !changes.is_empty()
            || outputs != stack.outputs
            || !definition.same_surroundings(&stack.definition);
        Ok((changes, differs))
    }

    /// The record of an operation that begins.
    pub(super) fn operation(&self, kind: &str, token: Option<String>) -> Operation {
        Operation {
            id: uuid::Uuid::new_v4().to_string(),
            kind: kind.to_owned(),
            token,
            retain: Vec::new(),
            before: None,
            force: false,
            cancelled: false,
        }
    }
}

/// The values given, those to be kept filled in from the stack.
fn parameters(
    input: &model::Deploy,
    stack: Option<&Stack>,
) -> Result<BTreeMap<String, String>, Fault> {
    let mut values = BTreeMap::new();
    for parameter in &input.parameters {
        let key = parameter.parameter_key.clone();
        let value = match (&parameter.parameter_value, parameter.use_previous_value) {
            (Some(_), Some(true)) => {
                return Err(fault::validation(format!(
                    "Invalid input for parameter key {key}. Cannot specify usePreviousValue as \
                     true and non empty value for a parameter"
                )));
            }
            (_, Some(true)) => previous(&key, stack)?,
            (value, _) => Some(value.clone().unwrap_or_default()),
        };
        values.extend(value.map(|value| (key, value)));
    }
    Ok(values)
}

/// The stack's own value; none when it had the default.
fn previous(key: &str, stack: Option<&Stack>) -> Result<Option<String>, Fault> {
    match stack {
        Some(stack) => Ok(stack.definition.parameters.get(key).cloned()),
        None => Err(fault::validation(format!(
            "Invalid input for parameter key {key}. Need to specify the value for a new stack"
        ))),
    }
}

fn refuse_unsupported(input: &model::Deploy) -> Result<(), Fault> {
    let triggers = input.rollback_configuration.as_ref();
    let asked = [
        ("StackPolicyBody", input.stack_policy_body.is_some()),
        ("StackPolicyURL", input.stack_policy_url.is_some()),
        (
            "ResourcesToImport",
            input
                .resources_to_import
                .as_ref()
                .is_some_and(|list| !list.is_empty()),
        ),
        (
            "RollbackConfiguration",
            triggers.is_some_and(|given| !given.rollback_triggers.is_empty()),
        ),
        ("NotificationARNs", !input.notification_arns.is_empty()),
        (
            "ResourceTypes",
            input
                .resource_types
                .as_ref()
                .is_some_and(|list| !list.is_empty()),
        ),
        (
            "ImportExistingResources",
            input.import_existing_resources == Some(true),
        ),
        (
            "IncludeNestedStacks",
            input.include_nested_stacks == Some(true),
        ),
        ("DeploymentMode", input.deployment_mode.is_some()),
    ];
    match asked.iter().find(|(_, is_there)| *is_there) {
        None => Ok(()),
        Some((name, _)) => Err(fault::validation(format!(
            "{name} is not emulated by the local environment"
        ))),
    }
}
