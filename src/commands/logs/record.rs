//! A line of a log, understood.

use clap::ValueEnum;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{
    aws::logs::Line,
    report::Item,
    ui::style::{Paint, Tone},
};

/// How much a line matters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub(super) enum Level {
    Debug,
    Info,
    Warn,
    Error,
}

impl Level {
    fn of(text: &str) -> Option<Self> {
        match text.to_ascii_uppercase().as_str() {
            "TRACE" | "DEBUG" => Some(Self::Debug),
            "INFO" => Some(Self::Info),
            "WARN" | "WARNING" => Some(Self::Warn),
            "ERROR" | "FATAL" => Some(Self::Error),
            _ => None,
        }
    }

    fn tone(self) -> Tone {
        match self {
            Self::Debug => Tone::Dim,
            Self::Info => Tone::Plain,
            Self::Warn => Tone::Warn,
            Self::Error => Tone::Bad,
        }
    }
}

/// What the text formats of Lambda's runtimes say: `TIME\tREQUEST\tLEVEL\tMESSAGE` of Node,
/// `[LEVEL]\tTIME\tREQUEST\tMESSAGE` of Python, and its `[ERROR] Kind: message`.
/// Source: Lambda Developer Guide, Log and monitor Node.js and Python Lambda functions.
fn of_runtime(line: &str) -> Option<(Level, &str)> {
    let parts: Vec<&str> = line.splitn(4, '\t').collect();
    if let [_, _, level, message] = *parts
        && let Some(level) = Level::of(level)
    {
        return Some((level, message));
    }
    let (level, rest) = line.strip_prefix('[')?.split_once(']')?;
    let message = match *parts {
        [_, _, _, message] => message,
        _ => rest.trim_start(),
    };
    Some((Level::of(level)?, message))
}

/// A line and what it is.
#[derive(Clone, Debug, Serialize)]
pub(super) struct Record<'a> {
    #[serde(flatten)]
    line: &'a Line,
    /// The line as JSON, when it is a JSON object.
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<Map<String, Value>>,
    #[serde(skip)]
    kind: Kind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// What a processor wrote.
    Written,
    /// A metric in the embedded format.
    Metric,
    /// What Lambda itself wrote.
    Platform,
}

/// How the lines of Lambda itself begin.
const PLATFORM: [&str; 6] = [
    "START RequestId:",
    "END RequestId:",
    "REPORT RequestId:",
    "INIT_START",
    "EXTENSION",
    "XRAY TraceId:",
];

impl<'a> Record<'a> {
    pub(super) fn read(line: &'a Line) -> Self {
        let record: Option<Map<String, Value>> = serde_json::from_str(&line.message).ok();
        let metric = record
            .as_ref()
            .is_some_and(|record| record.contains_key("_aws"));
        let platform = PLATFORM.iter().any(|start| line.message.starts_with(start));
        let kind = match (metric, platform) {
            (true, _) => Kind::Metric,
            (_, true) => Kind::Platform,
            _ => Kind::Written,
        };
        Self { line, record, kind }
    }

    /// Whether it is shown.
    pub(super) fn is_wanted(&self, all: bool, least: Option<Level>) -> bool {
        let level = self.level();
        let matters = least.is_none_or(|least| level.is_some_and(|level| level >= least));
        matters && (all || self.kind == Kind::Written)
    }

    fn level(&self) -> Option<Level> {
        self.said().map(|(level, _)| level)
    }

    /// The level and the message, where there is a level.
    fn said(&self) -> Option<(Level, &str)> {
        match self.text("level") {
            Some(level) => Some((Level::of(level)?, self.text("message").unwrap_or_default())),
            None => of_runtime(self.line.message.trim_end()),
        }
    }

    fn text(&self, field: &str) -> Option<&str> {
        self.record.as_ref()?.get(field)?.as_str()
    }

    /// The part of the log group's name after the last slash.
    fn function(&self) -> &str {
        self.line
            .group
            .rsplit('/')
            .next()
            .unwrap_or(&self.line.group)
    }
}

impl Item for Record<'_> {
    fn line(&self, paint: Paint) -> String {
        let time = paint.tone(Tone::Dim, &format!("{:.3}", self.line.time));
        let who = self.text("service").unwrap_or(self.function());
        let Some((level, message)) = self.said() else {
            return format!("{time} {who} {}", self.line.message);
        };
        let name = paint.tone(level.tone(), &format!("{level:?}").to_uppercase());
        let context = self
            .record
            .as_ref()
            .and_then(|record| record.get("context"))
            .map(context);
        let context = paint.tone(Tone::Dim, &context.unwrap_or_default());
        format!("{time} {name} {who} {message} {context}")
            .trim_end()
            .to_owned()
    }
}

/// `{"a":1,"b":"c"}` as `a=1 b=c`.
fn context(context: &Value) -> String {
    let Value::Object(members) = context else {
        return if context.is_null() {
            String::new()
        } else {
            context.to_string()
        };
    };
    let member = |(name, value): (&String, &Value)| match value {
        Value::String(text) => format!("{name}={text}"),
        other => format!("{name}={other}"),
    };
    members.iter().map(member).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;

    use super::*;

    fn line(message: &str) -> Line {
        Line {
            id: "1".into(),
            group: "/aws/lambda/app-user-events-local".into(),
            stream: "s".into(),
            time: Timestamp::UNIX_EPOCH,
            message: message.into(),
        }
    }

    const STRUCTURED: &str =
        r#"{"level":"WARN","message":"limit near","service":"user-events","context":{"used":9}}"#;

    #[test]
    fn a_structured_line_is_readable() {
        let line = line(STRUCTURED);
        let text = Item::line(&Record::read(&line), Paint::default());
        assert_eq!(
            text,
            "1970-01-01T00:00:00.000Z WARN user-events limit near used=9"
        );
    }

    #[test]
    fn any_other_line_is_shown_with_its_function() {
        let line = line("panicked");
        let text = Item::line(&Record::read(&line), Paint::default());
        assert_eq!(
            text,
            "1970-01-01T00:00:00.000Z app-user-events-local panicked"
        );
    }

    #[test]
    fn what_node_and_python_write_has_its_level() {
        let node = "2026-11-21T14:08:30.610Z\tca11\tWARN\ta\tb\n";
        let python = "[ERROR]\t2026-11-21T14:08:30.610Z\tca11\tno stock";
        let raised = "[ERROR] KeyError: 'id'\nTraceback";
        for (written, shown) in [
            (node, "WARN app-user-events-local a\tb"),
            (python, "ERROR app-user-events-local no stock"),
            (
                raised,
                "ERROR app-user-events-local KeyError: 'id'\nTraceback",
            ),
        ] {
            let line = line(written);
            let record = Record::read(&line);
            assert!(record.is_wanted(false, Some(Level::Warn)), "{written}");
            let text = Item::line(&record, Paint::default());
            assert_eq!(text, format!("1970-01-01T00:00:00.000Z {shown}"));
        }
        for other in ["a\tb\tc\td", "[x] y", "[info", "plain"] {
            assert_eq!(of_runtime(other), None, "{other}");
        }
    }

    #[test]
    fn metrics_and_the_platforms_lines_are_shown_on_demand() {
        for message in [r#"{"_aws":{}}"#, "REPORT RequestId: 1 Duration: 2 ms"] {
            let line = line(message);
            let record = Record::read(&line);
            assert!(
                !record.is_wanted(false, None) && record.is_wanted(true, None),
                "{message}"
            );
        }
    }

    #[test]
    fn a_level_is_a_least_level() {
        let line = line(STRUCTURED);
        let record = Record::read(&line);
        assert!(record.is_wanted(false, Some(Level::Warn)));
        assert!(!record.is_wanted(false, Some(Level::Error)));
    }
}
