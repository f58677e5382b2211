//! Replays: an archive's events go over its bus again, minute by minute.

use std::sync::{Arc, Weak};

use super::{Events, envelope::Incoming, ingest::Route, model::ReplayState, records::ReplayRecord};
use crate::{fault::Fault, store::Batch};

/// The events of a minute, and where it ends.
type Slice = (Vec<Incoming>, i64);

/// How many events are taken in together.
const TOGETHER: usize = 100;

impl Events {
    /// Goes on with the replays that a stop has interrupted.
    pub(crate) fn resume_replays(&self) {
        let active: Vec<String> = self
            .read()
            .active_replays()
            .map(|replay| replay.name.clone())
            .collect();
        for name in active {
            self.begin_replay(name);
        }
    }

    pub(crate) fn begin_replay(&self, name: String) {
        self.core.spawn(run(self.me.clone(), name));
    }

    /// Replays the next minute; says whether there may be more.
    async fn advance(&self, name: &str) -> Result<bool, Fault> {
        let replay = self.read().replay(name)?.clone();
        if replay.state == ReplayState::Cancelling {
            self.end_replay(name, ReplayState::Cancelled, "Replay cancelled by user")
                .await?;
            return Ok(false);
        }
        let Some(slice) = self.next_slice(&replay)? else {
            self.end_replay(name, ReplayState::Failed, "The archive was deleted")
                .await?;
            return Ok(false);
        };
        match slice {
            None => {
                self.end_replay(
                    name,
                    ReplayState::Completed,
                    "Replay completed successfully",
                )
                .await?;
                Ok(false)
            }
            Some((events, end)) => {
                self.replay_slice(&replay, events, end).await?;
                Ok(true)
            }
        }
    }

    /// The events of the next minute and where it ends; the outer `None` is an archive that is
    /// gone, the inner one the end of the window.
    fn next_slice(&self, replay: &ReplayRecord) -> Result<Option<Option<Slice>>, Fault> {
        let registry = self.read();
        let Some(archive) = registry.archives.get(&replay.archive) else {
            return Ok(None);
        };
        let slice = archive.slice(&self.core.store, replay.reached, replay.to)?;
        Ok(Some(slice))
    }

    /// Within a minute events have no order. How far the replay is becomes durable with the
    /// last of them, so that a kill repeats a minute at most.
    async fn replay_slice(
        &self,
        replay: &ReplayRecord,
        mut events: Vec<Incoming>,
        end: i64,
    ) -> Result<(), Fault> {
        fastrand::shuffle(&mut events);
        let name: Arc<str> = replay.name.as_str().into();
        let route = Route::Replay(replay.destination.filter_arns.clone());
        let last = events.iter().map(|event| event.time).max();
        let mut events = events
            .into_iter()
            .map(|event| event.replayed(&name))
            .peekable();
        while events.peek().is_some() {
            if self.read().is_cancelling(&replay.name) {
                return Ok(());
            }
            let some = events.by_ref().take(TOGETHER).collect();
            self.ingest(some, &route, Batch::new()).durable().await?;
        }
        self.change_replay(&replay.name, |replay| {
            replay.reached = end;
            replay.last = last.or(replay.last);
            if replay.state == ReplayState::Starting {
                replay.state = ReplayState::Running;
            }
        })
        .await
    }

    async fn end_replay(&self, name: &str, state: ReplayState, reason: &str) -> Result<(), Fault> {
        let now = self.now();
        self.change_replay(name, |replay| {
            replay.state = state;
            replay.reason = Some(reason.to_owned());
            replay.ended = Some(now);
        })
        .await
    }

    pub(crate) async fn change_replay(
        &self,
        name: &str,
        change: impl FnOnce(&mut ReplayRecord),
    ) -> Result<(), Fault> {
        let commit = {
            let mut registry = self.write();
            let Some(replay) = registry.replays.get_mut(name) else {
                return Ok(());
            };
            change(replay);
            let mut batch = Batch::new();
            replay.save(&mut batch);
            self.core.store.commit(batch)
        };
        commit.durable().await
    }
}

async fn run(events: Weak<Events>, name: String) {
    if let Some(events) = events.upgrade() {
        let begun = events.change_replay(&name, |replay| {
            if replay.state == ReplayState::Starting {
                replay.state = ReplayState::Running;
            }
        });
        // A failing store has told its clients; the replay is found active at the next start.
        if begun.await.is_err() {
            return;
        }
    }
    while let Some(events) = events.upgrade() {
        match events.advance(&name).await {
            Ok(true) => {}
            Ok(false) | Err(_) => return,
        }
    }
}
