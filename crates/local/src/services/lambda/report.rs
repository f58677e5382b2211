//! The lines that Lambda itself writes into a function's log.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;

use super::model::function::LoggingConfig;

/// How an invocation ended, as far as its log is concerned.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Status {
    /// It answered.
    Success,
    /// It, or its process, failed: the type of the error.
    Error(String),
    /// It took longer than its timeout.
    Timeout,
}

impl Status {
    fn name(&self) -> &'static str {
        match self {
            Self::Success => "success",
            Self::Error(_) => "error",
            Self::Timeout => "timeout",
        }
    }
}

/// The figures of one invocation.
#[derive(Clone, Debug)]
pub(crate) struct Report {
    pub(crate) request_id: String,
    pub(crate) duration: Duration,
    /// Of a cold start only.
    pub(crate) init: Option<Duration>,
    /// MB.
    pub(crate) memory: u32,
    /// MB; `None` where the system does not say.
    pub(crate) used: Option<u64>,
    pub(crate) status: Status,
    /// X-Ray trace id, when tracing is active.
    pub(crate) trace: Option<String>,
}

/// How much a line of Lambda's own matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    Debug,
    Info,
    Warn,
}

impl Level {
    fn of(status: &Status) -> Self {
        match status {
            Status::Success => Self::Info,
            Status::Error(_) | Status::Timeout => Self::Warn,
        }
    }
}

/// Text or JSON, as `LoggingConfig` says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Format {
    Text,
    /// Lines of this level and above.
    Json(Level),
}

impl Format {
    /// The format that is asked for.
    pub(crate) fn of(logging: &LoggingConfig) -> Self {
        if !logging.in_json() {
            return Self::Text;
        }
        Self::Json(match logging.system_log_level.as_deref() {
            Some("DEBUG") => Level::Debug,
            Some("WARN") => Level::Warn,
            _ => Level::Info,
        })
    }

    /// The line that begins an invocation, if it is wanted.
    pub(crate) fn start(self, at: Timestamp, request_id: &str, version: &str) -> Option<String> {
        let text = || format!("START RequestId: {request_id} Version: {version}\n");
        let record = || json!({ "requestId": request_id, "version": version });
        self.line(Level::Info, text, || {
            platform(at, "platform.start", record())
        })
    }

    /// The lines that end an invocation.
    pub(crate) fn end(self, at: Timestamp, report: &Report) -> Vec<String> {
        match self {
            Self::Text => vec![
                format!("END RequestId: {}\n", report.request_id),
                report.line(),
            ],
            Self::Json(least) if Level::of(&report.status) < least => Vec::new(),
            Self::Json(_) => vec![platform(at, "platform.report", report.record())],
        }
    }

    /// The line about a start that failed.
    pub(crate) fn init_report(
        self,
        at: Timestamp,
        took: Duration,
        status: &Status,
    ) -> Option<String> {
        let text = || {
            let kind = match status {
                Status::Error(kind) => format!("\tError Type: {kind}"),
                _ => String::new(),
            };
            let (took, status) = (millis(took), status.name());
            format!("INIT_REPORT Init Duration: {took} ms\tPhase: init\tStatus: {status}{kind}\n")
        };
        let record = || {
            json!({
                "phase": "init",
                "status": status.name(),
                "metrics": { "durationMs": rounded(took) },
            })
        };
        self.line(Level::of(status), text, || {
            platform(at, "platform.initReport", record())
        })
    }

    fn line(
        self,
        level: Level,
        text: impl FnOnce() -> String,
        json: impl FnOnce() -> String,
    ) -> Option<String> {
        match self {
            Self::Text => Some(text()),
            Self::Json(least) => (level >= least).then(json),
        }
    }

    /// The line about an invocation that was stopped.
    pub(crate) fn timed_out(self, at: Timestamp, request_id: &str, after: Duration) -> String {
        let seconds = after.as_secs_f64();
        format!("{at:.3} {request_id} Task timed out after {seconds:.2} seconds\n\n")
    }
}

fn platform(at: Timestamp, kind: &str, record: serde_json::Value) -> String {
    json!({ "time": format!("{at:.3}"), "type": kind, "record": record }).to_string()
}

fn millis(duration: Duration) -> String {
    format!("{:.2}", duration.as_secs_f64() * 1000.0)
}

fn rounded(duration: Duration) -> f64 {
    (duration.as_secs_f64() * 100_000.0).round() / 100.0
}

impl Report {
    /// What AWS would bill: whole milliseconds, the cold start included.
    fn billed(&self) -> u128 {
        let all = self.duration + self.init.unwrap_or_default();
        all.as_micros().div_ceil(1000)
    }

    fn line(&self) -> String {
        let mut line = format!(
            "REPORT RequestId: {}\tDuration: {} ms\tBilled Duration: {} ms\tMemory Size: {} MB\t",
            self.request_id,
            millis(self.duration),
            self.billed(),
            self.memory
        );
        if let Some(used) = self.used {
            line += &format!("Max Memory Used: {used} MB\t");
        }
        if let Some(init) = self.init {
            line += &format!("Init Duration: {} ms\t", millis(init));
        }
        match &self.status {
            Status::Success => {}
            Status::Error(kind) => line += &format!("Status: error\tError Type: {kind}\t"),
            Status::Timeout => line += "Status: timeout\t",
        }
        if let Some(trace) = &self.trace {
            line += &format!("\nXRAY TraceId: {trace}\tSampled: true\t");
        }
        line + "\n"
    }

    fn record(&self) -> serde_json::Value {
        let mut metrics = json!({
            "durationMs": rounded(self.duration),
            "billedDurationMs": self.billed() as u64,
            "memorySizeMB": self.memory,
        });
        if let Some(used) = self.used {
            metrics["maxMemoryUsedMB"] = used.into();
        }
        if let Some(init) = self.init {
            metrics["initDurationMs"] = rounded(init).into();
        }
        let mut record = json!({
            "requestId": self.request_id, "metrics": metrics, "status": self.status.name(),
        });
        if let Status::Error(kind) = &self.status {
            record["errorType"] = kind.as_str().into();
        }
        record
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report() -> Report {
        Report {
            request_id: "r-1".into(),
            duration: Duration::from_micros(12_340),
            init: None,
            memory: 128,
            used: Some(36),
            status: Status::Success,
            trace: None,
        }
    }

    fn at() -> Timestamp {
        Timestamp::UNIX_EPOCH
    }

    #[test]
    fn a_warm_invocation_is_reported_as_lambda_does() {
        assert_eq!(
            Format::Text.end(at(), &report()),
            [
                "END RequestId: r-1\n",
                "REPORT RequestId: r-1\tDuration: 12.34 ms\tBilled Duration: 13 ms\t\
                 Memory Size: 128 MB\tMax Memory Used: 36 MB\t\n"
            ]
        );
    }

    #[test]
    fn a_cold_start_shows_its_duration_and_is_billed() {
        let cold = Report {
            init: Some(Duration::from_millis(20)),
            ..report()
        };
        let line = cold.line();
        assert!(line.contains("Billed Duration: 33 ms\t"), "{line}");
        assert!(line.contains("Init Duration: 20.00 ms\t"), "{line}");
    }

    #[test]
    fn a_failure_names_its_kind() {
        let failed = Report {
            status: Status::Error("Runtime.ExitError".into()),
            ..report()
        };
        let line = failed.line();
        assert!(
            line.contains("Status: error\tError Type: Runtime.ExitError\t"),
            "{line}"
        );
    }

    #[test]
    fn a_timeout_is_said_in_seconds() {
        assert_eq!(
            Format::Text.timed_out(at(), "r-1", Duration::from_secs(3)),
            "1970-01-01T00:00:00.000Z r-1 Task timed out after 3.00 seconds\n\n"
        );
    }

    #[test]
    fn json_logs_carry_the_same_figures() {
        let lines = Format::Json(Level::Info).end(at(), &report());
        let line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
        assert_eq!(line["type"], "platform.report");
        assert_eq!(line["record"]["metrics"]["durationMs"], 12.34);
        assert_eq!(line["record"]["status"], "success");
    }

    #[test]
    fn a_level_leaves_out_what_matters_less() {
        let failed = Report {
            status: Status::Timeout,
            ..report()
        };
        let lines = |level| {
            let format = Format::Json(level);
            let start = format.start(at(), "r-1", "1").is_some();
            let ends = [&report(), &failed].map(|report| format.end(at(), report).len());
            (start, ends)
        };
        assert_eq!(lines(Level::Debug), (true, [1, 1]));
        assert_eq!(lines(Level::Info), (true, [1, 1]));
        assert_eq!(lines(Level::Warn), (false, [0, 1]));
    }

    #[test]
    fn levels_are_of_json_only() {
        let logging = |format: &str| LoggingConfig {
            log_format: Some(format.into()),
            system_log_level: Some("WARN".into()),
            ..LoggingConfig::default()
        };
        assert_eq!(Format::of(&logging("JSON")), Format::Json(Level::Warn));
        assert_eq!(Format::of(&logging("Text")), Format::Text);
    }
}
