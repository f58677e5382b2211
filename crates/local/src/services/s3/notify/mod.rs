//! Notifications: what a bucket tells functions, queues, topics and EventBridge about its objects.
//!
//! A notice is written together with the change that it is about, and taken away when its
//! destination has it: it arrives also when the process is killed in between.

mod deliver;
mod overlap;
mod record;

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value as Json, json};

pub(super) use deliver::{resume, validate};
pub(super) use record::{Happening, What};

use crate::{
    core::Core,
    fault::Fault,
    store::{Batch, Table},
};

/// Notices that are on their way, by id.
const NOTICES: Table = Table("s3.notices");

/// What a bucket is to tell whom.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Notifications {
    pub(super) rules: Vec<Rule>,
    pub(super) event_bridge: bool,
}

/// Which of a bucket's events go to one destination.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Rule {
    pub(super) id: String,
    pub(super) arn: String,
    /// Such as `s3:ObjectCreated:*`.
    pub(super) events: Vec<String>,
    pub(super) prefix: String,
    pub(super) suffix: String,
}

impl Rule {
    fn wants(&self, happening: &Happening) -> bool {
        let name = happening.name();
        let named = |event: &String| {
            let event = event.trim_start_matches("s3:");
            event == name
                || event
                    .strip_suffix('*')
                    .is_some_and(|start| name.starts_with(start))
        };
        self.events.iter().any(named)
            && happening.key.starts_with(&self.prefix)
            && happening.key.ends_with(&self.suffix)
    }
}

/// One thing that one destination is to be told.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Notice {
    id: String,
    bucket: String,
    to: Destination,
    body: Json,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
enum Destination {
    Arn(String),
    EventBridge { detail_type: String },
}

impl Notifications {
    /// Checks the events' names, and that no two rules are about the same objects.
    ///
    /// # Errors
    /// `InvalidArgument` for an event that there is not and for rules that overlap, `NotImplemented` for one that never
    /// happens here.
    pub(super) fn check(&self) -> Result<(), Fault> {
        const HAPPENS: &[&str] = &[
            "s3:ObjectCreated:*",
            "s3:ObjectCreated:Put",
            "s3:ObjectCreated:Copy",
            "s3:ObjectCreated:CompleteMultipartUpload",
            "s3:ObjectRemoved:*",
            "s3:ObjectRemoved:Delete",
            "s3:ObjectRemoved:DeleteMarkerCreated",
            "s3:ObjectCreated:Post",
            "s3:ObjectTagging:*",
            "s3:ObjectTagging:Put",
            "s3:ObjectTagging:Delete",
        ];
        let events = self.rules.iter().flat_map(|rule| &rule.events);
        match events
            .into_iter()
            .find(|event| !HAPPENS.contains(&event.as_str()))
        {
            None => overlap::check(&self.rules),
            Some(event) if event.starts_with("s3:") => Err(super::faults::not_implemented(
                &format!("notifications of {event}"),
            )),
            Some(event) => Err(Fault::new(
                "InvalidArgument",
                format!("The event '{event}' is not supported for notifications"),
            )),
        }
    }

    /// Writes down who is to be told; hand the notices to [`send`] when that is durable.
    pub(super) fn note(
        &self,
        core: &Core,
        happening: &Happening,
        batch: &mut Batch,
    ) -> Vec<Notice> {
        let wanted = self.rules.iter().filter(|rule| rule.wants(happening));
        let to_arn = |rule: &Rule| {
            let body = json!({ "Records": [happening.record(core, &rule.id)] });
            (Destination::Arn(rule.arn.clone()), body)
        };
        let mut told: Vec<(Destination, Json)> = wanted.map(to_arn).collect();
        if self.event_bridge {
            let detail_type = happening.detail_type().to_owned();
            told.push((
                Destination::EventBridge { detail_type },
                happening.detail(core),
            ));
        }
        let notice = |(to, body)| {
            let id = uuid::Uuid::new_v4().to_string();
            let notice = Notice {
                id,
                bucket: happening.bucket.clone(),
                to,
                body,
            };
            batch.put(NOTICES, notice.id.as_str(), &notice);
            notice
        };
        told.into_iter().map(notice).collect()
    }
}

/// Sends notices on their way.
pub(super) fn send(core: &Arc<Core>, notices: Vec<Notice>) {
    for notice in notices {
        let on = Arc::clone(core);
        core.spawn(async move { deliver::until_done(&on, notice).await });
    }
}
