//! `bayon.coagent.ai`: generation jobs.

use super::*;

const SOURCE: &str = "bayon.coagent.ai";
const JOB_ID: Field = required("jobId", Kind::Id("job"), "The job.");
const JOB_TYPE: Field = required(
    "jobType",
    Kind::OneOf(&[
        "blog_post",
        "social_media",
        "listing_description",
        "market_update",
    ]),
    "What the job makes.",
);
const COMPLETED_AT: Field = required("completedAt", NOW, "When the job ended.");

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "AI Job Completed",
        description: "A generation job has ended well.",
        fields: &[
            JOB_ID,
            USER_ID,
            JOB_TYPE,
            required("status", Kind::OneOf(&["completed"]), "How it ended."),
            COMPLETED_AT,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "AI Job Failed",
        description: "A generation job has failed.",
        fields: &[
            JOB_ID,
            USER_ID,
            JOB_TYPE,
            required("status", Kind::OneOf(&["failed"]), "How it ended."),
            COMPLETED_AT,
            optional(
                "error",
                Kind::Text(&["The model did not answer in time"]),
                "Why.",
            ),
        ],
    },
];
