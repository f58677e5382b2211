//! `bayon.coagent.system`: how the services themselves are.

use super::*;

const SOURCE: &str = "bayon.coagent.system";
const SERVICE: Field = required(
    "service",
    Kind::Text(&["studio", "research", "mls-sync"]),
    "The service.",
);

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Service Health Check",
        description: "A service has said how it is.",
        fields: &[
            SERVICE,
            required(
                "status",
                Kind::OneOf(&["healthy", "degraded", "unhealthy"]),
                "How it is.",
            ),
            optional("latency", COUNT, "Milliseconds that the check took."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Service Error Occurred",
        description: "A service has failed at something.",
        fields: &[
            SERVICE,
            required(
                "errorCode",
                Kind::Text(&["MODEL_TIMEOUT", "QUOTA_EXCEEDED"]),
                "Which error.",
            ),
            required(
                "message",
                Kind::Text(&["The model did not answer in 30 s"]),
                "In words.",
            ),
            required("severity", SEVERITY, "How much it matters."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Service Performance Degraded",
        description: "A service is slower or weaker than it should be.",
        fields: &[
            SERVICE,
            required(
                "metric",
                Kind::Text(&["p95Latency", "errorRate"]),
                "What was measured.",
            ),
            required("value", AMOUNT, "The measured value."),
            required("threshold", AMOUNT, "The value that should not be passed."),
            TIMESTAMP,
        ],
    },
];
