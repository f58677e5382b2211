//! The configuration of a function, read once from its environment variables.

use crate::telemetry::Level;

/// The Lambda runtime reads these by itself and panics without them.
const RUNTIME: [&str; 4] = [
    "AWS_LAMBDA_RUNTIME_API",
    "AWS_LAMBDA_FUNCTION_NAME",
    "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
    "AWS_LAMBDA_FUNCTION_VERSION",
];

/// What a function's environment variables say.
#[derive(Debug, Clone)]
pub struct Environment {
    /// `_HANDLER`: which function this is.
    pub handler: String,
    /// `TABLE_NAME`: the application's table.
    pub table_name: String,
    /// `EVENT_BUS_NAME`: the application's event bus.
    pub event_bus_name: String,
    /// `DLQ_URL`: the dead-letter queue.
    pub dlq_url: String,
    /// `WEBSOCKET_ENDPOINT`: the stage of the WebSocket API, `https://…/<stage>`.
    pub websocket_endpoint: String,
    /// `ENVIRONMENT`: `local`, `development`, `staging`, `production`.
    pub environment: String,
    /// `LOG_LEVEL`: what matters less is not logged; INFO if unset.
    pub log_level: Level,
    /// `AUTH_TOKEN_SECRET`: signs WebSocket tokens; only the authorizer has it.
    pub auth_token_secret: Option<String>,
    /// `AWS_ENDPOINT_URL`: where all of AWS is, if not at AWS.
    pub endpoint_url: Option<String>,
}

/// What is wrong with the environment variables.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EnvironmentError {
    /// These variables are needed and not set.
    #[error("environment variables not set: {}", .0.join(", "))]
    Missing(Vec<&'static str>),
    /// A variable cannot be understood.
    #[error("environment variable {name}: {reason}")]
    Invalid {
        /// The variable.
        name: &'static str,
        /// What is wrong with it.
        reason: String,
    },
}

impl Environment {
    /// Reads the variables of this process.
    ///
    /// # Errors
    /// Every variable that is missing, or the first that cannot be understood.
    #[expect(
        clippy::disallowed_methods,
        reason = "a function is configured by its environment"
    )]
    pub fn from_process() -> Result<Self, EnvironmentError> {
        Self::from_lookup(|name| std::env::var(name).ok())
    }

    /// Reads the variables through `lookup`; an empty one counts as not set.
    ///
    /// # Errors
    /// Every variable that is missing, or the first that cannot be understood.
    pub fn from_lookup(
        lookup: impl Fn(&'static str) -> Option<String>,
    ) -> Result<Self, EnvironmentError> {
        let optional = |name| lookup(name).filter(|value| !value.is_empty());
        let mut missing = Vec::new();
        let mut required = |name| {
            optional(name).unwrap_or_else(|| {
                missing.push(name);
                String::new()
            })
        };
        let environment = Self {
            handler: required("_HANDLER"),
            table_name: required("TABLE_NAME"),
            event_bus_name: required("EVENT_BUS_NAME"),
            dlq_url: required("DLQ_URL"),
            websocket_endpoint: required("WEBSOCKET_ENDPOINT"),
            environment: optional("ENVIRONMENT").unwrap_or_else(|| "local".to_owned()),
            log_level: level(optional("LOG_LEVEL"))?,
            auth_token_secret: optional("AUTH_TOKEN_SECRET"),
            endpoint_url: optional("AWS_ENDPOINT_URL"),
        };
        for name in RUNTIME {
            required(name);
        }
        if missing.is_empty() {
            Ok(environment)
        } else {
            Err(EnvironmentError::Missing(missing))
        }
    }
}

#[cfg(test)]
impl Default for Environment {
    fn default() -> Self {
        Self::from_lookup(|name| Some(if name == "LOG_LEVEL" { "debug" } else { name }.to_owned()))
            .expect("every variable is set")
    }
}

fn level(text: Option<String>) -> Result<Level, EnvironmentError> {
    let parse = |text: String| {
        text.parse().map_err(|reason| EnvironmentError::Invalid {
            name: "LOG_LEVEL",
            reason,
        })
    };
    text.map_or(Ok(Level::Info), parse)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_missing_variable_is_named_at_once() {
        let unset = ["TABLE_NAME", "DLQ_URL"];
        let environment = Environment::from_lookup(|name| match name {
            "LOG_LEVEL" => Some("warn".into()),
            name if unset.contains(&name) => Some(String::new()),
            name => Some(name.into()),
        });
        assert_eq!(
            environment.unwrap_err(),
            EnvironmentError::Missing(unset.into())
        );
    }

    #[test]
    fn an_unknown_log_level_is_refused_by_name() {
        let error = Environment::from_lookup(|_| Some("loud".into())).unwrap_err();
        assert!(
            error
                .to_string()
                .starts_with("environment variable LOG_LEVEL: "),
            "{error}"
        );
    }
}
