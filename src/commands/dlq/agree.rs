//! Asking before messages are touched.

use crate::{context::Context, error::Result};

/// Asks for the environment's name in a protected environment; elsewhere `--yes` is the answer.
/// `what` goes on from a sentence's beginning: ``messages of queue `a` would be sent``.
pub(super) fn agree(ctx: &Context, what: &str, confirm: Option<&str>) -> Result<()> {
    let environment = ctx.environment()?;
    if !environment.protected {
        return ctx.ui.confirm(&format!("Go on: {what}?"));
    }
    let name = &environment.name;
    let question = format!("The environment `{name}` is protected; {what}");
    ctx.ui.confirm_name(&question, name, confirm)
}
