//! `bayon.coagent.notification`: what a user should see at once.

use super::*;

pub(super) const EVENTS: &[Spec] = &[Spec {
    source: "bayon.coagent.notification",
    detail_type: "Real-time Notification",
    description: "A user should be told something now.",
    fields: &[
        USER_ID,
        required(
            "type",
            Kind::Text(&["content.generated", "usage.warning"]),
            "What it is about.",
        ),
        required(
            "message",
            Kind::Text(&["Your blog post is ready"]),
            "For the user to read.",
        ),
        optional(
            "data",
            Kind::Open(&[]),
            "What the user's client needs to act on it.",
        ),
        TIMESTAMP,
    ],
}];
