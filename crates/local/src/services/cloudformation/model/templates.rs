//! Templates and what they need.

use serde::Serialize;

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct TemplateText {
    pub(in super::super) template_body: String,
    pub(in super::super) stages_available: Vec<&'static str>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Validated {
    pub(in super::super) parameters: Vec<TemplateParameter>,
    pub(in super::super) description: Option<String>,
    pub(in super::super) capabilities: Vec<String>,
    pub(in super::super) capabilities_reason: Option<String>,
    pub(in super::super) declared_transforms: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct TemplateParameter {
    pub(in super::super) parameter_key: String,
    pub(in super::super) default_value: Option<String>,
    pub(in super::super) no_echo: bool,
    pub(in super::super) description: Option<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Summary {
    pub(in super::super) parameters: Vec<ParameterDeclaration>,
    pub(in super::super) description: Option<String>,
    pub(in super::super) capabilities: Vec<String>,
    pub(in super::super) capabilities_reason: Option<String>,
    pub(in super::super) resource_types: Vec<String>,
    pub(in super::super) version: &'static str,
    pub(in super::super) declared_transforms: Vec<String>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct ParameterDeclaration {
    pub(in super::super) parameter_key: String,
    pub(in super::super) default_value: Option<String>,
    pub(in super::super) parameter_type: String,
    pub(in super::super) no_echo: bool,
    pub(in super::super) description: Option<String>,
    pub(in super::super) parameter_constraints: Constraints,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(in super::super) struct Constraints {
    pub(in super::super) allowed_values: Vec<String>,
}
