//! `bayon.coagent.market`: what moves in the markets.

use super::*;

const SOURCE: &str = "bayon.coagent.market";

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "Trend Detected",
        description: "A market moves in one direction.",
        fields: &[
            optional("userId", Kind::Id("user"), "Whose data showed the trend."),
            required(
                "trendType",
                Kind::Text(&["inventory_rising", "prices_rising"]),
                "Which.",
            ),
            required("trendData", AREA, "The figures."),
            required("confidence", RATIO, "How sure it is, 1 is certain."),
            optional("affectedUsers", list(&Kind::Id("user")), "Who should know."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Alert Triggered",
        description: "A condition that a user watches has come true.",
        fields: &[
            USER_ID,
            required(
                "alertType",
                Kind::Text(&["new_listing", "rate_change"]),
                "Which condition.",
            ),
            required("alertData", AREA, "The figures."),
            required("severity", SEVERITY, "How much it matters."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Opportunity Identified",
        description: "A deal worth looking at has turned up.",
        fields: &[
            USER_ID,
            required("opportunityId", Kind::Id("opportunity"), "The opportunity."),
            required(
                "opportunityType",
                Kind::Text(&["undervalued", "expired_listing"]),
                "Kind.",
            ),
            required("opportunityData", OPPORTUNITY, "The figures."),
            optional("confidence", RATIO, "How sure it is, 1 is certain."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Price Change Detected",
        description: "The asking price of a listing has changed.",
        fields: &[
            USER_ID,
            required("listingId", Kind::Id("listing"), "The listing."),
            required("oldPrice", AMOUNT, "Price before, in dollars."),
            required("newPrice", AMOUNT, "Price now, in dollars."),
            optional(
                "address",
                Kind::Text(&["31 Mill Lane", "9 Quay Road"]),
                "Where it is.",
            ),
            TIMESTAMP,
        ],
    },
];

const AREA: Kind = Kind::Open(&[
    optional(
        "marketArea",
        Kind::Text(&["Riverside", "Lakeview"]),
        "The area.",
    ),
    optional(
        "changePercent",
        Kind::Number(Bounds::within(-100.0, 1000.0)),
        "Change in per cent.",
    ),
]);

const OPPORTUNITY: Kind = Kind::Open(&[
    optional(
        "listingId",
        Kind::Id("listing"),
        "The listing, if there is one.",
    ),
    optional(
        "estimatedValue",
        AMOUNT,
        "What it should be worth, in dollars.",
    ),
    optional("askingPrice", AMOUNT, "What is asked, in dollars."),
    optional("daysOnMarket", COUNT, "Days since it was listed."),
]);
