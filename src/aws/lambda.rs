//! Functions; invoking them and what leads to them are in the files beside.

mod access;
mod invoke;

use coagent_template::nearest;
use serde::Serialize;

pub(crate) use self::access::{Asynchronous, Mapping};
use super::Lambda;
use crate::error::{Kind, Result};

/// A function as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Function {
    /// Its name.
    pub(crate) name: String,
    /// Its ARN.
    pub(crate) arn: String,
    /// `Pending`, `Active`, `Inactive`, `Failed`; AWS leaves it out for some.
    pub(crate) state: String,
    /// Its handler.
    pub(crate) handler: String,
    /// When it was last changed.
    pub(crate) last_modified: String,
    /// The ARN of the queue or topic for events that it failed on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) dead_letter_target: Option<String>,
    /// The log group that it writes to.
    pub(crate) log_group: String,
    /// Seconds that it may take.
    #[serde(skip)]
    pub(crate) timeout_seconds: Option<i32>,
    /// `Active` or `PassThrough`.
    #[serde(skip)]
    pub(crate) tracing: Option<String>,
    /// The ARN of its role.
    #[serde(skip)]
    pub(crate) role: Option<String>,
}

impl Lambda {
    /// A function by name or ARN.
    pub(crate) async fn function(&self, name: &str) -> Result<Function> {
        let answer = self
            .client
            .get_function_configuration()
            .function_name(name)
            .send()
            .await;
        let found =
            answer.map_err(|cause| self.place.failed(format!("read function `{name}`"), cause))?;
        let name = found.function_name.unwrap_or_else(|| name.to_owned());
        let group = found.logging_config.and_then(|config| config.log_group);
        Ok(Function {
            arn: found.function_arn.unwrap_or_default(),
            state: found
                .state
                .map(|state| state.as_str().to_owned())
                .unwrap_or_default(),
            handler: found.handler.unwrap_or_default(),
            last_modified: found.last_modified.unwrap_or_default(),
            dead_letter_target: found
                .dead_letter_config
                .and_then(|config| config.target_arn),
            log_group: group.unwrap_or_else(|| format!("/aws/lambda/{name}")),
            timeout_seconds: found.timeout,
            tracing: found
                .tracing_config
                .and_then(|config| Some(config.mode?.as_str().to_owned())),
            role: found.role,
            name,
        })
    }

    /// A function by name or ARN; one that is not there gets the name that was meant, where there
    /// is one and functions may be listed.
    pub(crate) async fn find(&self, name: &str) -> Result<Function> {
        let error = match self.function(name).await {
            Err(error) if error.kind == Kind::NotFound => error,
            found => return found,
        };
        let functions = self.functions().await.unwrap_or_default();
        let names = functions.iter().map(|function| function.name.as_str());
        Err(match nearest(name, names) {
            Some(near) => error.hint(format!("did you mean `{near}`?")),
            None => error,
        })
    }

    /// All functions.
    pub(crate) async fn functions(&self) -> Result<Vec<Function>> {
        let mut pages = self.client.list_functions().into_paginator().items().send();
        let mut functions = Vec::new();
        while let Some(found) = pages.next().await {
            let found = found.map_err(|cause| self.place.failed("list the functions", cause))?;
            // What is listed lacks the state, and on some AWS the configuration of the log.
            let name = found.function_name.unwrap_or_default();
            functions.push(self.function(&name).await?);
        }
        Ok(functions)
    }
}
