//! Targets of rules.

use coagent_pattern::transform::{InputSettings, InputTransformer};
use serde::{Deserialize, Serialize};
use serde_json::Value;

#[derive(Clone, Debug, Default, PartialEq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase", default)]
pub(crate) struct Target {
    pub id: String,
    pub arn: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub role_arn: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_path: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub input_transformer: Option<InputTransformer>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sqs_parameters: Option<SqsParameters>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dead_letter_config: Option<DeadLetterConfig>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub retry_policy: Option<RetryPolicy>,
    // For targets that are not emulated; `PutTargets` refuses them by name.
    #[serde(skip_serializing)]
    app_sync_parameters: Option<Value>,
    #[serde(skip_serializing)]
    batch_parameters: Option<Value>,
    #[serde(skip_serializing)]
    ecs_parameters: Option<Value>,
    #[serde(skip_serializing)]
    http_parameters: Option<Value>,
    #[serde(skip_serializing)]
    kinesis_parameters: Option<Value>,
    #[serde(skip_serializing)]
    redshift_data_parameters: Option<Value>,
    #[serde(skip_serializing)]
    run_command_parameters: Option<Value>,
    #[serde(skip_serializing)]
    sage_maker_pipeline_parameters: Option<Value>,
}

impl Target {
    /// A target that gets the whole event.
    pub(crate) fn new(id: String, arn: String) -> Self {
        Self {
            id,
            arn,
            ..Self::default()
        }
    }

    /// What the target is to receive.
    pub(crate) fn settings(&self) -> InputSettings {
        InputSettings {
            input: self.input.clone(),
            input_path: self.input_path.clone(),
            input_transformer: self.input_transformer.clone(),
        }
    }

    /// A member that is set and not emulated.
    pub(crate) fn not_emulated(&self) -> Option<&'static str> {
        let members = [
            ("AppSyncParameters", &self.app_sync_parameters),
            ("BatchParameters", &self.batch_parameters),
            ("EcsParameters", &self.ecs_parameters),
            ("HttpParameters", &self.http_parameters),
            ("KinesisParameters", &self.kinesis_parameters),
            ("RedshiftDataParameters", &self.redshift_data_parameters),
            ("RunCommandParameters", &self.run_command_parameters),
            (
                "SageMakerPipelineParameters",
                &self.sage_maker_pipeline_parameters,
            ),
        ];
        members
            .iter()
            .find(|(_, value)| value.is_some())
            .map(|(name, _)| *name)
    }
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct SqsParameters {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_group_id: Option<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct DeadLetterConfig {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub arn: Option<String>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RetryPolicy {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_retry_attempts: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum_event_age_in_seconds: Option<i64>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct PutTargets {
    pub rule: String,
    pub event_bus_name: Option<String>,
    #[serde(default)]
    pub targets: Vec<Target>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct RemoveTargets {
    pub rule: String,
    pub event_bus_name: Option<String>,
    #[serde(default)]
    pub ids: Vec<String>,
    #[serde(default)]
    pub force: bool,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct TargetResults {
    pub failed_entry_count: usize,
    pub failed_entries: Vec<FailedTarget>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct FailedTarget {
    pub target_id: String,
    pub error_code: String,
    pub error_message: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct ListTargetsByRule {
    pub rule: String,
    pub event_bus_name: Option<String>,
    pub next_token: Option<String>,
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
pub(crate) struct Targets {
    pub targets: Vec<Target>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_token: Option<String>,
}
