//! `bayon.coagent.studio`: content generation.

use super::*;

const SOURCE: &str = "bayon.coagent.studio";
const TITLE: Kind = Kind::Text(&[
    "Five signs that Riverside is heating up",
    "Autumn market update",
]);

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Content Generated",
        description: "The studio has written a piece of content.",
        fields: &[
            USER_ID,
            CONTENT_ID,
            CONTENT_TYPE,
            required("title", TITLE, "Its title."),
            required("content", SENTENCES, "The text itself."),
            required("metadata", METADATA, "How it was generated."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Published",
        description: "The user has published content from the studio, now or on a schedule.",
        fields: &[
            USER_ID,
            CONTENT_ID,
            CONTENT_TYPE,
            required("publishedTo", list(&PLATFORMS), "The platforms."),
            optional(
                "scheduledFor",
                TOMORROW,
                "When it is to appear; at once if absent.",
            ),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Content Updated",
        description: "The user has edited content in the studio.",
        fields: &[
            USER_ID,
            CONTENT_ID,
            CONTENT_TYPE,
            optional("title", TITLE, "The title now, if it changed."),
            optional("content", SENTENCES, "The text now, if it changed."),
            CHANGES,
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Job Progress Update",
        description: "A generation job has made progress.",
        fields: &[
            USER_ID,
            required("jobId", Kind::Id("job"), "The job."),
            required("jobType", CONTENT_TYPES, "What the job makes."),
            required("progress", PERCENT, "Per cent done."),
            required("status", STATUS, "Where the job stands."),
            required(
                "message",
                Kind::Text(&["Writing the draft"]),
                "For the user to read.",
            ),
            optional("estimatedTimeRemaining", COUNT, "Seconds to go, estimated."),
            TIMESTAMP,
        ],
    },
];

const STATUS: Kind = Kind::OneOf(&["processing", "started", "completed", "failed"]);

const METADATA: Kind = Kind::Open(&[
    required("generationTime", COUNT, "Milliseconds taken."),
    required("tokensUsed", COUNT, "Model tokens used."),
    required(
        "model",
        Kind::Text(&["nova-pro", "claude-sonnet"]),
        "The model that wrote it.",
    ),
    required(
        "prompt",
        Kind::Text(&["Write a market update for Riverside"]),
        "What was asked.",
    ),
]);
