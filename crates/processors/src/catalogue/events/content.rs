//! `bayon.coagent.content`: content on its way to the public.

use super::*;

const SOURCE: &str = "bayon.coagent.content";
const PLATFORM: Field = required("platform", PLATFORMS, "Where it appears.");

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Content Published",
        description: "Content has appeared on a platform.",
        fields: &[
            CONTENT_ID,
            USER_ID,
            CONTENT_TYPE,
            PLATFORM,
            required("publishedAt", NOW, "When it appeared."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Created",
        description: "Content has been added to the library.",
        fields: &[
            CONTENT_ID,
            USER_ID,
            CONTENT_TYPE,
            required("title", SENTENCES, "Its title."),
            required("createdAt", NOW, "When it was added."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Scheduled",
        description: "Content has been scheduled for publication.",
        fields: &[
            CONTENT_ID,
            USER_ID,
            CONTENT_TYPE,
            PLATFORM,
            required("scheduledFor", TOMORROW, "When it is to appear."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Analytics Updated",
        description: "New figures of published content are known.",
        fields: &[
            CONTENT_ID,
            USER_ID,
            PLATFORM,
            required("metrics", METRICS, "The figures so far."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Optimization Requested",
        description: "Content should be improved or placed better.",
        fields: &[
            CONTENT_ID,
            USER_ID,
            CONTENT_TYPE,
            required(
                "optimizationType",
                Kind::OneOf(&["seo_analysis", "social_scheduling"]),
                "What is asked for.",
            ),
            TIMESTAMP,
        ],
    },
];

const METRICS: Kind = Kind::Open(&[
    optional("views", COUNT, "Times seen."),
    optional("likes", COUNT, "Approvals."),
    optional("shares", COUNT, "Times passed on."),
    optional("comments", COUNT, "Comments."),
    optional("clicks", COUNT, "Clicks on its links."),
]);
