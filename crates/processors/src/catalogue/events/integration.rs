//! `bayon.coagent.integration`: accounts and data of other services.

use super::*;

const SOURCE: &str = "bayon.coagent.integration";
const SYNC_ID: Field = required("syncId", Kind::Id("sync"), "The synchronisation.");
const PROVIDER: Field = required(
    "provider",
    Kind::OneOf(&[
        "mls",
        "google",
        "facebook",
        "instagram",
        "linkedin",
        "twitter",
    ]),
    "The other service.",
);
const SOCIAL_PROVIDER: Field = required(
    "provider",
    Kind::OneOf(&["facebook", "google", "instagram", "linkedin", "twitter"]),
    "The social network.",
);
const COMPLETED_AT: Field = required("completedAt", NOW, "When the synchronisation ended.");

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Integration Sync Completed",
        description: "Data of another service has been brought in.",
        fields: &[
            SYNC_ID,
            USER_ID,
            PROVIDER,
            required("status", Kind::OneOf(&["completed"]), "How it ended."),
            optional("itemsSynced", COUNT, "Items brought in."),
            COMPLETED_AT,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Integration Sync Failed",
        description: "Data of another service could not be brought in.",
        fields: &[
            SYNC_ID,
            USER_ID,
            PROVIDER,
            required("status", Kind::OneOf(&["failed"]), "How it ended."),
            optional("itemsSynced", COUNT, "Items brought in before it failed."),
            COMPLETED_AT,
            optional(
                "error",
                Kind::Text(&["The service refused the token"]),
                "Why.",
            ),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "OAuth Connected",
        description: "A user has connected an account of another service.",
        fields: &[
            USER_ID,
            PROVIDER,
            optional(
                "scopes",
                list(&Kind::Text(&["read", "publish"])),
                "What was granted.",
            ),
            required("connectedAt", NOW, "When it was connected."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "OAuth Disconnected",
        description: "An account of another service is no longer connected.",
        fields: &[
            USER_ID,
            PROVIDER,
            optional("reason", Kind::Text(&["revoked", "expired"]), "Why."),
            required("disconnectedAt", NOW, "When it was disconnected."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "MLS Data Synced",
        description: "Listings of the multiple listing service are up to date.",
        fields: &[
            SYNC_ID,
            USER_ID,
            required("listingsAdded", COUNT, "Listings that are new."),
            required("listingsUpdated", COUNT, "Listings that changed."),
            required("listingsRemoved", COUNT, "Listings that are gone."),
            required("syncedAt", NOW, "When the listings were brought in."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Social Post Published",
        description: "A post has appeared on a social network.",
        fields: &[
            required("postId", Kind::Id("post"), "The network's id of the post."),
            USER_ID,
            optional(
                "contentId",
                Kind::Id("content"),
                "The content posted, if ours.",
            ),
            SOCIAL_PROVIDER,
            optional(
                "url",
                Kind::Text(&["https://social.example.com/p/8412"]),
                "Where it is.",
            ),
            required("publishedAt", NOW, "When it appeared."),
        ],
    },
];
