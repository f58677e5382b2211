//! The fields of an event's detail.

/// One field of a detail: its name, what it may hold, and whether it must be there.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The camelCase key.
    pub name: &'static str,
    /// What the value may be.
    pub kind: Kind,
    /// Whether a detail without this field is invalid.
    pub required: bool,
    /// One sentence for `coagent events show`.
    pub description: &'static str,
}

/// What a value may be. The examples are what samples are made of; they do not limit it.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    /// Any string.
    Text(&'static [&'static str]),
    /// A non-empty identifier; sampled as `<prefix>-<hex>`.
    Id(&'static str),
    /// An e-mail address.
    Email,
    /// A time in ISO 8601 UTC; sampled this many hours after now.
    DateTime {
        /// Hours from now to the sampled time.
        ahead: i64,
    },
    /// One of these strings; sampled as the first, so that routing does not depend on the seed.
    OneOf(&'static [&'static str]),
    /// A whole number within inclusive bounds.
    Integer(Bounds),
    /// A number within inclusive bounds.
    Number(Bounds),
    /// `true` or `false`.
    Boolean,
    /// An array of at most `max` items.
    List {
        /// What each item is.
        of: &'static Kind,
        /// The greatest number of items.
        max: usize,
    },
    /// An object with these fields and no others.
    Object(&'static [Field]),
    /// An object in which these fields are known and others are allowed.
    Open(&'static [Field]),
}

/// Inclusive bounds of a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// The least allowed value.
    pub min: Option<f64>,
    /// The greatest allowed value.
    pub max: Option<f64>,
}

impl Bounds {
    /// At least `min`.
    pub const fn from(min: f64) -> Self {
        Self {
            min: Some(min),
            max: None,
        }
    }

    /// From `min` to `max`, both included.
    pub const fn within(min: f64, max: f64) -> Self {
        Self {
            min: Some(min),
            max: Some(max),
        }
    }

    /// No limit on either side.
    pub const NONE: Self = Self {
        min: None,
        max: None,
    };

    /// Whether `number` lies within.
    pub fn contains(&self, number: f64) -> bool {
        self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max)
    }
}

impl Field {
    /// The JSON Schema name of the value's type.
    pub fn type_name(&self) -> &'static str {
        self.kind.type_name()
    }

    /// The allowed strings of an enumeration.
    pub fn allowed(&self) -> Option<&'static [&'static str]> {
        match self.kind {
            Kind::OneOf(allowed) => Some(allowed),
            _ => None,
        }
    }

    /// The bounds of a number.
    pub fn bounds(&self) -> Bounds {
        match self.kind {
            Kind::Integer(bounds) | Kind::Number(bounds) => bounds,
            _ => Bounds::NONE,
        }
    }

    /// The JSON Schema `format` of a string.
    pub fn format(&self) -> Option<&'static str> {
        self.kind.format()
    }
}

impl Kind {
    pub(super) fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) | Self::Id(_) | Self::Email | Self::DateTime { .. } | Self::OneOf(_) => {
                "string"
            }
            Self::Integer(_) => "integer",
            Self::Number(_) => "number",
            Self::Boolean => "boolean",
            Self::List { .. } => "array",
            Self::Object(_) | Self::Open(_) => "object",
        }
    }

    pub(super) fn format(&self) -> Option<&'static str> {
        match self {
            Self::Email => Some("email"),
            Self::DateTime { .. } => Some("date-time"),
            _ => None,
        }
    }
}
