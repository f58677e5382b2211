//! From what a caller asks for to a configuration, checked as AWS checks it.

mod check;
mod snap_start;

use super::{
    fault::invalid,
    model::function::{
        AttachedLayer, DeadLetterConfig, EphemeralStorage, FunctionConfiguration, FunctionSettings,
        LoggingConfig, TracingConfig,
    },
    state::{Attached, Configuration, Function, Version},
};
use crate::fault::Fault;

/// The configuration of a new function.
///
/// # Errors
/// `InvalidParameterValueException` or, for what is not emulated, `UnsupportedOperation`.
pub(super) fn create(settings: &mut FunctionSettings) -> Result<Configuration, Fault> {
    let missing =
        |member: &str| invalid(format!("{member} is required for functions of zip files"));
    if settings.runtime.is_none() {
        return Err(missing("Runtime"));
    }
    if settings.handler.is_none() {
        return Err(missing("Handler"));
    }
    let start = Configuration {
        runtime: String::new(),
        role: String::new(),
        handler: String::new(),
        description: String::new(),
        timeout: 3,
        memory: 128,
        storage: 512,
        architectures: vec!["x86_64".to_owned()],
        environment: super::model::function::Environment::default(),
        tracing: "PassThrough".to_owned(),
        dead_letters: DeadLetterConfig::default(),
        logging: LoggingConfig::default(),
        kms_key: None,
        layers: Vec::new(),
        snap_start: false,
    };
    if settings.role.is_none() {
        return Err(invalid("Role is required"));
    }
    change(&start, settings)
}

/// The configuration after the members that are given were set.
///
/// # Errors
/// `InvalidParameterValueException` or, for what is not emulated, `UnsupportedOperation`.
pub(super) fn change(
    before: &Configuration,
    settings: &mut FunctionSettings,
) -> Result<Configuration, Fault> {
    check::refuse_what_is_lacking(settings)?;
    let mut after = before.clone();
    let Configuration {
        runtime,
        role,
        handler,
        description,
        timeout,
        memory,
        ..
    } = &mut after;
    set(runtime, &mut settings.runtime);
    set(role, &mut settings.role);
    set(handler, &mut settings.handler);
    set(description, &mut settings.description);
    set(timeout, &mut settings.timeout);
    set(memory, &mut settings.memory_size);
    set(&mut after.architectures, &mut settings.architectures);
    set(&mut after.environment, &mut settings.environment);
    set(&mut after.dead_letters, &mut settings.dead_letter_config);
    set(&mut after.logging, &mut settings.logging_config);
    if let Some(tracing) = settings.tracing_config.take() {
        after.tracing = tracing.mode;
    }
    if let Some(storage) = settings.ephemeral_storage.take() {
        after.storage = storage.size;
    }
    if settings.kms_key_arn.is_some() {
        after.kms_key = settings.kms_key_arn.take().filter(|key| !key.is_empty());
    }
    if let Some(asked) = settings.snap_start.take() {
        after.snap_start = snap_start::asked(&asked)?;
    }
    check::check(&after)?;
    snap_start::check(&after)?;
    Ok(after)
}

fn set<T>(slot: &mut T, value: &mut Option<T>) {
    if let Some(value) = value.take() {
        *slot = value;
    }
}

/// A version as AWS shows it. `qualifier` is in the ARN when one was asked for.
pub(super) fn show(
    function: &Function,
    version: &Version,
    qualifier: Option<&str>,
) -> FunctionConfiguration {
    let Version {
        configuration,
        code,
        ..
    } = version;
    let environment = Some(configuration.environment.clone());
    let dead_letters = Some(configuration.dead_letters.clone());
    FunctionConfiguration {
        function_name: function.name.clone(),
        function_arn: function.qualified_arn(qualifier),
        runtime: configuration.runtime.clone(),
        role: configuration.role.clone(),
        handler: configuration.handler.clone(),
        code_size: code.size,
        description: configuration.description.clone(),
        timeout: configuration.timeout,
        memory_size: configuration.memory,
        last_modified: iso_time(version.modified),
        code_sha256: code.sha256.clone(),
        version: version.number.clone(),
        dead_letter_config: dead_letters.filter(|config| config.target_arn.is_some()),
        environment: environment.filter(|one| !one.variables.is_empty()),
        kms_key_arn: configuration.kms_key.clone(),
        tracing_config: TracingConfig {
            mode: configuration.tracing.clone(),
        },
        revision_id: version.revision.clone(),
        state: "Active",
        last_update_status: "Successful",
        package_type: "Zip",
        architectures: configuration.architectures.clone(),
        ephemeral_storage: EphemeralStorage {
            size: configuration.storage,
        },
        logging_config: show_logging(&function.name, &configuration.logging),
        layers: configuration.layers.iter().map(show_layer).collect(),
        snap_start: snap_start::show(version),
    }
}

fn show_layer(layer: &Attached) -> AttachedLayer {
    AttachedLayer {
        arn: layer.arn.clone(),
        code_size: layer.code.size,
    }
}

fn show_logging(function: &str, logging: &LoggingConfig) -> LoggingConfig {
    let mut shown = logging.clone();
    shown.log_format.get_or_insert_with(|| "Text".to_owned());
    shown.application_log_level = logging.application_level().map(str::to_owned);
    let system = || "INFO".to_owned();
    if logging.in_json() {
        shown.system_log_level.get_or_insert_with(system);
    }
    let group = || format!("/aws/lambda/{function}");
    shown.log_group.get_or_insert_with(group);
    shown
}

/// `2026-11-21T00:00:00.000+0000`, as Lambda writes times.
pub(super) fn iso_time(millis: i64) -> String {
    let time = jiff::Timestamp::from_millisecond(millis).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
    time.strftime("%Y-%m-%dT%H:%M:%S%.3f+0000").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(json: serde_json::Value) -> FunctionSettings {
        let mut all = serde_json::json!({
            "FunctionName": "f",
            "Runtime": "provided.al2023",
            "Handler": "f",
            "Role": "arn:aws:iam::000000000000:role/f",
        });
        for (name, value) in json.as_object().unwrap() {
            all[name] = value.clone();
        }
        serde_json::from_value(all).unwrap()
    }

    fn created(json: serde_json::Value) -> Result<Configuration, Fault> {
        create(&mut settings(json))
    }

    fn refusal(json: serde_json::Value) -> String {
        created(json).unwrap_err().message
    }

    #[test]
    fn what_is_not_said_is_as_on_aws() {
        let configuration = created(serde_json::json!({})).unwrap();
        assert_eq!((configuration.timeout, configuration.memory), (3, 128));
        assert_eq!(configuration.tracing, "PassThrough");
    }

    #[test]
    fn what_is_not_emulated_is_refused_by_name() {
        use serde_json::json;
        assert!(refusal(json!({ "Runtime": "java21" })).contains("java21"));
        assert!(refusal(json!({ "PackageType": "Image" })).contains("Image"));
        let vpc = json!({ "VpcConfig": { "SubnetIds": ["subnet-1"] } });
        assert!(refusal(vpc).contains("VpcConfig"));
    }

    #[test]
    fn empty_members_ask_for_nothing() {
        use serde_json::json;
        let empty = json!({ "FileSystemConfigs": [], "VpcConfig": { "SubnetIds": [] } });
        assert!(created(empty).is_ok());
    }

    #[test]
    fn limits_and_reserved_names_hold() {
        use serde_json::json;
        assert!(refusal(json!({ "Timeout": 901 })).contains("Timeout"));
        assert!(refusal(json!({ "MemorySize": 127 })).contains("MemorySize"));
        let reserved = json!({ "Environment": { "Variables": { "AWS_REGION": "x" } } });
        assert!(refusal(reserved).contains("AWS_REGION"));
        let queue = json!({ "DeadLetterConfig": { "TargetArn": "arn:aws:sqs:r:a:q.fifo" } });
        assert!(refusal(queue).contains("q.fifo"));
    }

    #[test]
    fn what_does_not_exist_or_cannot_be_named_so_is_refused() {
        use serde_json::json;
        for runtime in ["python3.99", "nodejs99.x", "rust1.x"] {
            let fault = created(json!({ "Runtime": runtime })).unwrap_err();
            assert_eq!(fault.code, "InvalidParameterValueException", "{runtime}");
            assert!(fault.message.contains("python3.14"), "{fault}");
        }
        let named = |name: &str| json!({ "Environment": { "Variables": { name: "x" } } });
        for name in ["A", "1A", "A-B", "_AB", ""] {
            let refused = refusal(named(name));
            assert!(
                refused.contains("[a-zA-Z]([a-zA-Z0-9_])+"),
                "{name}: {refused}"
            );
        }
        assert!(created(named("a_1")).is_ok());
    }

    #[test]
    fn snapshots_are_refused_in_awss_words() {
        use serde_json::json;
        let asked = json!({ "SnapStart": { "ApplyOn": "PublishedVersions" } });
        let expected = "provided.al2023 is not supported for SnapStart enabled functions.";
        assert_eq!(refusal(asked), expected);
        let none = json!({ "SnapStart": { "ApplyOn": "None" } });
        assert!(!created(none).unwrap().snap_start);
    }

    #[test]
    fn levels_of_the_log_are_checked() {
        use serde_json::json;
        let with = |logging: serde_json::Value| json!({ "LoggingConfig": logging });
        let refused = |logging| refusal(with(logging));
        let foo = json!({ "LogFormat": "JSON", "ApplicationLogLevel": "FOO" });
        assert!(refused(foo).contains("'FOO' at 'LoggingConfig.ApplicationLogLevel'"));
        let fatal = json!({ "LogFormat": "JSON", "SystemLogLevel": "FATAL" });
        assert!(refused(fatal).contains("LoggingConfig.SystemLogLevel"));
        for format in [json!({}), json!({ "LogFormat": "Text" })] {
            let mut logging = format;
            logging["SystemLogLevel"] = json!("WARN");
            assert!(refused(logging).contains("only available when LogFormat is JSON"));
        }
        let all = json!({ "LogFormat": "JSON", "ApplicationLogLevel": "FATAL", "SystemLogLevel": "DEBUG" });
        assert!(created(with(all)).is_ok());
    }

    #[test]
    fn times_are_written_as_lambda_does() {
        assert_eq!(iso_time(1_500), "1970-01-01T00:00:01.500+0000");
    }
}
