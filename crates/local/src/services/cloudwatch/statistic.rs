//! The statistics that can be asked for.

use serde::{Deserialize, Serialize};

/// A statistic of the samples of a period.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) enum Statistic {
    SampleCount,
    Average,
    Sum,
    Minimum,
    Maximum,
    /// 0 to 100.
    Percentile(f64),
}

impl Statistic {
    /// Reads `Sum`, `p99.9` and so on; `None` for what is no statistic, or is not emulated
    /// (trimmed means and the like).
    pub(crate) fn parse(text: &str) -> Option<Self> {
        match text {
            "SampleCount" => Some(Self::SampleCount),
            "Average" => Some(Self::Average),
            "Sum" => Some(Self::Sum),
            "Minimum" => Some(Self::Minimum),
            "Maximum" => Some(Self::Maximum),
            "p100" => Some(Self::Percentile(100.0)),
            _ => {
                let rank: f64 = text.strip_prefix('p')?.parse().ok()?;
                (0.0..=100.0)
                    .contains(&rank)
                    .then_some(Self::Percentile(rank))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_percentiles_are_read() {
        assert_eq!(Statistic::parse("Sum"), Some(Statistic::Sum));
        assert_eq!(Statistic::parse("p99.9"), Some(Statistic::Percentile(99.9)));
        for text in ["sum", "p101", "pNaN", "tm99", ""] {
            assert_eq!(Statistic::parse(text), None, "{text}");
        }
    }
}
