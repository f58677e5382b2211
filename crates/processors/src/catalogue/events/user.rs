//! `bayon.coagent.user`: accounts and what they may use.

use super::*;

const SOURCE: &str = "bayon.coagent.user";
const PLANS: Kind = Kind::Text(&["starter", "professional", "enterprise"]);

pub(super) const EVENTS: &[Spec] = &[
    Spec {
        source: SOURCE,
        detail_type: "User Created",
        description: "An account has been created.",
        fields: &[
            USER_ID,
            required("email", Kind::Email, "Address of the account."),
            required("createdAt", NOW, "When the account was created."),
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "User Registered",
        description: "A user has completed the registration.",
        fields: &[
            USER_ID,
            required("email", Kind::Email, "Address the user registered with."),
            required(
                "registrationMethod",
                Kind::Text(&["email", "google", "apple"]),
                "How.",
            ),
            optional(
                "referralSource",
                Kind::Text(&["search", "colleague"]),
                "Who sent the user.",
            ),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Subscription Changed",
        description: "A user's plan has changed.",
        fields: &[
            USER_ID,
            required("oldPlan", Kind::Text(&["free"]), "The plan before."),
            required("newPlan", PLANS, "The plan from now on."),
            required(
                "changeReason",
                Kind::Text(&["upgrade", "trial_ended"]),
                "Why it changed.",
            ),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Usage Updated",
        description: "A user has used something that the plan limits.",
        fields: &[
            USER_ID,
            required(
                "usageType",
                Kind::Text(&["contentGeneration", "research"]),
                "What was used.",
            ),
            required("usageData", USAGE, "How much was used."),
            TIMESTAMP,
        ],
    },
    Spec {
        source: SOURCE,
        detail_type: "Profile Updated",
        description: "A user has changed the personal profile.",
        fields: &[
            USER_ID,
            required("profileData", PROFILE, "The profile now."),
            CHANGES,
            TIMESTAMP,
        ],
    },
];

const USAGE: Kind = Kind::Open(&[
    optional("used", COUNT, "Units used so far in the period."),
    optional(
        "limit",
        COUNT,
        "Units allowed in the period, where not the plan's.",
    ),
    optional("period", Kind::Text(&["2026-11"]), "The period counted."),
]);
