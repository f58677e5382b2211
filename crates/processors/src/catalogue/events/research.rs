//! `bayon.coagent.research`: questions asked and what was learnt.

use super::*;

const SOURCE: &str = "bayon.coagent.research";

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Research Query Completed",
        description: "A research question has been answered.",
        fields: &[
            USER_ID,
            required("queryId", Kind::Id("query"), "The question."),
            required(
                "query",
                Kind::Text(&["How do schools affect prices here?"]),
                "Its words.",
            ),
            required("results", RESULTS, "The answer."),
            required("sources", list(&SOURCES), "Where it comes from."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Report Generated",
        description: "A report is ready.",
        fields: &[
            USER_ID,
            required("reportId", Kind::Id("report"), "The report."),
            required(
                "reportType",
                Kind::Text(&["market_analysis", "cma"]),
                "What it is about.",
            ),
            required("reportData", REPORT, "The report itself."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Knowledge Updated",
        description: "The knowledge base has changed.",
        fields: &[
            USER_ID,
            required("knowledgeId", Kind::Id("knowledge"), "The entry."),
            required("topic", LABELS, "What it is about."),
            required(
                "changeType",
                Kind::OneOf(&["created", "updated", "deleted"]),
                "What happened.",
            ),
            TIMESTAMP,
        ],
    },
];

const SOURCES: Kind = Kind::Text(&[
    "https://data.example.org/schools",
    "https://mls.example.com",
]);

const RESULTS: Kind = Kind::Open(&[
    optional("summary", SENTENCES, "The answer in short."),
    optional("topics", list(&LABELS), "What it touches."),
]);

const REPORT: Kind = Kind::Open(&[
    optional(
        "title",
        Kind::Text(&["Riverside, third quarter"]),
        "Its title.",
    ),
    optional("summary", SENTENCES, "The report in short."),
    optional("shareWith", list(&Kind::Email), "Who should get it."),
]);
