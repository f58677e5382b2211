//! What coagent.yaml says, as it is written.

use std::{
    collections::BTreeMap,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Deserializer};
use serde_yaml::Spanned;

use coagent_template::nearest;

use super::{Environment, LOCAL};
use crate::{
    error::{Error, Excerpt, Result},
    plan::{checks, verify::Silence},
};

/// coagent.yaml.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) application: String,
    #[serde(default)]
    pub(super) template: OneOrMany,
    pub(super) bundle: Option<PathBuf>,
    #[serde(default, deserialize_with = "values")]
    pub(super) parameters: BTreeMap<String, String>,
    #[serde(default)]
    pub(super) environments: BTreeMap<String, Place>,
    #[serde(default)]
    pub(super) verify: Verify,
}

/// What `coagent verify` is told.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Verify {
    silence: Vec<Quiet>,
}

/// A silenced check as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Quiet {
    id: Spanned<String>,
    resource: Option<String>,
    reason: Spanned<String>,
}

/// An environment as written.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct Place {
    stack: Option<String>,
    region: Option<String>,
    profile: Option<String>,
    #[serde(deserialize_with = "account")]
    account: Option<String>,
    endpoint: Option<String>,
    port: Option<u16>,
    protected: bool,
    #[serde(deserialize_with = "values")]
    parameters: BTreeMap<String, String>,
    #[serde(deserialize_with = "values")]
    tags: BTreeMap<String, String>,
}

/// A path, or a list of paths.
#[derive(Debug, Default, Deserialize)]
#[serde(untagged)]
pub(super) enum OneOrMany {
    #[default]
    None,
    One(PathBuf),
    Many(Vec<PathBuf>),
}

impl OneOrMany {
    pub(super) fn paths(self) -> Vec<PathBuf> {
        match self {
            Self::None => Vec::new(),
            Self::One(path) => vec![path],
            Self::Many(paths) => paths,
        }
    }
}

/// A value of a parameter or tag: CloudFormation takes strings, people write numbers.
#[derive(Deserialize)]
#[serde(untagged)]
enum Scalar {
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

impl Scalar {
    fn into_text(self) -> String {
        match self {
            Self::Bool(value) => value.to_string(),
            Self::Int(value) => value.to_string(),
            Self::Float(value) => value.to_string(),
            Self::Text(value) => value,
        }
    }
}

fn values<'de, D: Deserializer<'de>>(from: D) -> Result<BTreeMap<String, String>, D::Error> {
    let values = BTreeMap::<String, Scalar>::deserialize(from)?;
    Ok(values
        .into_iter()
        .map(|(name, value)| (name, value.into_text()))
        .collect())
}

/// An account: 12 digits. Unquoted, YAML takes it for a number, and for an octal one with a leading 0.
fn account<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let text = match Option::<Scalar>::deserialize(from)? {
        None => return Ok(None),
        Some(scalar) => scalar.into_text(),
    };
    if text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Ok(Some(text));
    }
    Err(serde::de::Error::custom(format!(
        "`{text}` is no account: 12 digits, in quotes"
    )))
}

impl Place {
    /// The environment with what the whole application has.
    pub(super) fn environment(self, name: &str, file: &File) -> Environment {
        let mut parameters = file.parameters.clone();
        parameters.extend(self.parameters);
        Environment {
            stack: self
                .stack
                .unwrap_or_else(|| format!("{}-{name}", file.application)),
            name: name.to_owned(),
            region: self.region,
            profile: self.profile,
            account: self.account,
            endpoint: self.endpoint,
            port: self.port,
            protected: self.protected,
            parameters,
            tags: self.tags,
        }
    }
}

impl Verify {
    /// The silences of a file.
    pub(super) fn silences(self, name: &Path, text: &str) -> Result<Vec<Silence>> {
        let read = |quiet: Quiet| quiet.read(name, text);
        self.silence.into_iter().map(read).collect()
    }
}

impl Quiet {
    fn read(self, name: &Path, text: &str) -> Result<Silence> {
        let (file, id) = (name.display().to_string(), &self.id);
        let place = |location: &serde_yaml::Location| (at(location.line()), at(location.column()));
        if self.reason.value.trim().is_empty() {
            let (line, column) = place(&self.reason.referenced);
            let said = format!(
                "{file}:{line}:{column}: `{}` is silenced without a reason",
                id.value
            );
            return Err(Error::usage(said)
                .at(Excerpt::at(&file, text, line, column).label("why?"))
                .hint(
                    "say why, for whoever reads it next year: reason: traces are too dear here",
                ));
        }
        let (line, column) = place(&id.referenced);
        checks::named(&id.value).map_err(|error| {
            let error = error.at(Excerpt::at(&file, text, line, column).label("here"));
            Error {
                message: format!("{file}:{line}:{column}: {}", error.message),
                ..error
            }
        })?;
        Ok(Silence {
            id: self.id.value,
            resource: self.resource,
            reason: self.reason.value.trim().to_owned(),
            line: u32::try_from(line).unwrap_or(u32::MAX),
            file,
        })
    }
}

/// Reads coagent.yaml. `name` is what the user calls it.
pub(super) fn parse(name: &Path, text: &str) -> Result<File> {
    let mut file: File =
        serde_yaml::from_str(text).map_err(|cause| broken(name, text, cause.without_snippet()))?;
    check_name(name, &file.application)?;
    file.environments.entry(LOCAL.to_owned()).or_default();
    Ok(file)
}

/// A stack's name, of which the application's is the first part, has letters, digits and hyphens.
fn check_name(file: &Path, application: &str) -> Result<()> {
    let valid = application.starts_with(|first: char| first.is_ascii_alphabetic())
        && application
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
    if valid {
        return Ok(());
    }
    Err(Error::usage(format!(
        "{}: the application's name `{application}` must begin with a letter and have letters, digits and hyphens only",
        file.display()
    )))
}

fn broken(name: &Path, text: &str, cause: &serde_yaml::Error) -> Error {
    let name = name.display().to_string();
    let (said, place) = (cause.to_string(), cause.location());
    let reason = said
        .split(" at line ")
        .next()
        .unwrap_or(&said)
        .trim()
        .to_owned();
    let Some(place) = place else {
        return Error::usage(format!("{name}: {reason}"));
    };
    let (line, column) = (at(place.line()), at(place.column()));
    let error = Error::usage(format!("{name}:{line}:{column}: {reason}"))
        .at(Excerpt::at(&name, text, line, column).label("here"));
    match misspelt(&reason) {
        Some(key) => error.hint(format!("did you mean `{key}`?")),
        None => error,
    }
}

fn at(position: u64) -> usize {
    usize::try_from(position).unwrap_or(usize::MAX)
}

/// From serde's message on an unknown field the known one that was meant.
fn misspelt(reason: &str) -> Option<&str> {
    let (unknown, known) = reason
        .strip_prefix("unknown field `")?
        .split_once("`, expected ")?;
    let known = known.trim_start_matches("one of ").split(", ");
    nearest(unknown, known.map(|name| name.trim_matches('`')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(text: &str) -> Result<File> {
        parse(Path::new("coagent.yaml"), text)
    }

    #[test]
    fn an_environment_overrides_the_application_s_parameters() {
        let mut file = parsed("application: shop\nparameters: {A: 1, B: x}\nenvironments: {test: {parameters: {A: 2}}}").unwrap();
        let place = file.environments.remove("test").unwrap();
        let test = place.environment("test", &file);
        assert_eq!(test.stack, "shop-test");
        assert_eq!(test.parameters["A"], "2");
        assert_eq!(test.parameters["B"], "x");
    }

    #[test]
    fn the_local_environment_is_always_there() {
        assert!(
            parsed("application: shop")
                .unwrap()
                .environments
                .contains_key(LOCAL)
        );
    }

    #[test]
    fn an_unknown_key_is_named_with_its_place_and_what_was_meant() {
        let error = parsed("application: shop\nenvironments:\n  prod:\n    regoin: eu-west-1\n")
            .unwrap_err();
        assert!(
            error
                .message
                .starts_with("coagent.yaml:4:5: unknown field `regoin`"),
            "{error:?}"
        );
        assert_eq!(error.hints, ["did you mean `region`?"]);
    }

    #[test]
    fn a_silence_needs_a_known_check_and_a_reason() {
        let silences = |text: &str| {
            let text = format!("application: shop\nverify:\n  silence:\n    - {{{text}}}\n");
            let file = parsed(&text).unwrap();
            file.verify.silences(Path::new("coagent.yaml"), &text)
        };
        let read = silences("id: tracing-off, resource: Work, reason: too dear").unwrap();
        assert_eq!((read[0].id.as_str(), read[0].line), ("tracing-off", 4));
        let error = silences("id: tracing-of, reason: x").unwrap_err();
        assert!(
            error.message.starts_with("coagent.yaml:4:12: "),
            "{error:?}"
        );
        assert_eq!(error.hints, ["did you mean `tracing-off`?"]);
        let error = silences("id: tracing-off, reason: ' '").unwrap_err();
        assert!(error.message.contains("without a reason"), "{error:?}");
        assert!(parsed("application: shop\nverify: {silence: [{id: tracing-off}]}").is_err());
    }

    #[test]
    fn an_account_is_12_digits() {
        let error = parsed("application: a\nenvironments: {p: {account: 12}}").unwrap_err();
        assert!(error.message.contains("`12` is no account"), "{error:?}");
        let file = parsed("application: a\nenvironments: {p: {account: '012345678901'}}").unwrap();
        assert_eq!(
            file.environments["p"].account.as_deref(),
            Some("012345678901")
        );
    }

    #[test]
    fn a_name_that_no_stack_can_have_is_refused() {
        assert!(
            parsed("application: my_app")
                .unwrap_err()
                .message
                .contains("`my_app`")
        );
    }
}
