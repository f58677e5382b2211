//! From templates to their wiring.

use std::{
    borrow::Cow,
    collections::{BTreeMap, HashSet},
    path::PathBuf,
};

use coagent_template::{Model, Pseudo, Template, Wiring};

use crate::{
    error::{Error, Result},
    plan::{parameters, verify::Catalogue},
    project::{Environment, TemplateSource, read_text},
};

/// The templates that are named, or the project's.
pub(super) fn sources<'p>(
    project: &'p [TemplateSource],
    named: &[PathBuf],
) -> Result<Cow<'p, [TemplateSource]>> {
    if named.is_empty() {
        return Ok(Cow::Borrowed(project));
    }
    let source = |path: &PathBuf| {
        Ok(TemplateSource {
            name: path.display().to_string(),
            path: Some(path.clone()),
            text: read_text(path)?,
        })
    };
    named.iter().map(source).collect()
}

/// The wiring of all templates as one application.
pub(super) fn wiring(sources: &[TemplateSource], environment: &Environment) -> Result<Wiring> {
    let models: Result<Vec<Model>> = sources
        .iter()
        .map(|source| model(source, environment))
        .collect();
    Ok(Wiring::from_models(&models?))
}

fn model(source: &TemplateSource, environment: &Environment) -> Result<Model> {
    let wrong = |found| Error::template(source, &found);
    let template = Template::parse(&source.name, &source.text).map_err(wrong)?;
    let mut values: BTreeMap<String, String> =
        parameters::values(&template, environment, None, &[]);
    // The environment's parameters are those of all templates together.
    let declared: HashSet<&str> = template
        .parameters()
        .map(|parameter| parameter.name.as_ref())
        .collect();
    values.retain(|name, _| declared.contains(name.as_str()));
    let pseudo = Pseudo {
        region: environment.region.clone().unwrap_or(Pseudo::open().region),
        ..Pseudo::open()
    };
    let bound = template.bind_open(&values, &pseudo).map_err(wrong)?;
    Ok(bound.symbolic())
}

/// The catalogue of the application that is verified: ours when its functions are our processors.
pub(super) fn catalogue_of(wiring: &Wiring) -> Catalogue {
    let bundled = Catalogue::bundled();
    let ours: HashSet<&str> = bundled
        .processors
        .iter()
        .map(|processor| processor.handler.as_str())
        .collect();
    let mut handlers = wiring.functions.iter();
    let is_ours = handlers.any(|function| {
        let handler = function.handler.get();
        handler.is_some_and(|handler| ours.contains(handler.as_str()))
    });
    if is_ours {
        bundled
    } else {
        Catalogue::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wired(text: &str) -> Wiring {
        let source = TemplateSource {
            name: "t.yaml".into(),
            path: None,
            text: text.into(),
        };
        let mut environment = Environment::default();
        environment
            .parameters
            .insert("Elsewhere".into(), "x".into());
        wiring(&[source], &environment).unwrap()
    }

    fn function(handler: &str) -> String {
        format!(
            "Resources: {{F: {{Type: AWS::Lambda::Function, Properties: {{Handler: {handler}, Role: r, Code: {{ZipFile: x}}}}}}}}"
        )
    }

    #[test]
    fn our_events_are_those_of_an_application_with_our_processors() {
        assert!(
            !catalogue_of(&wired(&function("user-events")))
                .events
                .is_empty()
        );
        assert!(
            catalogue_of(&wired(&function("index.handler")))
                .events
                .is_empty()
        );
    }

    #[test]
    fn a_template_that_is_not_there_is_named() {
        let error = sources(&[], &["no/such.yaml".into()]).unwrap_err();
        assert!(error.message.contains("no/such.yaml"), "{error:?}");
    }
}
