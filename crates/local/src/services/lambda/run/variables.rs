//! The environment variables that Lambda gives a function.

use std::{net::SocketAddr, path::Path};

use super::log::Log;
use crate::{core::Core, services::lambda::state::Resolved};

/// Lambda's own search path, so that a function finds what it would find there.
const PATH: &str = "/usr/local/bin:/usr/bin:/bin";

/// Everything that the process sees; nothing of the server's own environment is passed on.
pub(super) fn variables(
    core: &Core,
    resolved: &Resolved,
    runtime_api: SocketAddr,
    log: &Log,
    directory: &Path,
    layers: Option<&Path>,
) -> Vec<(String, String)> {
    let configuration = &resolved.version.configuration;
    let root = directory.display().to_string();
    let own = [
        ("PATH", format!("{PATH}:/opt/bin")),
        ("LANG", "en_US.UTF-8".to_owned()),
        ("TZ", ":UTC".to_owned()),
        ("LAMBDA_TASK_ROOT", root.clone()),
        ("LAMBDA_RUNTIME_DIR", root),
        ("_HANDLER", configuration.handler.clone()),
        ("AWS_LAMBDA_RUNTIME_API", runtime_api.to_string()),
        ("AWS_LAMBDA_FUNCTION_NAME", resolved.name.clone()),
        (
            "AWS_LAMBDA_FUNCTION_VERSION",
            resolved.version.number.clone(),
        ),
        (
            "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
            configuration.memory.to_string(),
        ),
        ("AWS_LAMBDA_LOG_GROUP_NAME", log.group().to_owned()),
        ("AWS_LAMBDA_LOG_STREAM_NAME", log.stream().to_owned()),
        (
            "AWS_LAMBDA_LOG_FORMAT",
            configuration
                .logging
                .log_format
                .clone()
                .unwrap_or("Text".to_owned()),
        ),
        ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand".to_owned()),
        ("AWS_XRAY_CONTEXT_MISSING", "LOG_ERROR".to_owned()),
        ("AWS_REGION", core.region.clone()),
        ("AWS_DEFAULT_REGION", core.region.clone()),
        ("AWS_ACCESS_KEY_ID", access_key(core, resolved)),
        ("AWS_SECRET_ACCESS_KEY", "local".to_owned()),
        ("AWS_SESSION_TOKEN", "local".to_owned()),
        ("AWS_ENDPOINT_URL", core.endpoint().to_owned()),
    ];
    let level = configuration.logging.application_level();
    let sometimes = [
        level.map(|level| ("AWS_LAMBDA_LOG_LEVEL", level.to_owned())),
        execution_environment(&configuration.runtime),
    ];
    let of_layers =
        layers.map(|root| super::layers::variables(&configuration.runtime, directory, root, PATH));
    let own = own.into_iter().chain(sometimes.into_iter().flatten());
    let own = own.chain(of_layers.into_iter().flatten());
    let own = own.map(|(name, value)| (name.to_owned(), value));
    let given = configuration.environment.variables.clone();
    // Later ones win: a function may choose its own endpoint or search path.
    own.chain(given).collect()
}

/// Which runtime it is; a function that brings its own is not told.
fn execution_environment(runtime: &str) -> Option<(&'static str, String)> {
    let name = || ("AWS_EXECUTION_ENV", format!("AWS_Lambda_{runtime}"));
    (!runtime.starts_with("provided")).then(name)
}

/// By which STS knows the function and its role.
fn access_key(core: &Core, resolved: &Resolved) -> String {
    let role = &resolved.version.configuration.role;
    let cloud = core.cloud();
    let key = cloud.and_then(|cloud| cloud.sts.key_of_function(role, &resolved.name));
    key.unwrap_or_else(|| "local".to_owned())
}

/// Names that a function cannot set.
pub(crate) fn is_reserved(name: &str) -> bool {
    const RESERVED: [&str; 16] = [
        "_HANDLER",
        "_X_AMZN_TRACE_ID",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_EXECUTION_ENV",
        "AWS_LAMBDA_FUNCTION_NAME",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
        "AWS_LAMBDA_FUNCTION_VERSION",
        "AWS_LAMBDA_INITIALIZATION_TYPE",
        "AWS_LAMBDA_LOG_GROUP_NAME",
        "AWS_LAMBDA_LOG_STREAM_NAME",
        "AWS_LAMBDA_RUNTIME_API",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "LAMBDA_TASK_ROOT",
    ];
    RESERVED.contains(&name) || name == "LAMBDA_RUNTIME_DIR" || name == "AWS_ACCESS_KEY"
}
