//! How finely the values of a metric are kept.

use crate::store::Table;

/// By the minute, 15 days long, as AWS keeps them.
const MINUTES: Table = Table("cloudwatch.cells");
/// By the second, for three hours.
const SECONDS: Table = Table("cloudwatch.seconds");

/// `StorageResolution`: 60 seconds, or 1.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Resolution {
    /// By the minute.
    #[default]
    Standard,
    /// By the second for three hours, and by the minute.
    High,
}

impl Resolution {
    /// That of a `StorageResolution`; nothing when there is none such.
    pub(crate) fn parse(seconds: Option<u32>) -> Option<Self> {
        match seconds {
            None | Some(60) => Some(Self::Standard),
            Some(1) => Some(Self::High),
            Some(_) => None,
        }
    }

    /// The grains in which values are kept.
    pub(crate) fn grains(self) -> &'static [Grain] {
        match self {
            Self::Standard => &[Grain::Minute],
            Self::High => &[Grain::Minute, Grain::Second],
        }
    }
}

/// The time that one aggregate is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Grain {
    Minute,
    Second,
}

impl Grain {
    pub(crate) const ALL: [Self; 2] = [Self::Minute, Self::Second];

    /// The one that periods of so many milliseconds are made of.
    pub(crate) fn of_period(period: i64) -> Self {
        if period % Self::Minute.millis() == 0 {
            Self::Minute
        } else {
            Self::Second
        }
    }

    /// In milliseconds.
    pub(crate) fn millis(self) -> i64 {
        match self {
            Self::Minute => 60_000,
            Self::Second => 1_000,
        }
    }

    /// The grain at a time, counted from the epoch.
    pub(crate) fn at(self, millis: i64) -> i64 {
        millis.div_euclid(self.millis())
    }

    /// Id of a metric and number of the grain → cell.
    pub(crate) fn table(self) -> Table {
        match self {
            Self::Minute => MINUTES,
            Self::Second => SECONDS,
        }
    }

    /// How many stay in memory after they have passed: later values are added in the store.
    pub(crate) fn open(self) -> i64 {
        match self {
            Self::Minute => 3,
            Self::Second => 10,
        }
    }

    /// How many are kept.
    pub(crate) fn kept(self) -> i64 {
        match self {
            Self::Minute => 15 * 24 * 60,
            Self::Second => 3 * 60 * 60,
        }
    }
}
