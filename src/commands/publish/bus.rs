//! Which event bus.

use crate::{
    aws::Aws,
    context::Context,
    error::{Error, Result},
};

/// The bus that was asked for, or the one of the environment's stack.
pub(super) async fn find(asked: Option<&str>, ctx: &Context, aws: &Aws) -> Result<String> {
    if let Some(bus) = asked {
        return Ok(bus.to_owned());
    }
    let environment = ctx.environment()?;
    let stack = &environment.stack;
    let deploy = format!("coagent deploy --env {}", environment.name);
    let cloudformation = aws.cloudformation();
    if cloudformation.stack(stack).await?.is_none() {
        let text = format!(
            "There is no stack `{stack}` in {}, so no event bus to publish to",
            aws.place
        );
        return Err(Error::not_found(text)
            .hint(deploy)
            .hint("or name the bus: --bus NAME"));
    }
    let resources = cloudformation.resources(stack).await?;
    let mut buses = resources
        .into_iter()
        .filter(|resource| resource.kind == "AWS::Events::EventBus")
        .map(|resource| resource.physical_id)
        .filter(|bus| !bus.is_empty());
    match (buses.next(), buses.next()) {
        (Some(bus), None) => Ok(bus),
        (None, _) => Err(
            Error::not_found(format!("The stack `{stack}` has no event bus"))
                .hint("name one: --bus default"),
        ),
        (Some(first), Some(second)) => {
            let text =
                format!("The stack `{stack}` has several event buses: `{first}`, `{second}` …");
            Err(Error::usage(text).hint(format!("choose one: --bus {first}")))
        }
    }
}
