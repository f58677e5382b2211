//! Following a replay to its end.

use std::time::Duration;

use super::super::percent;
use crate::{
    aws::{Aws, eventbridge::Replay},
    error::Result,
    ui::Ui,
};

/// Waits until the replay has ended; the replay as it is then.
pub(super) async fn follow(aws: &Aws, ui: &Ui, name: &str) -> Result<Replay> {
    let progress = ui.progress();
    let eventbridge = aws.eventbridge();
    let pause = Duration::from_millis(if aws.place.local.is_some() { 50 } else { 3000 });
    let mut shown = String::new();
    loop {
        let replay = eventbridge.replay(name).await?;
        if replay.has_ended() {
            return Ok(replay);
        }
        if replay.state != shown {
            progress.step(&format!("{:<10}  {name}", replay.state));
            shown.clone_from(&replay.state);
        }
        let done = percent(&replay).map(|done| format!("  {done} %"));
        progress.now(&format!("{}{}", replay.state, done.unwrap_or_default()));
        tokio::time::sleep(pause).await;
    }
}
