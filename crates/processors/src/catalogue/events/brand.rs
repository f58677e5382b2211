//! `bayon.coagent.brand`: how an agent's brand stands.

use super::*;

const SOURCE: &str = "bayon.coagent.brand";

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Profile Updated",
        description: "The public brand profile has changed.",
        fields: &[
            USER_ID,
            required("profileData", PROFILE, "The profile now."),
            CHANGES,
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Competitor Discovered",
        description: "Another agent competes in the same area.",
        fields: &[
            USER_ID,
            required("competitorId", Kind::Id("competitor"), "The competitor."),
            required("competitorData", COMPETITOR, "What is known."),
            required(
                "discoveryMethod",
                Kind::Text(&["search", "mls"]),
                "How it was found.",
            ),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Ranking Changed",
        description: "The brand ranks differently for a keyword.",
        fields: &[
            USER_ID,
            required(
                "keyword",
                Kind::Text(&["riverside realtor"]),
                "The keyword searched.",
            ),
            required("oldRank", RANK, "Rank before; 1 is best."),
            required("newRank", RANK, "Rank now; 1 is best."),
            required("searchEngine", Kind::Text(&["google", "bing"]), "Where."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Audit Completed",
        description: "A brand audit has ended.",
        fields: &[
            USER_ID,
            required("auditId", Kind::Id("audit"), "The audit."),
            required("score", PERCENT, "Consistency of the brand, 100 is best."),
            optional("findings", list(&FINDINGS), "What should be put right."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Brand Audit Requested",
        description: "The brand should be audited anew.",
        fields: &[
            USER_ID,
            required("reason", Kind::Text(&["contact details changed"]), "Why."),
            CHANGES,
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Competitor Refresh Requested",
        description: "The list of competitors should be made anew.",
        fields: &[
            USER_ID,
            required("reason", Kind::Text(&["market area changed"]), "Why."),
            optional(
                "marketArea",
                Kind::Text(&["Riverside", "Lakeview"]),
                "Area to search.",
            ),
            TIMESTAMP,
        ],
    },
];

const FINDINGS: Kind = Kind::Text(&["The phone number differs between two directories"]);

const COMPETITOR: Kind = Kind::Open(&[
    optional(
        "name",
        Kind::Text(&["Harbour Homes", "Oak & Stone Realty"]),
        "Its name.",
    ),
    optional(
        "website",
        Kind::Text(&["https://harbour.example.com"]),
        "Its site.",
    ),
    optional("listings", COUNT, "Active listings."),
]);
