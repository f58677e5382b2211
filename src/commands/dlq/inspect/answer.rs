//! Dead letters as they are shown.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::group::{Group, group};
use crate::{
    apply::{
        hidden::{self, Hidden},
        peek::Seen,
    },
    aws::{holdings::name_of, logs::Line, sqs::Queue},
    plan::{
        dead_letter::{self, DeadLetter, Found},
        message::{Message, Value as Content},
        moment::age,
    },
    report::{Cell, Report, Section, Table, optional},
    ui::style::Tone,
};

/// A message and what it is.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Letter {
    /// The message with everything that came with it.
    pub(super) message: Message,
    /// Of which kind it is and where it failed.
    pub(super) letter: DeadLetter,
}

impl Letter {
    /// Reads a message.
    pub(super) fn of(message: Message) -> Self {
        Self {
            letter: dead_letter::of(&message),
            message,
        }
    }
}

/// The messages of a queue.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Answer {
    queue: Queue,
    groups: Vec<Group>,
    messages: Vec<Letter>,
    others: usize,
    complete: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    hidden: Option<Hidden>,
    #[serde(skip)]
    now: Timestamp,
}

impl Answer {
    /// What was seen in a queue.
    pub(super) fn new(queue: Queue, seen: Seen, now: Timestamp) -> Self {
        let messages: Vec<Letter> = seen.messages.into_iter().map(Letter::of).collect();
        Self {
            groups: group(&messages),
            messages,
            others: seen.others,
            complete: seen.to_the_end,
            hidden: seen.hidden,
            queue,
            now,
        }
    }

    fn summary(&self) -> String {
        let mut text = format!(
            "{} messages of queue `{}`",
            self.messages.len(),
            self.queue.name
        );
        if self.others > 0 {
            text += &format!(", and {} that are not meant", self.others);
        }
        if !self.complete {
            text += "; there may be more (--limit)";
        }
        text += &hidden::said(self.hidden);
        if self.queue.is_fifo() {
            text += "; of a FIFO queue only the first messages of each group can be seen";
        }
        text
    }
}

impl Report for Answer {
    fn sections(&self) -> Vec<Section> {
        let groups = Table::new(
            "group",
            [
                "count",
                "kind",
                "rule",
                "target",
                "error",
                "detail type",
                "oldest",
            ],
        )
        .empty("No dead letters.")
        .rows(&self.groups, |group| {
            [
                group.count.into(),
                group.kind.label().into(),
                short(group.rule.as_deref()),
                short(group.target.as_deref()),
                Cell::toned(group.error.clone().unwrap_or_default(), Tone::Bad),
                optional(group.detail_type.as_ref()),
                optional(group.oldest.map(|oldest| age(oldest, self.now))),
            ]
        });
        let columns = [
            "message",
            "event",
            "detail type",
            "age",
            "receives",
            "error",
        ];
        let messages = Table::new("message", columns).rows(&self.messages, |letter| {
            let Letter { message, letter } = letter;
            [
                (&message.id).into(),
                optional(letter.event_id.as_ref()),
                optional(letter.detail_type.as_ref()),
                optional(message.sent.map(|sent| age(sent, self.now))),
                message.receives.into(),
                optional(letter.error_message.as_ref().or(letter.error_code.as_ref())),
            ]
        });
        let mut sections = vec![Section::Text(self.summary()), Section::Table(groups)];
        if !self.messages.is_empty() {
            sections.push(Section::Table(messages));
        }
        sections
    }
}

fn short(arn: Option<&str>) -> Cell {
    optional(arn.map(name_of))
}

/// Messages in full.
#[derive(Serialize)]
pub(super) struct Full {
    pub(super) messages: Vec<Logged>,
    /// Ids that were asked for and did not come out of the queue.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) absent: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) hidden: Option<Hidden>,
    #[serde(skip)]
    pub(super) now: Timestamp,
}

/// A message with what the function that failed has logged about it.
#[derive(Serialize)]
pub(super) struct Logged {
    #[serde(flatten)]
    pub(super) letter: Letter,
    pub(super) logs: Vec<Line>,
}

impl Report for Full {
    fn sections(&self) -> Vec<Section> {
        let sections = |logged: &Logged| {
            let mut sections = vec![
                facts(&logged.letter, self.now),
                Section::Text(pretty(&logged.letter.message.body)),
            ];
            if !logged.logs.is_empty() {
                let table = Table::new("log", ["logged", "line"]);
                let row = |line: &Line| [line.time.into(), (&line.message).into()];
                sections.push(Section::Table(table.rows(&logged.logs, row)));
            }
            sections
        };
        let absent = self.absent.iter().map(|id| {
            let hidden = hidden::said(self.hidden);
            Section::Text(format!(
                "Message {id} did not come out of the queue{hidden}"
            ))
        });
        self.messages
            .iter()
            .flat_map(sections)
            .chain(absent)
            .collect()
    }
}

fn facts(letter: &Letter, now: Timestamp) -> Section {
    let Letter { message, letter } = letter;
    let mut facts = vec![
        ("message".to_owned(), Cell::from(&message.id)),
        ("kind".to_owned(), letter.kind.label().into()),
    ];
    let mut add = |name: &str, value: Option<String>| {
        facts.extend(value.map(|value| (name.to_owned(), value.into())));
    };
    add("rule", letter.rule_arn.clone());
    add("target", letter.target_arn.clone());
    add("function", letter.found.as_ref().map(function));
    add("error", letter.error_code.clone());
    add("reason", letter.error_message.clone());
    add(
        "retries",
        letter.retry_attempts.map(|count| count.to_string()),
    );
    add("ended by", letter.exhausted.clone());
    add("request", letter.request_id.clone());
    add(
        "sent",
        message
            .sent
            .map(|sent| format!("{sent}, {} ago", age(sent, now))),
    );
    add(
        "receives",
        Some(format!("{}, looking included", message.receives)),
    );
    add("group", message.group.clone());
    add("trace", message.trace.clone());
    add("moved from", message.source_queue.clone());
    for (name, attribute) in &message.attributes {
        let value = match &attribute.value {
            Content::Text(text) => text.clone(),
            Content::Binary(bytes) => format!("{} bytes", bytes.len()),
        };
        add(&format!("{name} ({})", attribute.kind), Some(value));
    }
    Section::Facts(facts)
}

/// The function that a message does not name.
fn function(found: &Found) -> String {
    match found {
        Found::Only(arn) => format!("{arn}, the only one that fails into this queue"),
        Found::ByLogs(arn) => format!("{arn}, found by its logs"),
        Found::Unknown(why) => format!("not known: {why}"),
    }
}

/// JSON with its structure, anything else as it is.
fn pretty(body: &str) -> String {
    let value = serde_json::from_str::<Value>(body);
    let pretty = value.and_then(|value| serde_json::to_string_pretty(&value));
    pretty.unwrap_or_else(|_| body.to_owned())
}
