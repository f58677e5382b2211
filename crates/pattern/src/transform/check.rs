//! What `PutTargets` refuses.

use super::path::Path;
use super::template::Template;
use super::{InputSettings, InputTransformer, Kind, TransformError};
use crate::error::Source;
use crate::json::check_stream;
use std::collections::BTreeMap;

const MAX_VARIABLES: usize = 100;
const MAX_TEMPLATE_CHARS: usize = 8192;
const MAX_NAME: usize = 256;

/// Reserved variables that are whole JSON objects.
const OBJECTS: &[&str] = &["aws.events.event", "aws.events.event.json"];

/// Reserved variables that are strings.
const STRINGS: &[&str] = &[
    "aws.events.rule-arn",
    "aws.events.rule-name",
    "aws.events.event.ingestion-time",
];

pub(super) fn settings(
    target: &str,
    nth: usize,
    settings: &InputSettings,
) -> Result<Kind, TransformError> {
    match (
        &settings.input,
        &settings.input_path,
        &settings.input_transformer,
    ) {
        (None, None, None) => Ok(Kind::Event),
        (Some(input), None, None) => constant(target, input),
        (None, Some(path), None) => self::path(target, path).map(Kind::Part),
        (None, None, Some(transformer)) => Check {
            target,
            nth,
            transformer,
        }
        .run(),
        _ => Err(TransformError(format!(
            "Only one of Input, InputPath, or InputTransformer must be provided for target {target}."
        ))),
    }
}

fn constant(target: &str, input: &str) -> Result<Kind, TransformError> {
    check_stream(input).map_err(|error| {
        let place = Source::new(input).location(error.start);
        TransformError(format!(
            "JSON syntax error in input for target {target}: {place}"
        ))
    })?;
    Ok(Kind::Constant(input.to_string()))
}

fn path(target: &str, path: &str) -> Result<Path, TransformError> {
    Path::parse(path)
        .ok_or_else(|| TransformError(format!("InputPath for target {target} is invalid.")))
}

struct Check<'a> {
    target: &'a str,
    nth: usize,
    transformer: &'a InputTransformer,
}

impl Check<'_> {
    fn run(self) -> Result<Kind, TransformError> {
        self.sizes()?;
        let mut paths = BTreeMap::new();
        for (name, text) in &self.transformer.paths_map {
            paths.insert(name.clone(), path(self.target, text)?);
        }
        let template = Template::parse(&self.transformer.template);
        self.placeholders(&template)?;
        self.syntax(&template)?;
        Ok(Kind::Template { paths, template })
    }

    fn sizes(&self) -> Result<(), TransformError> {
        let map = &self.transformer.paths_map;
        if map.len() > MAX_VARIABLES {
            return Err(self.constraint(
                "inputPathsMap",
                &written(map),
                "Member must have length less than or equal to 100",
            ));
        }
        if !map.keys().all(|name| is_variable(name)) {
            let rule = "Map keys must satisfy constraint: [Member must have length less than or \
                        equal to 256, Member must have length greater than or equal to 1, Member \
                        must satisfy regular expression pattern: [A-Za-z0-9\\_\\-]+]";
            return Err(self.constraint("inputPathsMap", &written(map), rule));
        }
        let template = &self.transformer.template;
        let (fits, rule) = match template.encode_utf16().count() {
            0 => (false, "Member must have length greater than or equal to 1"),
            len => (
                len <= MAX_TEMPLATE_CHARS,
                "Member must have length less than or equal to 8192",
            ),
        };
        if fits {
            Ok(())
        } else {
            Err(self.constraint("inputTemplate", template, rule))
        }
    }

    fn constraint(&self, member: &str, value: &str, rule: &str) -> TransformError {
        TransformError(format!(
            "1 validation error detected: Value '{value}' at \
             'targets.{}.member.inputTransformer.{member}' failed to satisfy constraint: {rule}",
            self.nth
        ))
    }

    fn placeholders(&self, template: &Template) -> Result<(), TransformError> {
        let target = self.target;
        let map = &self.transformer.paths_map;
        for name in template.variables() {
            if OBJECTS.contains(&name) && !template.is_object {
                return Err(TransformError(format!(
                    "InputTemplate for target {target} contains placeholder {name} valid only for JSON template."
                )));
            }
            let known =
                map.contains_key(name) || OBJECTS.contains(&name) || STRINGS.contains(&name);
            if !known && !map.is_empty() {
                return Err(TransformError(format!(
                    "InputTemplate for target {target} contains invalid placeholder {name}."
                )));
            }
        }
        if template.has_placeholder_in_name() {
            return Err(TransformError(format!(
                "InputTemplate placeholder present as a JSON object key for target {target}."
            )));
        }
        Ok(())
    }

    fn syntax(&self, template: &Template) -> Result<(), TransformError> {
        let text = template.with_nulls();
        check_stream(&text).map_err(|error| {
            let place = Source::new(&text).location(error.start);
            TransformError(format!(
                "Invalid InputTemplate for target {} : {place}.",
                self.target
            ))
        })
    }
}

fn is_variable(name: &str) -> bool {
    (1..=MAX_NAME).contains(&name.len())
        && name
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

fn written(map: &BTreeMap<String, String>) -> String {
    let pairs: Vec<String> = map
        .iter()
        .map(|(name, path)| format!("{name}={path}"))
        .collect();
    format!("{{{}}}", pairs.join(", "))
}
