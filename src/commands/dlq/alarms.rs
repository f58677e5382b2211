//! Alarms that watch a dead-letter queue, kept quiet while it is worked on.

use std::path::PathBuf;

use crate::{
    apply::mute::{self, Muted},
    aws::{Aws, cloudformation::StackResource, cloudwatch::Alarm, holdings::names, sqs::Queue},
    context::{Access, Context},
    error::Result,
};

/// Whether an alarm watches a queue.
pub(super) fn watches(alarm: &Alarm, queue: &str) -> bool {
    let watched = alarm.definition.dimensions.get("QueueName");
    watched.map(String::as_str) == Some(queue)
}

/// Mutes the alarms of the stack that watch the queue and act; `None` when there are none.
pub(super) async fn mute(
    ctx: &Context,
    aws: &Aws,
    queue: &Queue,
    resources: Option<&[StackResource]>,
) -> Result<Option<Muted>> {
    let names = names(resources.unwrap_or_default(), "AWS::CloudWatch::Alarm");
    let alarms = aws.cloudwatch().alarms(&names).await?.into_iter();
    let acting: Vec<String> = alarms
        .filter(|alarm| watches(alarm, &queue.name) && alarm.actions_enabled)
        .map(|alarm| alarm.name)
        .collect();
    if acting.is_empty() {
        ctx.ui.status(format!(
            "No alarm of the stack that acts watches queue `{}`",
            queue.name
        ));
        return Ok(None);
    }
    ctx.ui.status(format!(
        "Muted until it is done, or after a stop until the next `coagent dlq` command: {}",
        acting.join(", ")
    ));
    let muted = Muted::mute(aws, &dir(ctx)?, acting, ctx.now()).await?;
    Ok(Some(muted))
}

/// Restores what a redrive that was stopped has left muted. That it cannot be done stops nothing:
/// the next command tries again.
pub(super) async fn restore_left(ctx: &Context) -> Result<()> {
    let dir = dir(ctx)?;
    if !mute::is_any(&dir) {
        return Ok(());
    }
    let aws = ctx.aws(Access::Read).await?;
    match mute::restore_left(aws, &dir).await {
        Ok(restored) if restored.is_empty() => {}
        Ok(restored) => ctx.ui.warn(format!(
            "a redrive was stopped and had left alarms muted; they act again: {}",
            restored.join(", ")
        )),
        Err(error) => ctx.ui.warn(format!(
            "a redrive was stopped and has left alarms muted, and they still are: {}",
            error.message
        )),
    }
    Ok(())
}

fn dir(ctx: &Context) -> Result<PathBuf> {
    Ok(ctx.project()?.root.join(".coagent").join("muted"))
}
