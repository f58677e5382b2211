//! The catalogue's data, one file per source.

mod ai;
mod brand;
mod content;
mod integration;
mod market;
mod notification;
mod research;
mod studio;
mod system;
mod user;

use super::SCHEMA_VERSION;
use super::field::{Bounds, Field, Kind};

/// An event type as written down here.
#[derive(Debug)]
pub(super) struct Spec {
    pub(super) source: &'static str,
    pub(super) detail_type: &'static str,
    pub(super) description: &'static str,
    pub(super) fields: &'static [Field],
}

/// Every event type, by source.
pub(super) const SPECS: &[&[Spec]] = &[
    user::EVENTS,
    content::EVENTS,
    studio::EVENTS,
    ai::EVENTS,
    integration::EVENTS,
    brand::EVENTS,
    research::EVENTS,
    market::EVENTS,
    notification::EVENTS,
    system::EVENTS,
];

/// The fields that every detail may carry besides its own.
pub(super) const COMMON: &[Field] = &[
    optional(
        "traceId",
        Kind::Text(&[]),
        "X-Ray trace that the event belongs to.",
    ),
    optional(
        "version",
        Kind::OneOf(&[SCHEMA_VERSION]),
        "Version of the event's schema.",
    ),
];

const fn required(name: &'static str, kind: Kind, description: &'static str) -> Field {
    Field {
        name,
        kind,
        required: true,
        description,
    }
}

const fn optional(name: &'static str, kind: Kind, description: &'static str) -> Field {
    Field {
        name,
        kind,
        required: false,
        description,
    }
}

const USER_ID: Field = required("userId", Kind::Id("user"), "The agent the event is about.");
const CONTENT_ID: Field = required("contentId", Kind::Id("content"), "The piece of content.");
const TIMESTAMP: Field = required("timestamp", NOW, "When it happened.");
const CONTENT_TYPE: Field = required("contentType", CONTENT_TYPES, "What kind of content it is.");
const CHANGES: Field = required("changes", list(&FIELD_NAMES), "The fields that changed.");

const NOW: Kind = Kind::DateTime { ahead: 0 };
const TOMORROW: Kind = Kind::DateTime { ahead: 24 };
const COUNT: Kind = Kind::Integer(Bounds::from(0.0));
const RANK: Kind = Kind::Integer(Bounds::within(1.0, 100.0));
const PERCENT: Kind = Kind::Integer(Bounds::within(0.0, 100.0));
const RATIO: Kind = Kind::Number(Bounds::within(0.0, 1.0));
const AMOUNT: Kind = Kind::Number(Bounds::from(0.0));
const SEVERITY: Kind = Kind::OneOf(&["high", "critical", "medium", "low"]);

/// The kinds that there are; new ones may come without a change here.
const CONTENT_TYPES: Kind = Kind::Text(&[
    "blog_post",
    "social_media",
    "listing_description",
    "market_update",
]);
const PLATFORMS: Kind = Kind::Text(&["facebook", "instagram", "linkedin", "twitter", "wordpress"]);
const FIELD_NAMES: Kind = Kind::Text(&["name", "address", "phone", "marketArea", "bio"]);
const SENTENCES: Kind =
    Kind::Text(&["Three-bedroom homes in Riverside sold within nine days on average."]);
const LABELS: Kind = Kind::Text(&["inventory", "open-house", "staging", "first-time-buyers"]);

/// What a profile holds besides anything else that an agent adds to it.
const PROFILE: Kind = Kind::Open(&[
    optional(
        "name",
        Kind::Text(&["Ana Reyes", "James Okafor", "Mei Lin"]),
        "Business name.",
    ),
    optional(
        "address",
        Kind::Text(&["12 Harbour Street", "480 Oak Avenue"]),
        "Office address.",
    ),
    optional(
        "phone",
        Kind::Text(&["+1-555-0142", "+1-555-0199"]),
        "Business phone.",
    ),
    optional(
        "marketArea",
        Kind::Text(&["Riverside", "Lakeview", "Old Town"]),
        "Area served.",
    ),
]);

/// The most items of a list. It keeps what follows from one event within one delivery: a
/// notification for each affected user still fits into one table item.
const MOST_ITEMS: usize = 500;

const fn list(of: &'static Kind) -> Kind {
    Kind::List {
        of,
        max: MOST_ITEMS,
    }
}
