//! Which of a function's own lines go to its log: those of `ApplicationLogLevel` and above.

use serde_json::Value;

use crate::services::lambda::model::function::LoggingConfig;

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Level {
    Trace,
    Debug,
    Info,
    Warn,
    Error,
    Fatal,
}

impl Level {
    fn named(name: &str) -> Option<Self> {
        Some(match name.to_ascii_uppercase().as_str() {
            "TRACE" => Self::Trace,
            "DEBUG" => Self::Debug,
            "INFO" => Self::Info,
            "WARN" | "WARNING" => Self::Warn,
            "ERROR" => Self::Error,
            "FATAL" | "CRITICAL" => Self::Fatal,
            _ => return None,
        })
    }

    /// What a line says of itself. AWS takes one without a level or a time for `INFO`.
    fn of(line: &str) -> Self {
        Self::said(line).unwrap_or(Self::Info)
    }

    fn said(line: &str) -> Option<Self> {
        let line: Value = serde_json::from_str(line).ok()?;
        let level = Self::named(line["level"].as_str()?)?;
        let times = ["timestamp", "time", "ts"].map(|name| line[name].as_str());
        let mut times = times.into_iter().flatten();
        let timed = times.any(|time| time.parse::<jiff::Timestamp>().is_ok());
        timed.then_some(level)
    }
}

/// The least level; none in plain text, where every line is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wanted(Option<Level>);

impl Wanted {
    pub(super) fn of(logging: &LoggingConfig) -> Self {
        Self(logging.application_level().and_then(Level::named))
    }

    /// Whether a line goes to the log.
    pub(super) fn has(self, line: &str) -> bool {
        self.0.is_none_or(|least| Level::of(line) >= least)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted(level: &str) -> Wanted {
        Wanted::of(&LoggingConfig {
            log_format: Some("JSON".to_owned()),
            application_log_level: Some(level.to_owned()),
            ..LoggingConfig::default()
        })
    }

    fn line(level: &str) -> String {
        format!(r#"{{"timestamp":"2026-11-21T10:00:00.000Z","level":"{level}"}}"#)
    }

    #[test]
    fn lines_below_the_level_are_left_out() {
        assert!(wanted("WARN").has(&line("warning")) && wanted("WARN").has(&line("FATAL")));
        assert!(!wanted("WARN").has(&line("info")) && !wanted("FATAL").has(&line("ERROR")));
        assert!(!wanted("INFO").has(&line("DEBUG")) && wanted("TRACE").has(&line("TRACE")));
        assert!(!wanted("DEBUG").has(&line("TRACE")) && wanted("DEBUG").has(&line("DEBUG")));
    }

    #[test]
    fn a_line_without_a_level_or_a_time_is_information() {
        for text in ["plain", r#"{"level":"ERROR"}"#, &line("loud")] {
            assert!(
                wanted("INFO").has(text) && !wanted("WARN").has(text),
                "{text}"
            );
        }
    }

    #[test]
    fn in_plain_text_every_line_is_wanted() {
        assert!(Wanted::of(&LoggingConfig::default()).has(&line("DEBUG")));
    }
}
