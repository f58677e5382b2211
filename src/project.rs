//! The project: coagent.yaml, or the application that coagent ships.

mod file;
mod find;
mod text;

use std::{collections::BTreeMap, path::PathBuf};

use coagent_template::nearest;

pub(crate) use self::text::read as read_text;
use crate::{
    error::{Error, Result},
    plan::verify::Silence,
};

/// The name of the environment on this machine.
pub(crate) const LOCAL: &str = "local";

/// An application and where it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Project {
    /// The name of the application; the first part of its stacks' names.
    pub(crate) application: String,
    /// The directory of coagent.yaml, or where the command was called when there is none.
    pub(crate) root: PathBuf,
    /// What describes the application; the first one is deployed.
    pub(crate) templates: Vec<TemplateSource>,
    /// The zip with the functions' program, for AWS.
    pub(crate) bundle: Option<PathBuf>,
    /// The environments, by name.
    pub(crate) environments: BTreeMap<String, Environment>,
    /// What `verify` is not to find.
    pub(crate) silences: Vec<Silence>,
}

/// A template: its name for messages, and its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TemplateSource {
    /// The path as the user knows it.
    pub(crate) name: String,
    /// The file; `None` for the template that coagent ships.
    pub(crate) path: Option<PathBuf>,
    /// The whole text.
    pub(crate) text: String,
}

/// Where an application runs.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Environment {
    /// Its name: what `--env` takes.
    pub(crate) name: String,
    /// The name of its stack.
    pub(crate) stack: String,
    /// The Region; `None` for what the AWS configuration says.
    pub(crate) region: Option<String>,
    /// The profile of the AWS configuration; `None` for the default one.
    pub(crate) profile: Option<String>,
    /// The account that it must be; anything else is refused.
    pub(crate) account: Option<String>,
    /// Where AWS is, for an AWS of another place.
    pub(crate) endpoint: Option<String>,
    /// The port of the local environment.
    pub(crate) port: Option<u16>,
    /// Whether a change asks for the environment's name.
    pub(crate) protected: bool,
    /// Values for the template's parameters.
    pub(crate) parameters: BTreeMap<String, String>,
    /// Tags for the stack and what is in it.
    pub(crate) tags: BTreeMap<String, String>,
}

impl Environment {
    /// Whether it is the AWS on this machine.
    pub(crate) fn is_local(&self) -> bool {
        self.name == LOCAL
    }
}

impl Project {
    /// The environment of a name.
    pub(crate) fn environment(&self, name: &str) -> Result<&Environment> {
        self.environments
            .get(name)
            .ok_or_else(|| self.unknown_environment(name))
    }

    fn unknown_environment(&self, name: &str) -> Error {
        let names: Vec<&str> = self.environments.keys().map(String::as_str).collect();
        let known = names
            .iter()
            .map(|name| format!("`{name}`"))
            .collect::<Vec<_>>()
            .join(", ");
        let error = Error::usage(format!(
            "The application `{}` has no environment `{name}`",
            self.application
        ));
        match nearest(name, names) {
            Some(near) => error.hint(format!("did you mean `--env {near}`?")),
            None => error.hint(format!("its environments are {known}")),
        }
    }

    /// The template that is deployed.
    pub(crate) fn template(&self) -> &TemplateSource {
        // `Project::find` makes none without: a coagent.yaml that names no template has the one beside it, or the shipped one.
        &self.templates[0]
    }
}
