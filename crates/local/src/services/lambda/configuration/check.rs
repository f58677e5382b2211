//! What AWS refuses of a configuration, and what the local environment does.

use std::{collections::BTreeMap, path::Path};

use crate::{
    arn::Arn,
    fault::Fault,
    services::lambda::{
        fault::{invalid, lacking},
        model::function::{FunctionSettings, LoggingConfig},
        run::{is_reserved, program, runtimes},
        state::Configuration,
    },
};

/// Bytes of all environment variables together, as AWS has it.
const ENVIRONMENT_LIMIT: usize = 4096;
const APPLICATION_LEVELS: &[&str] = &["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"];
const SYSTEM_LEVELS: &[&str] = &["DEBUG", "INFO", "WARN"];

/// Refuses what is not emulated.
///
/// # Errors
/// `UnsupportedOperation` that names it.
pub(super) fn refuse_what_is_lacking(settings: &FunctionSettings) -> Result<(), Fault> {
    let members = [
        ("VpcConfig", &settings.vpc_config),
        ("FileSystemConfigs", &settings.file_system_configs),
        ("ImageConfig", &settings.image_config),
        ("DurableConfig", &settings.durable_config),
        ("CapacityProviderConfig", &settings.capacity_provider_config),
        ("TenancyConfig", &settings.tenancy_config),
        ("CodeSigningConfigArn", &settings.code_signing_config_arn),
    ];
    for (name, value) in members {
        if value.as_ref().is_some_and(says_something) {
            return Err(lacking(&format!("{name} of functions")));
        }
    }
    match settings.package_type.as_deref() {
        None | Some("Zip") => Ok(()),
        Some(other) => Err(lacking(&format!("PackageType {other}"))),
    }
}

/// Whether a member is more than an empty list, text or structure of such.
fn says_something(value: &serde_json::Value) -> bool {
    use serde_json::Value;
    match value {
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        Value::Array(items) => items.iter().any(says_something),
        Value::Object(members) => members.values().any(says_something),
        Value::Bool(flag) => *flag,
        Value::Number(_) => true,
    }
}

/// Whether AWS would take the configuration.
///
/// # Errors
/// `InvalidParameterValueException` or, for a runtime that nothing here runs,
/// `UnsupportedOperation`.
pub(super) fn check(configuration: &Configuration) -> Result<(), Fault> {
    check_runtime(&configuration.runtime)?;
    range("Timeout", configuration.timeout, 1, 900)?;
    range("MemorySize", configuration.memory, 128, 10_240)?;
    range("EphemeralStorage.Size", configuration.storage, 512, 10_240)?;
    one_of(
        "TracingConfig.Mode",
        &configuration.tracing,
        &["Active", "PassThrough"],
    )?;
    for architecture in &configuration.architectures {
        one_of("Architectures", architecture, &["x86_64", "arm64"])?;
    }
    check_logging(&configuration.logging)?;
    check_role(&configuration.role)?;
    check_environment(&configuration.environment.variables)?;
    check_dead_letters(configuration.dead_letters.target_arn.as_deref())
}

fn check_runtime(runtime: &str) -> Result<(), Fault> {
    one_of("Runtime", runtime, &runtimes())?;
    let runs = program(runtime, Path::new(""), None);
    runs.map(drop)
        .map_err(|why| Fault::new("UnsupportedOperation", why).with_status(501))
}

fn check_logging(logging: &LoggingConfig) -> Result<(), Fault> {
    if let Some(format) = &logging.log_format {
        one_of("LoggingConfig.LogFormat", format, &["Text", "JSON"])?;
    }
    let levels = [
        (
            "ApplicationLogLevel",
            &logging.application_log_level,
            APPLICATION_LEVELS,
        ),
        ("SystemLogLevel", &logging.system_log_level, SYSTEM_LEVELS),
    ];
    for (name, level, allowed) in levels {
        let Some(level) = level else { continue };
        one_of(&format!("LoggingConfig.{name}"), level, allowed)?;
        if !logging.in_json() {
            return Err(invalid(format!(
                "{name} is only available when LogFormat is JSON"
            )));
        }
    }
    Ok(())
}

fn check_role(role: &str) -> Result<(), Fault> {
    let parsed = Arn::parse(role);
    if parsed.is_some_and(|arn| arn.service == "iam" && arn.resource.starts_with("role/")) {
        return Ok(());
    }
    Err(invalid(format!(
        "1 validation error detected: Value '{role}' at 'role' failed to satisfy constraint: \
         Member must be the ARN of a role"
    )))
}

fn check_environment(variables: &BTreeMap<String, String>) -> Result<(), Fault> {
    let reserved: Vec<&str> = variables
        .keys()
        .map(String::as_str)
        .filter(|name| is_reserved(name))
        .collect();
    if !reserved.is_empty() {
        return Err(invalid(format!(
            "Lambda was unable to configure your environment variables because the environment \
             variables you have provided contains reserved keys that are currently not supported \
             for modification. Reserved keys used in this request: {}",
            reserved.join(", ")
        )));
    }
    if let Some(name) = variables.keys().find(|name| !is_variable(name)) {
        return Err(invalid(format!(
            "Value '{name}' at 'Environment.Variables' failed to satisfy constraint: Map keys must \
             satisfy constraint: [Member must satisfy regular expression pattern: \
             [a-zA-Z]([a-zA-Z0-9_])+]"
        )));
    }
    let size: usize = variables
        .iter()
        .map(|(name, value)| name.len() + value.len())
        .sum();
    if size > ENVIRONMENT_LIMIT {
        return Err(invalid(format!(
            "Lambda was unable to configure your environment variables because the environment \
             variables you have provided exceeded the 4KB limit: {size} bytes"
        )));
    }
    Ok(())
}

fn is_variable(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    name.len() > 1 && name.starts_with(|c: char| c.is_ascii_alphabetic()) && name.chars().all(fits)
}

fn check_dead_letters(target: Option<&str>) -> Result<(), Fault> {
    let Some(target) = target.filter(|target| !target.is_empty()) else {
        return Ok(());
    };
    let parsed = Arn::parse(target);
    let suits = |arn: Arn| {
        matches!(arn.service.as_str(), "sqs" | "sns") && !arn.resource.ends_with(".fifo")
    };
    if parsed.is_some_and(suits) {
        return Ok(());
    }
    Err(invalid(format!(
        "The provided dead letter target {target} is not the ARN of a standard queue or topic"
    )))
}

fn range(member: &str, value: u32, least: u32, most: u32) -> Result<(), Fault> {
    if (least..=most).contains(&value) {
        return Ok(());
    }
    Err(invalid(format!(
        "Value '{value}' at '{member}' failed to satisfy constraint: Member must have value \
         between {least} and {most}"
    )))
}

pub(super) fn one_of(member: &str, value: &str, allowed: &[&str]) -> Result<(), Fault> {
    if allowed.contains(&value) {
        return Ok(());
    }
    Err(invalid(format!(
        "Value '{value}' at '{member}' failed to satisfy constraint: Member must satisfy enum \
         value set: [{}]",
        allowed.join(", ")
    )))
}
