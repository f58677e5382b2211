//! `life-events`: what a new account begins with.

use serde::Deserialize;
use serde_json::json;

use super::envelopes::{REALTIME_NOTIFICATION, USER_CREATED};
use super::{Failure, ProcessorInfo, plans};
use crate::event::Event;
use crate::seams::{Change, Key};
use crate::work::{Desk, Notice, Work};

pub(super) const INFO: ProcessorInfo = ProcessorInfo {
    name: "life-events",
    handler: "life-events",
    description: "Gives a new account its profile, its plan and its life line.",
    consumes: &[USER_CREATED],
    publishes: &[REALTIME_NOTIFICATION],
    idempotent: true,
    overhears: false,
    run: |event, desk| Box::pin(async move { created(event, desk) }),
};

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Created {
    user_id: String,
    email: String,
    created_at: String,
}

/// Registration may be handled before creation, so nothing here overwrites what is there.
fn created(event: &Event, desk: &Desk<'_>) -> Result<Work, Failure> {
    let user: Created = event.detail()?;
    let mut work = Work::default();
    let key = |sk: String| Key::user(&user.user_id, sk);
    let profile = Change::set(json!({"userId": user.user_id, "createdAt": user.created_at}))
        .or_default(json!({"email": user.email}));
    work.update(key("PROFILE".into()), profile);
    let free = plans::entitlements(plans::FREE).unwrap_or_default();
    work.update(
        key("ENTITLEMENTS".into()),
        Change::default().or_default(free),
    );
    let moment = format!("LIFE#{}#{}", user.created_at, event.id);
    work.put(
        key(moment),
        json!({"moment": "account-created", "at": user.created_at}),
    );
    work.count("UserCreated", []);
    let message = "Your account is ready.".to_owned();
    let notice = Notice {
        about: "account.created",
        message,
        data: json!({}),
    };
    work.notify(&user.user_id, desk.now, notice);
    Ok(work)
}
