//! What a target receives: `Input`, `InputPath` and `InputTransformer`.
//!
//! [`TargetInput::new`] refuses what `PutTargets` refuses, [`TargetInput::apply`] makes the body.

mod check;
mod event;
mod fill;
mod path;
mod template;

use crate::json::{Node, check_stream};
use path::Path;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use template::Template;

/// The input settings of a target, as in `PutTargets`; at most one may be set.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
pub struct InputSettings {
    /// A constant JSON text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    /// The part of the event to deliver.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_path: Option<String>,
    /// A text made from parts of the event.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_transformer: Option<InputTransformer>,
}

/// Variables and the template that they are put into.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct InputTransformer {
    /// Variable name → path into the event.
    #[serde(
        default,
        rename = "InputPathsMap",
        skip_serializing_if = "BTreeMap::is_empty"
    )]
    pub paths_map: BTreeMap<String, String>,
    /// The text with `<variable>` placeholders.
    #[serde(rename = "InputTemplate")]
    pub template: String,
}

/// Settings that `PutTargets` refuses: the message of its `ValidationException`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransformError(String);

impl fmt::Display for TransformError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for TransformError {}

/// A body that is not JSON: it is not delivered but goes to the dead-letter queue.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TransformFailure {
    /// The `ERROR_CODE` of the dead letter.
    pub error_code: &'static str,
    /// What would have been delivered.
    pub body: String,
}

impl fmt::Display for TransformFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.error_code, self.body)
    }
}

impl std::error::Error for TransformFailure {}

/// What the reserved variables stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Context<'a> {
    /// ARN of the rule.
    pub rule_arn: &'a str,
    /// Name of the rule.
    pub rule_name: &'a str,
    /// When the bus received the event, such as `2026-01-02T03:04:05.678Z`.
    pub ingestion_time: &'a str,
}

/// Checked input settings of one target.
#[derive(Debug, Clone)]
pub struct TargetInput(Kind);

#[derive(Debug, Clone)]
enum Kind {
    Event,
    Constant(String),
    Part(Path),
    Template {
        paths: BTreeMap<String, Path>,
        template: Template,
    },
}

impl TargetInput {
    /// Checks the settings of a target.
    ///
    /// # Errors
    /// What `PutTargets` refuses, in its words.
    pub fn new(target_id: &str, settings: &InputSettings) -> Result<Self, TransformError> {
        Self::new_nth(target_id, 1, settings)
    }

    /// Like [`TargetInput::new`], for the `nth` target (from 1) of a request, which some messages
    /// name.
    ///
    /// # Errors
    /// As there.
    pub fn new_nth(
        target_id: &str,
        nth: usize,
        settings: &InputSettings,
    ) -> Result<Self, TransformError> {
        check::settings(target_id, nth, settings).map(Self)
    }

    /// Whether the target receives the event as it is.
    pub fn is_whole_event(&self) -> bool {
        matches!(self.0, Kind::Event)
    }

    /// The body for an event.
    ///
    /// # Errors
    /// The body is not JSON.
    pub fn apply(
        &self,
        event_text: &str,
        context: &Context<'_>,
    ) -> Result<String, TransformFailure> {
        match &self.0 {
            Kind::Event => Ok(event_text.to_string()),
            Kind::Constant(text) => Ok(text.clone()),
            Kind::Part(path) => Ok(part(path, event_text)),
            Kind::Template { paths, template } => {
                let body = fill::fill(template, paths, event_text, context);
                match check_stream(&body) {
                    Ok(()) => Ok(body),
                    Err(_) => Err(TransformFailure {
                        error_code: "INVALID_JSON",
                        body,
                    }),
                }
            }
        }
    }
}

/// What is null, missing or an empty string is delivered as `{}`.
fn part(path: &Path, event_text: &str) -> String {
    let event = Node::parse(event_text).ok();
    let body = event.and_then(|event| path.text_in(&event));
    body.filter(|text| text != "null" && text != "\"\"")
        .unwrap_or_else(|| "{}".into())
}
