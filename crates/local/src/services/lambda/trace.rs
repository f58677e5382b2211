//! What became of the last asynchronous invocations.

use std::{
    collections::{HashMap, VecDeque},
    sync::{Mutex, MutexGuard, PoisonError},
};

use super::model::local::DescribeInvocationResponse;

/// How many invocations are remembered.
const KEPT: usize = 10_000;

/// Where an invocation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Queued,
    Running,
    Succeeded,
    /// Failed for good, or until the next attempt.
    Failed,
    DeadLettered,
    Dropped,
}

impl State {
    fn name(self) -> &'static str {
        match self {
            Self::Queued => "QUEUED",
            Self::Running => "RUNNING",
            Self::Succeeded => "SUCCEEDED",
            Self::Failed => "FAILED",
            Self::DeadLettered => "DEAD_LETTERED",
            Self::Dropped => "DROPPED",
        }
    }
}

/// One invocation.
#[derive(Clone, Debug)]
pub(crate) struct Trace {
    pub(crate) function: String,
    pub(crate) state: State,
    pub(crate) attempts: u32,
    pub(crate) error: Option<String>,
    pub(crate) duration_ms: Option<f64>,
}

#[derive(Default)]
struct Book {
    by_id: HashMap<String, Trace>,
    order: VecDeque<String>,
}

/// The last invocations; in memory only, and bounded: a window to look through, not a record.
#[derive(Default)]
pub(crate) struct Traces(Mutex<Book>);

impl Traces {
    fn lock(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins to follow an invocation, unless it is followed.
    pub(crate) fn begin(&self, request_id: &str, function: &str, attempts: u32) {
        let mut book = self.lock();
        if book.by_id.contains_key(request_id) {
            return;
        }
        let trace = Trace {
            function: function.to_owned(),
            state: State::Queued,
            attempts,
            error: None,
            duration_ms: None,
        };
        book.by_id.insert(request_id.to_owned(), trace);
        book.order.push_back(request_id.to_owned());
        if book.order.len() > KEPT
            && let Some(oldest) = book.order.pop_front()
        {
            book.by_id.remove(&oldest);
        }
    }

    /// Notes what happened, if the invocation is still followed.
    pub(crate) fn note(&self, request_id: &str, change: impl FnOnce(&mut Trace)) {
        if let Some(trace) = self.lock().by_id.get_mut(request_id) {
            change(trace);
        }
    }

    /// Where an invocation stands; `None` when it was never seen or is forgotten.
    pub(crate) fn describe(&self, request_id: &str) -> Option<DescribeInvocationResponse> {
        let trace = self.lock().by_id.get(request_id)?.clone();
        Some(DescribeInvocationResponse {
            request_id: request_id.to_owned(),
            function_name: trace.function,
            state: trace.state.name(),
            attempts: trace.attempts,
            error: trace.error,
            duration_ms: trace.duration_ms,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_invocations_are_remembered() {
        let traces = Traces::default();
        for number in 0..=KEPT {
            traces.begin(&number.to_string(), "f", 0);
        }
        assert!(traces.describe("0").is_none());
        assert_eq!(traces.describe("1").unwrap().state, "QUEUED");
    }
}
