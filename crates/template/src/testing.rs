//! Helpers of this crate's tests.

use std::collections::BTreeMap;

use serde_json::Value as Json;

use crate::{Bound, Diagnostics, Pseudo, Scope, Template};

pub(crate) fn pseudo() -> Pseudo {
    Pseudo {
        account: "123456789012".into(),
        region: "eu-west-1".into(),
        partition: "aws".into(),
        url_suffix: "amazonaws.com".into(),
        stack_name: "app".into(),
        stack_id: "arn:aws:cloudformation:eu-west-1:123456789012:stack/app/1".into(),
        notification_arns: Vec::new(),
    }
}

pub(crate) fn bind_with(text: &str, given: &[(&str, &str)]) -> Result<Bound, Diagnostics> {
    let given: BTreeMap<_, _> = given
        .iter()
        .map(|(key, value)| (key.to_string(), value.to_string()))
        .collect();
    Template::parse("t.yaml", text)?.bind(&given, &pseudo())
}

pub(crate) fn bind(text: &str) -> Bound {
    bind_with(text, &[]).unwrap_or_else(|errors| panic!("{errors}"))
}

pub(crate) fn errors_of(text: &str) -> Vec<String> {
    match bind_with(text, &[]).map(|bound| bound.creation_order()) {
        Ok(Ok(_)) => Vec::new(),
        Ok(Err(errors)) | Err(errors) => errors.iter().map(ToString::to_string).collect(),
    }
}

/// Physical names `<id>-name`, attributes `<id>.<attribute>`, one export.
pub(crate) struct Created;

impl Scope for Created {
    fn reference(&self, logical_id: &str) -> Option<String> {
        Some(format!("{logical_id}-name"))
    }
    fn attribute(&self, logical_id: &str, attribute: &str) -> Option<Json> {
        Some(Json::String(format!("{logical_id}.{attribute}")))
    }
    fn import(&self, name: &str) -> Option<String> {
        (name == "shared").then(|| "imported".to_owned())
    }
}

/// The value of `expression` as the property `P` of a resource, in a template with a parameter
/// `Env` (`dev`), a list parameter `Zones`, conditions `Yes` and `No`, a mapping and a `Queue`.
pub(crate) fn evaluate(expression: &str) -> Result<Json, Diagnostics> {
    let text = format!(
        "Transform: AWS::LanguageExtensions
Parameters:
  Env: {{Type: String, Default: dev}}
  Zones: {{Type: CommaDelimitedList, Default: 'a, b,c'}}
Conditions:
  Yes: !Equals [!Ref Env, dev]
  No: !Not [!Condition 'Yes']
Mappings:
  Sizes: {{dev: {{Small: 1, List: [x, y]}}}}
Resources:
  Queue: {{Type: AWS::SQS::Queue}}
  It:
    Type: A::B::C
    Properties:
      P: {expression}
"
    );
    let bound = bind_with(&text, &[])?;
    bound
        .evaluate_properties("It", &Created)
        .map(|properties| properties["P"].clone())
}
