//! Messages that somebody else has in flight: nobody sees them until they are shown again.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::{
    aws::{Aws, sqs::Queue},
    error::Result,
};

/// How many messages of a queue other receivers have hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Hidden {
    count: u64,
    exact: bool,
}

impl Hidden {
    /// Asks a queue in which everything of our own is shown again. The local environment counts
    /// exactly. AWS counts what we have shown just now for about a minute more (SQS developer
    /// guide, approximate metrics), so there it is no more than was in flight before we came.
    pub(crate) async fn of(aws: &Aws, queue: &Queue) -> Result<Self> {
        let now = aws.sqs().queue(&queue.url).await?.depth.in_flight;
        let exact = aws.place.local.is_some();
        let count = match exact {
            true => now,
            false => now.min(queue.depth.in_flight),
        };
        Ok(Self { count, exact })
    }

    /// Whether nothing is.
    pub(crate) fn is_none(self) -> bool {
        self.count == 0
    }
}

impl fmt::Display for Hidden {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let about = if self.exact { "" } else { "≈ " };
        write!(f, "{about}{} hidden by another receiver", self.count)
    }
}

impl Serialize for Hidden {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(self.count)
    }
}

/// The end of a summary, when something is hidden: `; 2 hidden by another receiver: not looked at`.
pub(crate) fn said(hidden: Option<Hidden>) -> String {
    let hidden = hidden.filter(|hidden| !hidden.is_none());
    hidden.map_or_else(String::new, |hidden| format!("; {hidden}: not looked at"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_aws_counts_is_said_to_be_about_so_many() {
        let of = |count, exact| said(Some(Hidden { count, exact }));
        assert_eq!(of(2, true), "; 2 hidden by another receiver: not looked at");
        assert!(of(2, false).starts_with("; ≈ 2 "));
        assert_eq!((of(0, true), said(None)), (String::new(), String::new()));
    }
}
