//! The steps of an event that are logged.

use crate::{fault::Fault, services::events::model::LogConfig};

/// How much is logged; each level has all that those before it have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Off,
    Error,
    Info,
    Trace,
}

impl Level {
    const ALL: [Self; 4] = [Self::Off, Self::Error, Self::Info, Self::Trace];

    /// As AWS writes it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Off => "OFF",
            Self::Error => "ERROR",
            Self::Info => "INFO",
            Self::Trace => "TRACE",
        }
    }

    /// The level that a bus asks for.
    pub(crate) fn of(config: Option<&LogConfig>) -> Self {
        let asked = config.and_then(|config| config.level.as_deref());
        let found = Self::ALL
            .into_iter()
            .find(|level| Some(level.name()) == asked);
        found.unwrap_or(Self::Off)
    }
}

/// Checks what a client asks for.
///
/// # Errors
/// `ValidationException` in the words of the service's model.
pub(crate) fn check(config: Option<&LogConfig>) -> Result<(), Fault> {
    let Some(config) = config else { return Ok(()) };
    let levels = Level::ALL.map(Level::name);
    check_member("level", config.level.as_deref(), &levels)?;
    check_member(
        "includeDetail",
        config.include_detail.as_deref(),
        &["NONE", "FULL"],
    )
}

fn check_member(member: &str, value: Option<&str>, known: &[&str]) -> Result<(), Fault> {
    match value {
        Some(value) if !known.contains(&value) => Err(Fault::validation(format!(
            "1 validation error detected: Value '{value}' at 'logConfig.{member}' failed to satisfy \
             constraint: Member must satisfy enum value set: [{}]",
            known.join(", ")
        ))),
        _ => Ok(()),
    }
}

/// A step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    EventReceipt,
    EventIngestSuccess,
    EventIngestFailure,
    RuleMatchStart,
    RuleMatch,
    NoStandardRulesMatched,
    InvocationStart,
    AttemptStart,
    AttemptSuccess,
    AttemptRetryableFailure,
    AttemptPermanentFailure,
    AttemptThrottle,
    InvocationSuccess,
    InvocationFailure,
    InvocationDlq,
}

impl Step {
    /// The record's `message_type`.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::EventReceipt => "EVENT_RECEIPT",
            Self::EventIngestSuccess => "EVENT_INGEST_SUCCESS",
            Self::EventIngestFailure => "EVENT_INGEST_FAILURE",
            Self::RuleMatchStart => "RULE_MATCH_START",
            Self::RuleMatch => "RULE_MATCH",
            Self::NoStandardRulesMatched => "NO_STANDARD_RULES_MATCHED",
            Self::InvocationStart => "INVOCATION_START",
            Self::AttemptStart => "INVOCATION_ATTEMPT_START",
            Self::AttemptSuccess => "INVOCATION_ATTEMPT_SUCCESS",
            Self::AttemptRetryableFailure => "INVOCATION_ATTEMPT_RETRYABLE_FAILURE",
            Self::AttemptPermanentFailure => "INVOCATION_ATTEMPT_PERMANENT_FAILURE",
            Self::AttemptThrottle => "INVOCATION_ATTEMPT_THROTTLE",
            Self::InvocationSuccess => "INVOCATION_SUCCESS",
            Self::InvocationFailure => "INVOCATION_FAILURE",
            Self::InvocationDlq => "INVOCATION_DLQ",
        }
    }

    /// The least level at which it is logged: failures as errors, the major steps as information.
    pub(crate) fn level(self) -> Level {
        match self {
            Self::EventIngestFailure
            | Self::AttemptRetryableFailure
            | Self::AttemptPermanentFailure
            | Self::AttemptThrottle
            | Self::InvocationFailure
            | Self::InvocationDlq => Level::Error,
            Self::EventIngestSuccess
            | Self::RuleMatch
            | Self::NoStandardRulesMatched
            | Self::InvocationSuccess => Level::Info,
            Self::EventReceipt
            | Self::RuleMatchStart
            | Self::InvocationStart
            | Self::AttemptStart
            | Self::AttemptSuccess => Level::Trace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(level: &str, detail: &str) -> LogConfig {
        LogConfig {
            level: Some(level.to_owned()),
            include_detail: Some(detail.to_owned()),
        }
    }

    #[test]
    fn nothing_is_logged_unless_it_is_asked_for() {
        assert_eq!(Level::of(None), Level::Off);
        assert_eq!(Level::of(Some(&config("TRACE", "NONE"))), Level::Trace);
        assert!(Level::Off < Step::InvocationFailure.level());
        assert!(Step::InvocationFailure.level() < Step::AttemptStart.level());
    }

    #[test]
    fn a_level_that_there_is_not_is_refused_by_name() {
        assert!(check(Some(&config("INFO", "FULL"))).is_ok());
        let fault = check(Some(&config("DEBUG", "FULL"))).unwrap_err();
        assert!(
            fault.message.contains("'DEBUG' at 'logConfig.level'"),
            "{fault}"
        );
        let fault = check(Some(&config("INFO", "SOME"))).unwrap_err();
        assert!(fault.message.contains("[NONE, FULL]"), "{fault}");
    }
}
