//! What can be found out before anything is sent: the template, its parameters, the bundle.

use std::collections::BTreeMap;

use coagent_processors::catalogue;
use coagent_template::{Diagnostics, Pseudo, Template};

use super::Args;
use crate::{
    apply::{bundle, deploy::Prepared, package},
    context::Context,
    error::{Error, Result},
    plan::{parameters, routing},
    project::Environment,
};

/// Reads and checks.
pub(super) fn prepare<'a>(
    ctx: &'a Context,
    environment: &Environment,
    args: &Args,
) -> Result<Prepared<'a>> {
    let project = ctx.project()?;
    let source = project.template();
    let template = Template::parse(&source.name, &source.text)
        .map_err(|found| Error::template(source, &found))?;
    let bundle = parameters::wants_bundle(&template)
        .then(|| {
            bundle::find(
                project,
                environment,
                args.bundle.as_deref(),
                &ctx.program()?,
            )
        })
        .transpose()?;
    // Where the bundle will be is not known yet; that it will be somewhere is enough to check.
    let place = bundle
        .as_ref()
        .map(|_| ("coagent-artifacts".to_owned(), "bundle".to_owned()));
    let values = parameters::values(&template, environment, place, &args.parameter);
    let warnings = check(&template, &values).map_err(|found| Error::template(source, &found))?;
    for warning in &*warnings {
        ctx.ui.warn(warning.to_string());
    }
    let routes = routing::routes(&template, &values, catalogue::all()).unwrap_or_default();
    Ok(Prepared {
        source,
        packages: package::pack(source, &template)?,
        template,
        bundle,
        routes,
    })
}

/// What is wrong, or else what is probably not meant.
fn check(
    template: &Template,
    values: &BTreeMap<String, String>,
) -> Result<Diagnostics, Diagnostics> {
    let bound = template.bind(values, &Pseudo::open())?;
    bound.creation_order()?;
    Ok(bound.warnings())
}
