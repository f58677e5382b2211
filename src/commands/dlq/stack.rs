//! What the environment's stack holds.

use crate::{
    aws::{Aws, cloudformation::StackResource},
    context::Context,
};

/// What the stack holds; a queue can be redriven without one.
pub(super) async fn resources(ctx: &Context, aws: &Aws) -> Option<Vec<StackResource>> {
    let name = &ctx.environment().ok()?.stack;
    let cloudformation = aws.cloudformation();
    let found = match cloudformation.stack(name).await {
        Ok(Some(stack)) => cloudformation.resources(&stack.id).await,
        Ok(None) => return None,
        Err(error) => Err(error),
    };
    found
        .inspect_err(|error| {
            ctx.ui
                .detail(format!("{}; going on without", error.message))
        })
        .ok()
}
