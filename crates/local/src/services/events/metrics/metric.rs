//! What is measured of a rule, and of what else it is then known.

/// What is measured of a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Metric {
    MatchedEvents,
    TriggeredRules,
    Invocations,
    InvocationAttempts,
    SuccessfulInvocationAttempts,
    RetryInvocationAttempts,
    FailedInvocations,
    InvocationsSentToDlq,
    InvocationsFailedToBeSentToDlq,
    /// Until the first attempt begins.
    IngestionToInvocationStartLatency,
    /// Until the first attempt has ended, well or not.
    IngestionToInvocationCompleteLatency,
    /// Until an attempt has succeeded.
    IngestionToInvocationSuccessLatency,
}

/// Of what a rule's metric is known besides the rule.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Also {
    Nothing,
    /// All rules together.
    Account,
    /// All rules of a bus, and all rules together.
    BusAndAccount,
}

impl Metric {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::MatchedEvents => "MatchedEvents",
            Self::TriggeredRules => "TriggeredRules",
            Self::Invocations => "Invocations",
            Self::InvocationAttempts => "InvocationAttempts",
            Self::SuccessfulInvocationAttempts => "SuccessfulInvocationAttempts",
            Self::RetryInvocationAttempts => "RetryInvocationAttempts",
            Self::FailedInvocations => "FailedInvocations",
            Self::InvocationsSentToDlq => "InvocationsSentToDlq",
            Self::InvocationsFailedToBeSentToDlq => "InvocationsFailedToBeSentToDlq",
            Self::IngestionToInvocationStartLatency => "IngestionToInvocationStartLatency",
            Self::IngestionToInvocationCompleteLatency => "IngestionToInvocationCompleteLatency",
            Self::IngestionToInvocationSuccessLatency => "IngestionToInvocationSuccessLatency",
        }
    }

    pub(super) fn unit(self) -> &'static str {
        match self {
            Self::IngestionToInvocationStartLatency
            | Self::IngestionToInvocationCompleteLatency
            | Self::IngestionToInvocationSuccessLatency => "Milliseconds",
            _ => "Count",
        }
    }

    pub(super) fn also(self) -> Also {
        match self {
            // An event that matches several rules counts once for its bus: `Tally::matched`.
            Self::MatchedEvents
            | Self::FailedInvocations
            | Self::InvocationsSentToDlq
            | Self::InvocationsFailedToBeSentToDlq => Also::Nothing,
            Self::Invocations => Also::Account,
            _ => Also::BusAndAccount,
        }
    }
}
