//! Looking at templates.

use std::collections::BTreeMap;

use coagent_template::{Bound, ParameterDecl, Pseudo, Template};

use super::change_sets::find;
use crate::{
    fault::Fault,
    service::Caller,
    services::cloudformation::{
        CloudFormation, check,
        definition::{Definition, Identity},
        fault, model,
        source::Source,
    },
};

impl CloudFormation {
    pub(in super::super) async fn get_template(
        &self,
        input: model::TemplateOf,
        _: &Caller,
    ) -> Result<model::TemplateText, Fault> {
        let stage = input.template_stage.clone();
        let (definition, identity) = self.deployed(input)?;
        let template_body = match stage.as_deref() {
            Some("Original") => definition.template,
            None | Some("Processed") => self.processed(definition, &identity)?,
            Some(other) => {
                return Err(fault::validation(format!(
                    "1 validation error detected: Value '{other}' at 'templateStage' failed to \
                     satisfy constraint: Member must satisfy enum value set: [Original, Processed]"
                )));
            }
        };
        Ok(model::TemplateText {
            template_body,
            stages_available: vec!["Original", "Processed"],
        })
    }

    /// A template as its transforms have made it; one without any as it is.
    fn processed(&self, definition: Definition, identity: &Identity) -> Result<String, Fault> {
        let bound = definition.bind(&self.core, identity)?;
        match definition.parse()?.transforms().is_empty() {
            true => Ok(definition.template),
            false => Ok(bound.template().to_json().to_string()),
        }
    }

    /// What a stack or a change set is to be.
    fn deployed(&self, input: model::TemplateOf) -> Result<(Definition, Identity), Fault> {
        self.ledger.read(|state| match input.change_set_name {
            Some(change_set_name) => {
                let set = model::ChangeSetOf {
                    change_set_name,
                    stack_name: input.stack_name,
                    next_token: None,
                    include_property_values: None,
                    client_request_token: None,
                    disable_rollback: None,
                };
                let set = find(state, &set)?;
                let identity = Identity {
                    id: set.stack_id.clone(),
                    name: set.stack_name.clone(),
                };
                Ok((set.definition.clone(), identity))
            }
            None => {
                let stack = state.stack(&input.stack_name.unwrap_or_default())?;
                Ok((stack.definition.clone(), stack.identity()))
            }
        })
    }

    /// The template that a request holds, or that of the stack or change set that it names.
    async fn template_of(&self, input: model::TemplateOf) -> Result<String, Fault> {
        if input.template_body.is_some() || input.template_url.is_some() {
            let source = Source {
                body: input.template_body,
                url: input.template_url,
                previous: false,
            };
            return self.template(source, None).await;
        }
        Ok(self.deployed(input)?.0.template)
    }

    pub(in super::super) async fn validate_template(
        &self,
        input: model::TemplateOf,
        _: &Caller,
    ) -> Result<model::Validated, Fault> {
        let (template, bound) = open(self.template_of(input).await?)?;
        check::emulated(&bound, &Default::default())?;
        check::order(&bound)?;
        let (capabilities, because) = check::capabilities(&bound);
        let parameter = |declared: &ParameterDecl| model::TemplateParameter {
            parameter_key: declared.name.clone(),
            default_value: declared.default.clone(),
            no_echo: declared.no_echo,
            description: declared.description.clone(),
        };
        Ok(model::Validated {
            parameters: template.parameters().map(parameter).collect(),
            description: template.description().map(str::to_owned),
            capabilities: capabilities.into_iter().map(str::to_owned).collect(),
            capabilities_reason: reason(&because),
            declared_transforms: transforms(&template),
        })
    }

    pub(in super::super) async fn get_template_summary(
        &self,
        input: model::TemplateOf,
        _: &Caller,
    ) -> Result<model::Summary, Fault> {
        // There are none here.
        if let Some(name) = &input.stack_set_name {
            return Err(fault::no_stack_set(name));
        }
        let (template, bound) = open(self.template_of(input).await?)?;
        let (capabilities, because) = check::capabilities(&bound);
        let mut resource_types: Vec<String> = bound
            .resources()
            .iter()
            .map(|resource| resource.type_name.clone())
            .collect();
        resource_types.sort();
        resource_types.dedup();
        let parameter = |declared: &ParameterDecl| model::ParameterDeclaration {
            parameter_key: declared.name.clone(),
            default_value: declared.default.clone(),
            parameter_type: declared.type_name.clone(),
            no_echo: declared.no_echo,
            description: declared.description.clone(),
            parameter_constraints: model::Constraints {
                allowed_values: declared.allowed_values.clone(),
            },
        };
        Ok(model::Summary {
            parameters: template.parameters().map(parameter).collect(),
            description: template.description().map(str::to_owned),
            capabilities: capabilities.into_iter().map(str::to_owned).collect(),
            capabilities_reason: reason(&because),
            resource_types,
            version: "2010-09-09",
            declared_transforms: transforms(&template),
        })
    }
}

/// A template whose parameters are not known.
fn open(text: String) -> Result<(Template, Bound), Fault> {
    let definition = Definition {
        template: text,
        ..Definition::default()
    };
    let template = definition.parse()?;
    let bound = template.bind_open(&BTreeMap::new(), &Pseudo::open());
    Ok((template, bound.map_err(|error| fault::template(&error))?))
}

fn transforms(template: &Template) -> Vec<String> {
    template
        .transforms()
        .into_iter()
        .map(str::to_owned)
        .collect()
}

fn reason(because: &[String]) -> Option<String> {
    let names = because.join(", ");
    (!names.is_empty())
        .then(|| format!("The following resource(s) require capabilities: [{names}]"))
}
