//! The log stream of one execution environment.

use std::sync::Arc;

use jiff::Timestamp;

use crate::{core::Core, services::logs::Logs};

/// Bytes that `LogType: Tail` returns.
const TAIL: usize = 4096;

/// Gathers lines and hands them to CloudWatch Logs in groups.
pub(super) struct Log {
    core: Arc<Core>,
    logs: Arc<Logs>,
    group: String,
    stream: String,
    waiting: Vec<(i64, String)>,
    tail: String,
}

impl Log {
    /// A new stream of `group`, named as Lambda names them.
    pub(super) fn new(core: &Arc<Core>, logs: &Arc<Logs>, group: String, version: &str) -> Self {
        let day = core.clock.now().strftime("%Y/%m/%d").to_string();
        let id = uuid::Uuid::new_v4().simple();
        Self {
            core: Arc::clone(core),
            logs: Arc::clone(logs),
            group,
            stream: format!("{day}/[{version}]{id}"),
            waiting: Vec::new(),
            tail: String::new(),
        }
    }

    pub(super) fn group(&self) -> &str {
        &self.group
    }

    pub(super) fn stream(&self) -> &str {
        &self.stream
    }

    pub(super) fn now(&self) -> Timestamp {
        self.core.clock.now()
    }

    /// Adds lines with the time of now.
    pub(super) fn write(&mut self, lines: impl IntoIterator<Item = String>) {
        let now = self.core.clock.now_millis();
        for line in lines {
            self.tail.push_str(&line);
            if !line.ends_with('\n') {
                self.tail.push('\n');
            }
            self.waiting.push((now, line));
        }
        if self.tail.len() > 4 * TAIL {
            self.tail = last(&self.tail, TAIL).to_owned();
        }
    }

    /// Hands over what is waiting.
    pub(super) fn flush(&mut self) {
        if !self.waiting.is_empty() {
            let lines = std::mem::take(&mut self.waiting);
            self.logs.append(&self.group, &self.stream, lines);
        }
    }

    /// The last 4 KB since the last call.
    pub(super) fn take_tail(&mut self) -> String {
        let tail = std::mem::take(&mut self.tail);
        last(&tail, TAIL).to_owned()
    }
}

impl Drop for Log {
    fn drop(&mut self) {
        self.flush();
    }
}

fn last(text: &str, bytes: usize) -> &str {
    let mut from = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_begins_at_a_character() {
        assert_eq!(last("aé", 1), "");
        assert_eq!(last("aé", 2), "é");
        assert_eq!(last("ab", 4), "ab");
    }
}
