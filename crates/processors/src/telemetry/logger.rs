//! Structured JSON logs.

use std::str::FromStr;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::{Metric, Sink};
use crate::seams::Clock;

/// How much a line matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// For whoever develops the processors.
    Debug,
    /// What was done.
    Info,
    /// Something is off, the work is done all the same.
    Warn,
    /// The work failed.
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Debug => "DEBUG",
            Self::Info => "INFO",
            Self::Warn => "WARN",
            Self::Error => "ERROR",
        }
    }
}

impl FromStr for Level {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.to_ascii_uppercase().as_str() {
            "DEBUG" | "TRACE" => Ok(Self::Debug),
            "INFO" => Ok(Self::Info),
            "WARN" | "WARNING" => Ok(Self::Warn),
            "ERROR" | "FATAL" => Ok(Self::Error),
            _ => Err(format!(
                "log level `{text}` is not one of DEBUG, INFO, WARN, ERROR"
            )),
        }
    }
}

/// Writes lines that all carry the same fields.
#[derive(Clone)]
pub struct Logger {
    sink: Arc<dyn Sink>,
    clock: Arc<dyn Clock>,
    least: Level,
    fields: Map<String, Value>,
}

impl Logger {
    /// A logger for a service that leaves out what matters less than `least`.
    pub fn new(sink: Arc<dyn Sink>, clock: Arc<dyn Clock>, least: Level, service: &str) -> Self {
        let fields = Map::from_iter([("service".to_owned(), json!(service))]);
        Self {
            sink,
            clock,
            least,
            fields,
        }
    }

    /// The same with one more field; an absent value adds none.
    #[must_use]
    pub fn with(mut self, field: &str, value: Option<&str>) -> Self {
        if let Some(value) = value {
            self.fields.insert(field.to_owned(), json!(value));
        }
        self
    }

    /// Writes a line with a context of its own.
    pub fn log(&self, level: Level, message: &str, context: &Value) {
        if level < self.least {
            return;
        }
        let mut line = Map::from_iter([
            ("level".to_owned(), json!(level.name())),
            ("message".to_owned(), json!(message)),
            (
                "timestamp".to_owned(),
                json!(format!("{:.3}", self.clock.now())),
            ),
        ]);
        line.extend(self.fields.clone());
        line.insert("context".to_owned(), context.clone());
        self.sink.line(&Value::Object(line).to_string());
    }

    /// Writes a metric in the embedded metric format.
    pub fn metric(&self, metric: &Metric) {
        self.sink
            .line(&metric.line(self.clock.now(), &self.fields).to_string());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::{ManualClock, Recorder};

    fn logger(recorder: &Arc<Recorder>, least: Level) -> Logger {
        Logger::new(
            recorder.clone(),
            ManualClock::shared(),
            least,
            "user-events",
        )
    }

    #[test]
    fn a_line_carries_the_fields_everyone_searches_by() {
        let recorder = Arc::new(Recorder::default());
        let logger = logger(&recorder, Level::Info)
            .with("traceId", Some("1-a"))
            .with("x", None);
        logger.log(Level::Warn, "limit near", &json!({"used": 9}));
        assert_eq!(
            recorder.lines(),
            [json!({
                "level": "WARN", "message": "limit near", "timestamp": "2026-11-20T08:30:00.000Z",
                "service": "user-events", "traceId": "1-a", "context": {"used": 9},
            })]
        );
    }

    #[test]
    fn what_matters_less_than_the_level_is_left_out() {
        let recorder = Arc::new(Recorder::default());
        logger(&recorder, Level::Warn).log(Level::Info, "quiet", &Value::Null);
        assert_eq!(recorder.lines(), [] as [Value; 0]);
    }

    #[test]
    fn levels_are_read_in_any_case_and_refused_by_name() {
        assert_eq!("warning".parse(), Ok(Level::Warn));
        assert!("loud".parse::<Level>().unwrap_err().contains("`loud`"));
    }
}
