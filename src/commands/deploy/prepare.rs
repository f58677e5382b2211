//! What can be found out before anything is sent: the template, its parameters, the bundle.

use coagent_template::{Pseudo, Template};

use super::Args;
use crate::{
    apply::{bundle, deploy::Prepared},
    context::Context,
    error::{Error, Result},
    plan::parameters,
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
    let prepared = Prepared {
        source,
        template,
        bundle,
    };
    check(&prepared, environment, args)?;
    Ok(prepared)
}

/// Where the bundle will be is not known yet; that it will be somewhere is enough to check.
fn check(prepared: &Prepared<'_>, environment: &Environment, args: &Args) -> Result<()> {
    let place = prepared
        .bundle
        .as_ref()
        .map(|_| ("coagent-artifacts".to_owned(), "bundle".to_owned()));
    let values = parameters::values(&prepared.template, environment, place, &args.parameter);
    let wrong = |found| Error::template(prepared.source, &found);
    let bound = prepared
        .template
        .bind(&values, &Pseudo::open())
        .map_err(wrong)?;
    bound.creation_order().map(drop).map_err(wrong)
}
